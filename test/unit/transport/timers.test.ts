import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { exchange, type HttpReply } from '../../../src/engine/transport/exchange';
import type { Timeouts } from '../../../src/engine/task';
import { afterRequest, tcpServer } from '../../support/servers';

/** Sends a request of so many bytes, and reads the reply's body with `read`. */
async function ask<T>(
	url: URL,
	changes: Partial<Timeouts>,
	read: (reply: HttpReply) => Promise<T>,
	bytes = 2,
): Promise<T> {
	const body = Buffer.alloc(bytes);
	const { signal } = new AbortController();
	const timeouts = { ...timeoutsFor('1K'), ...changes };
	return await exchange(
		{ method: 'POST', url, headers: { 'content-length': String(bytes) }, body },
		{ timeouts, signal },
		read,
	);
}

async function lengthOf({ body }: HttpReply): Promise<number> {
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.length;
	}
	return bytes;
}

/** Nothing in this process runs: what the other side sends meanwhile waits in the kernel. */
function block(ms: number): void {
	const end = performance.now() + ms;
	while (performance.now() < end);
}

const head = (bytes: number): string => `HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`;

describe('what waits in the kernel when a timeout is up', () => {
	const phases: [name: string, changes: Partial<Timeouts>][] = [
		['the first byte', { firstByteMs: 200 }],
		['the next one', { idleMs: 200 }],
	];
	for (const [name, changes] of phases) {
		it(`is a sign of life in time, though it is not yet the end: ${name}`, async () => {
			await using server = await tcpServer((socket) =>
				afterRequest(socket, () => {
					const first = 'idleMs' in changes ? head(4) : '';
					const late = 'idleMs' in changes ? 'ab' : `${head(4)}ab`;
					socket.write(first, () => {
						// The client has read what there was, and its phase has begun.
						setTimeout(() => {
							// After an immediate timers are served first, and then sockets.
							setImmediate(() => {
								socket.write(late);
								block(300);
								setTimeout(() => socket.end('cd'), 20);
							});
						}, 20);
					});
				}),
			);
			assert.equal(await ask(server.url, changes, lengthOf), 4);
		});
	}

	it('is read to its end when the time of the attempt is up, however many rounds that takes', async () => {
		const bytes = 400_000;
		await using server = await tcpServer((socket) =>
			afterRequest(socket, () => {
				socket.end(Buffer.concat([Buffer.from(head(bytes)), Buffer.alloc(bytes)]));
				block(300);
			}),
		);
		assert.equal(await ask(server.url, { attemptMs: 200 }, lengthOf), bytes);
	});
});

describe('a timeout of the reply', () => {
	it('does not run while the reader is slower than the network', async () => {
		const bytes = 8 * 1024 * 1024;
		await using server = await tcpServer((socket) =>
			afterRequest(socket, () => socket.end(Buffer.concat([Buffer.from(head(bytes)), Buffer.alloc(bytes)]))),
		);
		const read = await ask(server.url, { idleMs: 100 }, async ({ body }) => {
			let length = 0;
			for await (const chunk of body) {
				if (length === 0) {
					await delay(500);
				}
				length += chunk.length;
			}
			return length;
		});
		assert.equal(read, bytes);
	});

	it('is the one of pauses once a reply has begun, though the request goes on', async () => {
		const bytes = 4 * 1024 * 1024;
		await using server = await tcpServer((socket) => {
			let taken = 0;
			socket.once('data', () => socket.write(head(2)));
			socket.on('data', (data: Buffer) => {
				taken += data.length;
				if (taken >= bytes) {
					// Longer than the first byte may take, which came long ago.
					setTimeout(() => socket.end('ok'), 400);
					taken = 0;
				}
			});
		});
		assert.equal(await ask(server.url, { firstByteMs: 100 }, lengthOf, bytes), 2);
	});
});

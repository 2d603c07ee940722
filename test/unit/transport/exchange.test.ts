import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { GenerationError } from '../../../src/engine/failure';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { Timeouts } from '../../../src/engine/task';
import { exchange, type ExchangeOptions, type HttpReply } from '../../../src/engine/transport/exchange';
import { afterRequest, httpServer, tcpServer, type TestServer } from '../../support/servers';
import { until } from '../../support/until';

const ample = timeoutsFor('1K');

function ask<T>(url: URL, options: Partial<ExchangeOptions>, read: (reply: HttpReply) => Promise<T>): Promise<T> {
	const body = Buffer.from('{"prompt":"a fox"}');
	const headers = { 'content-length': String(body.length), authorization: 'Bearer k' };
	const signal = new AbortController().signal;
	return exchange({ method: 'POST', url, headers, body }, { timeouts: ample, signal, ...options }, read);
}

async function text({ body }: HttpReply): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of body) {
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString();
}

async function failureOf(attempt: Promise<unknown>): Promise<GenerationError> {
	const error: unknown = await attempt.then(
		() => assert.fail('it succeeded'),
		(reason: unknown) => reason,
	);
	assert.ok(GenerationError.is(error), String(error));
	return error;
}

const timeouts = (changes: Partial<Timeouts>): Timeouts => ({ ...ample, ...changes });

describe('one exchange', () => {
	it('sends the request over HTTP/1.1 on a connection of its own, and closes it', async () => {
		const seen: string[] = [];
		await using server = await httpServer((request, response) => {
			seen.push(
				`${request.httpVersion} ${request.headers['accept-encoding'] ?? ''} ${request.headers.connection ?? ''}`,
			);
			response.end('ok');
		});
		assert.equal(await ask(server.url, {}, text), 'ok');
		assert.equal(await ask(server.url, {}, text), 'ok');
		assert.deepEqual(seen, ['1.1 identity close', '1.1 identity close']);
		assert.equal(server.connections(), 2);
		await until(() => server.sockets.size === 0, 'the sockets are closed');
	});

	it('gives status, headers and the body as it arrives', async () => {
		let release: () => void = () => undefined;
		await using server = await httpServer((_request, response) => {
			response.writeHead(418, { 'X-Request-Id': 'r1' });
			response.write('first');
			release = () => response.end(' last');
		});
		await ask(server.url, {}, async ({ status, headers, body }) => {
			assert.equal(status, 418);
			assert.equal(headers['x-request-id'], 'r1');
			const chunks: string[] = [];
			for await (const chunk of body) {
				chunks.push(chunk.toString());
				release();
			}
			assert.deepEqual(chunks, ['first', ' last']);
		});
	});

	it('waits also where the limits are of months, as those are that somebody gives in milliseconds', async () => {
		const warnings: string[] = [];
		const onWarning = ({ name }: Error): number => warnings.push(name);
		process.on('warning', onWarning);
		await using server = await httpServer((_request, response) => void setTimeout(() => response.end('ok'), 50));
		const months = 5e9;
		const limits = { connectMs: months, writeMs: months, firstByteMs: months, idleMs: months, attemptMs: months };
		assert.equal(await ask(server.url, { timeouts: timeouts(limits) }, text), 'ok');
		process.off('warning', onWarning);
		assert.deepEqual(warnings, []);
	});

	it('takes heads as long as browsers do', async () => {
		await using server = await tcpServer((socket) =>
			afterRequest(socket, () => {
				const cookies = Array.from({ length: 100 }, (_, index) => `set-cookie: c${index}=${'x'.repeat(1000)}\r\n`).join(
					'',
				);
				socket.end(`HTTP/1.1 103 Early Hints\r\n${cookies}\r\nHTTP/1.1 200 OK\r\n${cookies}\r\nthe image`);
			}),
		);
		assert.equal(await ask(server.url, {}, text), 'the image');
	});

	it('takes 100, 102 and 103 for what they are: no reply yet', async () => {
		await using server = await tcpServer((socket) =>
			afterRequest(socket, () => {
				socket.write('HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
				socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
			}),
		);
		assert.equal(await ask(server.url, {}, text), 'ok');
	});

	it('slows the network down to the pace of its reader', async () => {
		const total = 64 * 1024 * 1024;
		let written = 0;
		await using server = await httpServer((_request, response) => {
			const piece = Buffer.alloc(64 * 1024);
			const pour = (): void => {
				while (written < total) {
					written += piece.length;
					if (!response.write(piece)) {
						response.once('drain', pour);
						return;
					}
				}
				response.end();
			};
			pour();
		});
		await ask(server.url, {}, async ({ body }) => {
			let read = 0;
			for await (const chunk of body) {
				if (read === 0) {
					// Turns enough for all 64 MiB; the kernel's buffers hold some of them, the rest must have waited.
					for (let turn = 0; turn < 3000; turn++) {
						await new Promise((resolve) => setImmediate(resolve));
					}
					assert.ok(written < total, `${written} bytes written`);
				}
				read += chunk.length;
			}
			assert.equal(read, total);
		});
	});

	it('reads a reply to its end that ends while the reader is behind', async () => {
		// The rest of the body and its end then lie in one buffer, and come before the reader has begun to wait again.
		for (let kib = 1024; kib <= 1024 + 256; kib += 16) {
			const content = Buffer.alloc(kib * 1024);
			await using server = await httpServer((_request, response) => response.end(content));
			const length = await ask(server.url, {}, async ({ body }) => {
				let bytes = 0;
				for await (const chunk of body) {
					// Turns enough for everything to arrive that will before the reader goes on.
					for (let turn = 0; bytes === 0 && turn < 300; turn++) {
						await new Promise((resolve) => setImmediate(resolve));
					}
					bytes += chunk.length;
				}
				return bytes;
			});
			assert.equal(length, content.length);
		}
	});
});

describe('whether a request was sent', () => {
	const cases: [name: string, serve: (socket: Socket) => void, sent: boolean, kind: string, scheme?: string][] = [
		[
			'cut in the TLS handshake: no',
			(socket) => socket.once('data', () => socket.destroy()),
			false,
			'unreachable',
			'https',
		],
		[
			'plain HTTP where TLS was expected: no',
			(socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'),
			false,
			'unreachable',
			'https',
		],
		['FIN instead of a reply: yes', (socket) => afterRequest(socket, () => socket.end()), true, 'interrupted'],
		[
			'RST instead of a reply: yes',
			(socket) => afterRequest(socket, () => socket.resetAndDestroy()),
			true,
			'interrupted',
		],
		[
			'garbage instead of HTTP: yes',
			(socket) => afterRequest(socket, () => socket.end('garbage\r\n\r\n')),
			true,
			'interrupted',
		],
		[
			'FIN in the middle of the body: yes',
			(socket) => afterRequest(socket, () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')),
			true,
			'interrupted',
		],
		[
			'FIN in the middle of a chunk: yes',
			(socket) =>
				afterRequest(socket, () => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nhalf')),
			true,
			'interrupted',
		],
	];
	for (const [name, serve, sent, kind, scheme = 'http'] of cases) {
		it(name, async () => {
			await using server = await tcpServer(serve);
			let told = false;
			const url = new URL(`${scheme}://127.0.0.1:${server.port}/`);
			const failure = await failureOf(ask(url, { onSending: () => Promise.resolve(void (told = true)) }, text));
			assert.equal(failure.kind, kind, failure.message);
			assert.equal(failure.sent, sent);
			assert.equal(told, sent);
			assert.equal(server.connections(), 1);
		});
	}

	it('refused: no', async () => {
		const server = await tcpServer(() => undefined);
		await server[Symbol.asyncDispose]();
		const failure = await failureOf(ask(server.url, {}, text));
		assert.ok(GenerationError.is(failure, 'unreachable'));
		assert.deepEqual(failure.facts, { host: server.url.host, code: 'ECONNREFUSED' });
		assert.equal(failure.sent, false);
	});

	for (const [address, host] of [
		['http://host.invalid:80/', 'host.invalid'],
		['http://host.invalid:443/', 'host.invalid:443'],
	] as const) {
		it(`unknown host, told with a port that is not the usual one: no (${address})`, async () => {
			const failure = await failureOf(ask(new URL(address), {}, text));
			assert.ok(GenerationError.is(failure, 'unreachable'));
			assert.equal(failure.facts.host, host);
			assert.equal(failure.sent, false);
		});
	}
});

describe('timeouts', () => {
	const cases: [
		name: string,
		changes: Partial<Timeouts>,
		phase: string,
		serve: (socket: Socket) => void,
		scheme?: string,
	][] = [
		['connect: a TLS handshake that stalls', { connectMs: 150 }, 'connect', () => undefined, 'https'],
		['first byte: accepts and never answers', { firstByteMs: 150 }, 'firstByte', () => undefined],
		[
			'first byte: informational replies are not it',
			{ firstByteMs: 150 },
			'firstByte',
			(socket) => afterRequest(socket, () => socket.write('HTTP/1.1 102 Processing\r\n\r\n')),
		],
		[
			'idle: headers and then nothing',
			{ idleMs: 150 },
			'idle',
			(socket) => afterRequest(socket, () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n')),
		],
		[
			'attempt: a body that drips for ever',
			{ attemptMs: 400, idleMs: 200 },
			'attempt',
			(socket) =>
				afterRequest(socket, () => {
					socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
					const drip = setInterval(() => socket.write('1\r\nx\r\n'), 20);
					socket.once('close', () => clearInterval(drip));
				}),
		],
	];
	for (const [name, changes, phase, serve, scheme = 'http'] of cases) {
		it(`${name}: ends by that timeout, and not before it`, async () => {
			await using server = await tcpServer(serve);
			const startedAt = performance.now();
			const url = new URL(`${scheme}://127.0.0.1:${server.port}/`);
			const failure = await failureOf(ask(url, { timeouts: timeouts(changes) }, text));
			const elapsedMs = performance.now() - startedAt;
			assert.ok(GenerationError.is(failure, 'timeout'), failure.message);
			const timeoutMs = changes.attemptMs ?? Object.values(changes)[0] ?? 0;
			assert.deepEqual(failure.facts, { phase, timeoutMs });
			assert.equal(failure.sent, phase !== 'connect');
			assert.ok(elapsedMs >= timeoutMs - 2, `${elapsedMs} ms`);
			await until(() => server.sockets.size === 0, 'the socket is closed');
		});
	}

	it('write: a large body of which nothing more is taken', async () => {
		await using server = await tcpServer((socket) => setImmediate(() => socket.pause()));
		const body = Buffer.alloc(32 * 1024 * 1024);
		const headers = { 'content-length': String(body.length) };
		const { signal } = new AbortController();
		const failure = await failureOf(
			exchange(
				{ method: 'POST', url: server.url, headers, body },
				{ timeouts: timeouts({ writeMs: 200 }), signal },
				text,
			),
		);
		assert.ok(GenerationError.is(failure, 'timeout'), failure.message);
		assert.deepEqual(failure.facts, { phase: 'write', timeoutMs: 200 });
		assert.equal(failure.sent, true);
	});

	it('a large body that goes through slowly may take longer than the limit of a stall', async () => {
		const bytes = 32 * 1024 * 1024;
		// Each read takes 64 KiB and 5 ms: all of them longer than this, and those that make room in the kernel's buffer far less.
		const writeMs = 2000;
		await using server = await tcpServer((socket) => {
			let taken = 0;
			socket.on('data', (data: Buffer) => {
				taken += data.length;
				socket.pause();
				setTimeout(() => socket.resume(), 5);
				if (taken >= bytes) {
					socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
				}
			});
		});
		const body = Buffer.alloc(bytes);
		const headers = { 'content-length': String(body.length) };
		const { signal } = new AbortController();
		const startedAt = performance.now();
		const options = { timeouts: timeouts({ writeMs }), signal };
		assert.equal(await exchange({ method: 'POST', url: server.url, headers, body }, options, text), 'ok');
		assert.ok(performance.now() - startedAt > writeMs);
	});

	it('a refusal that comes while the body is still being sent is told, and not the broken line after it', async () => {
		await using server = await tcpServer((socket) =>
			socket.once('data', () => {
				socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno', () => socket.resetAndDestroy());
			}),
		);
		const body = Buffer.alloc(20 * 1024 * 1024);
		const headers = { 'content-length': String(body.length) };
		const { signal } = new AbortController();
		const status = await exchange(
			{ method: 'POST', url: server.url, headers, body },
			{ timeouts: ample, signal },
			(reply) => Promise.resolve(reply.status),
		);
		assert.equal(status, 413);
	});

	it('a reply that came while the event loop was blocked across the limit is used', async () => {
		await using server = await tcpServer((socket) =>
			afterRequest(socket, () => {
				socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
				// The reply is in the kernel now. Everything in this process stands still until long after the limit.
				const end = performance.now() + 300;
				while (performance.now() < end);
			}),
		);
		assert.equal(await ask(server.url, { timeouts: timeouts({ firstByteMs: 200 }) }, text), 'ok');
	});
});

describe('cancelling', () => {
	const phases: [name: string, sent: boolean, serve: (socket: Socket, reached: () => void) => void, scheme?: string][] =
		[
			['in the TLS handshake', false, (socket, reached) => socket.once('data', reached), 'https'],
			['during the silence', true, (socket, reached) => afterRequest(socket, reached)],
			[
				'in the middle of the body',
				true,
				(socket, reached) =>
					afterRequest(socket, () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', reached)),
			],
		];
	for (const [name, sent, serve, scheme = 'http'] of phases) {
		it(`${name} settles before anything else can happen, and closes the socket`, async () => {
			const cancel = new AbortController();
			let isSettled = false;
			let wasSettled = false;
			await using server: TestServer = await tcpServer((socket) =>
				serve(socket, () => {
					cancel.abort();
					setImmediate(() => (wasSettled = isSettled));
				}),
			);
			const url = new URL(`${scheme}://127.0.0.1:${server.port}/`);
			const failure = await failureOf(ask(url, { signal: cancel.signal }, text).finally(() => (isSettled = true)));
			assert.equal(failure.kind, 'cancelled');
			assert.equal(failure.sent, sent);
			await until(() => wasSettled, 'it settled in the same turn');
			await until(() => server.sockets.size === 0, 'the socket is closed');
			assert.equal(server.connections(), 1);
		});
	}

	it('beforehand opens no connection', async () => {
		await using server = await tcpServer(() => undefined);
		const failure = await failureOf(ask(server.url, { signal: AbortSignal.abort() }, text));
		assert.equal(failure.kind, 'cancelled');
		assert.equal(failure.sent, false);
		assert.equal(server.connections(), 0);
	});
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { GenerationError } from '../../../src/engine/failure';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { exchange } from '../../../src/engine/transport/exchange';
import { tcpServer, type TestServer } from '../../support/servers';
import { until } from '../../support/until';

/** A server that keeps what it is sent and says nothing. */
async function listener(): Promise<TestServer & { readonly received: () => number }> {
	let bytes = 0;
	const server = await tcpServer((socket) => socket.on('data', (data: Buffer) => (bytes += data.length)));
	return { ...server, received: () => bytes };
}

async function failureOf(url: URL, onSending: () => Promise<void>, signal = new AbortController().signal) {
	const sending = exchange(
		{ method: 'POST', url, headers: {}, body: Buffer.from('{}') },
		{
			...{ timeouts: timeoutsFor('1K'), signal, onSending },
		},
		() => assert.fail('it replied'),
	);
	const error: unknown = await sending.catch((reason: unknown) => reason);
	assert.ok(GenerationError.is(error), String(error));
	return error;
}

describe('before anything of a request leaves', () => {
	it('the caller may still refuse: then nothing does, and the connection is closed', async () => {
		await using server = await listener();
		const refusal = new GenerationError('notSaved', { code: 'ENOSPC', path: '/jobs' }, false);
		assert.equal(await failureOf(server.url, () => Promise.reject(refusal)), refusal);
		await until(() => server.sockets.size === 0, 'the connection is closed');
		assert.deepEqual([server.connections(), server.received()], [1, 0]);
	});

	it('the caller may take longer than any timeout of a phase', async () => {
		await using server = await listener();
		const waited = Promise.withResolvers<undefined>();
		const timeouts = { ...timeoutsFor('1K'), connectMs: 50, firstByteMs: 100 };
		const { signal } = new AbortController();
		const sending = exchange(
			{ method: 'POST', url: server.url, headers: {}, body: Buffer.from('{}') },
			{ timeouts, signal, onSending: () => waited.promise.then(() => undefined) },
			() => assert.fail('it replied'),
		).catch((error: unknown) => error);
		setTimeout(() => waited.resolve(undefined), 200);
		const error = await sending;
		assert.ok(GenerationError.is(error, 'timeout'));
		assert.deepEqual([error.facts.phase, error.sent], ['firstByte', true]);
	});

	for (const [name, cut] of [
		['is closed', (server: TestServer) => server.sockets.forEach((socket) => socket.end())],
		['breaks', (server: TestServer) => server.sockets.forEach((socket) => socket.resetAndDestroy())],
	] as const) {
		it(`the connection ${name} while the caller makes up its mind: told as not sent`, async () => {
			await using server = await listener();
			const failure = await failureOf(server.url, async () => {
				await until(() => server.sockets.size === 1, 'the connection is open');
				const [socket] = server.sockets;
				assert.ok(socket);
				const closed = once(socket, 'close');
				cut(server);
				await closed;
				// One more round, in which this side hears of it as well.
				await new Promise((resolve) => setTimeout(resolve, 20));
			});
			assert.deepEqual([failure.kind, failure.sent, failure.maybePaid], ['unreachable', false, false]);
			assert.equal(server.received(), 0);
		});
	}

	it('a cancel then sends nothing', async () => {
		await using server = await listener();
		const cancel = new AbortController();
		const failure = await failureOf(
			server.url,
			() => {
				cancel.abort();
				return Promise.resolve();
			},
			cancel.signal,
		);
		assert.deepEqual([failure.kind, failure.sent], ['cancelled', false]);
		assert.equal(server.received(), 0);
	});
});

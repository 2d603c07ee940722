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

	for (const key of ['sk-1\nx-evil: 1', 'sk-1\r', '\u9375', 'sk-\u2019', 'sk-\0']) {
		it(`a key that no header can hold is named, and nobody is connected to: ${JSON.stringify(key)}`, async () => {
			await using server = await listener();
			const sending = exchange(
				{ method: 'POST', url: server.url, headers: { authorization: `Bearer ${key}` }, body: Buffer.from('{}') },
				{ timeouts: timeoutsFor('1K'), signal: new AbortController().signal, onSending: () => Promise.resolve() },
				() => assert.fail('it replied'),
			);
			await assert.rejects(sending, { kind: 'unauthorized', facts: { status: 0 }, sent: false, maybePaid: false });
			assert.deepEqual([server.connections(), server.received()], [0, 0]);
		});
	}

	it('credentials for a proxy that no header can hold are named', async () => {
		await using proxy = await listener();
		const network = {
			noProxy: [],
			strictSsl: true,
			systemCertificates: true,
			httpProxy: proxy.url.href,
			httpsProxy: proxy.url.href,
		};
		for (const url of ['http://service.example/', 'https://service.example/']) {
			const sending = exchange(
				{ method: 'POST', url: new URL(url), headers: {}, body: Buffer.from('{}') },
				{
					...{ timeouts: timeoutsFor('1K'), signal: new AbortController().signal, network },
					proxyAuthorization: 'Basic x\n',
				},
				() => assert.fail('it replied'),
			);
			await assert.rejects(sending, { kind: 'proxy', facts: { proxy: proxy.url.host, code: 'EAUTHORIZATION' } });
		}
		assert.equal(proxy.connections(), 0);
	});

	it('what undici refuses leaves no connection behind', async () => {
		await using server = await listener();
		const sending = exchange(
			{ method: 'POST', url: server.url, headers: { 'not a name': '' }, body: Buffer.from('{}') },
			{ timeouts: timeoutsFor('1K'), signal: new AbortController().signal, onSending: () => Promise.resolve() },
			() => assert.fail('it replied'),
		);
		await assert.rejects(sending, { sent: false });
		await until(() => server.sockets.size === 0, 'the connection is closed');
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

describe('while a request leaves', () => {
	it('a connection that breaks is told as an upload that broke, and as sent', async () => {
		await using server = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
		const failure = await exchange(
			// More than systems hold for a socket.
			{ method: 'POST', url: server.url, headers: {}, body: Buffer.alloc(64 * 1024 * 1024) },
			{ timeouts: timeoutsFor('1K'), signal: new AbortController().signal, onSending: () => Promise.resolve() },
			() => assert.fail('it replied'),
		).catch((error: unknown) => error);
		assert.ok(GenerationError.is(failure, 'interrupted'));
		assert.deepEqual([failure.sent, failure.facts.isUploading, failure.facts.receivedBytes], [true, true, 0]);
	});
});

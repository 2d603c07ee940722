import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import { GenerationError } from '../../../src/engine/failure';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { Timeouts, Network } from '../../../src/engine/task';
import { exchange } from '../../../src/engine/transport/exchange';
import { directNetwork } from '../../../src/engine/network/proxy';
import { listening, tcpServer, type TestServer } from '../../support/servers';
import { until } from '../../support/until';

const tls = (name: string): Buffer => readFileSync(join('test', 'fixtures', 'tls', name));

/** The image service behind the proxy, known there as images.test. */
async function service(answer: RequestListener): Promise<TestServer> {
	return await listening(createTlsServer({ key: tls('key.pem'), cert: tls('certificate.pem') }, answer));
}

/** A proxy that leads every tunnel to `target`, and tells of each request line that it saw. */
async function proxyTo(target: TestServer | undefined, seen: string[], status = 200): Promise<TestServer> {
	const proxy = createServer((request, response) => {
		seen.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers['proxy-authorization'] ?? '-'}`);
		response.end('forwarded');
	});
	proxy.on('connect', (request, socket: Socket) => {
		seen.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers['proxy-authorization'] ?? '-'}`);
		if (status !== 200 || !target) {
			socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
			return;
		}
		const onward = connectTcp(target.port, '127.0.0.1', () => {
			socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
			onward.pipe(socket).pipe(onward);
		});
		onward.on('error', () => socket.destroy());
		socket.on('error', () => onward.destroy());
	});
	return await listening(proxy);
}

async function ask(
	url: string,
	proxy: TestServer,
	{
		changes = {},
		timeouts = {},
		proxyAuthorization,
		signal = new AbortController().signal,
	}: {
		changes?: Partial<Network>;
		timeouts?: Partial<Timeouts>;
		proxyAuthorization?: string;
		signal?: AbortSignal;
	} = {},
): Promise<string> {
	const network = {
		...directNetwork,
		httpProxy: proxy.url.href,
		httpsProxy: proxy.url.href,
		strictSsl: false,
		...changes,
	};
	const body = Buffer.from('{}');
	const headers = { 'content-length': String(body.length) };
	return await exchange(
		{ method: 'POST', url: new URL(url), headers, body },
		{
			timeouts: { ...timeoutsFor('1K'), ...timeouts },
			signal,
			network,
			...(proxyAuthorization && { proxyAuthorization }),
		},
		async (reply) => {
			const chunks: Buffer[] = [];
			for await (const chunk of reply.body) {
				chunks.push(chunk);
			}
			return Buffer.concat(chunks).toString();
		},
	);
}

async function failureOf(attempt: Promise<unknown>): Promise<GenerationError> {
	const error: unknown = await attempt.then(
		() => assert.fail('it succeeded'),
		(reason: unknown) => reason,
	);
	assert.ok(GenerationError.is(error), String(error));
	return error;
}

describe('through a proxy', () => {
	it('https: goes through one tunnel, encrypted to the service, in HTTP/1.1', async () => {
		const seen: string[] = [];
		await using target = await service((request, response) =>
			response.end(`${request.httpVersion} ${request.headers.host ?? ''}`),
		);
		await using proxy = await proxyTo(target, seen);
		assert.equal(await ask('https://images.test/v1', proxy, { proxyAuthorization: 'Basic YTpi' }), '1.1 images.test');
		assert.deepEqual(seen, ['CONNECT images.test:443 Basic YTpi']);
		await until(() => proxy.sockets.size === 0 && target.sockets.size === 0, 'all sockets are closed');
	});

	it('http: goes under its whole address', async () => {
		const seen: string[] = [];
		await using proxy = await proxyTo(undefined, seen);
		assert.equal(await ask('http://images.test/v1?a=b', proxy, { proxyAuthorization: 'Basic YTpi' }), 'forwarded');
		assert.deepEqual(seen, ['POST http://images.test/v1?a=b Basic YTpi']);
	});

	it('the certificate behind it is checked', async () => {
		await using target = await service((_request, response) => response.end());
		await using proxy = await proxyTo(target, []);
		const failure = await failureOf(ask('https://images.test/', proxy, { changes: { strictSsl: true } }));
		assert.ok(GenerationError.is(failure, 'certificate'));
		assert.deepEqual(failure.facts, { host: 'images.test', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
	});

	for (const status of [407, 502]) {
		it(`a refusal with ${status} is the proxy's, and nothing was sent`, async () => {
			const seen: string[] = [];
			await using proxy = await proxyTo(undefined, seen, status);
			const failure = await failureOf(ask('https://images.test/', proxy));
			assert.ok(GenerationError.is(failure, 'proxy'), failure.message);
			assert.deepEqual(failure.facts, { proxy: proxy.url.host, status });
			assert.equal(failure.sent, false);
			assert.equal(seen.length, 1);
		});
	}

	const broken: [name: string, serve: (socket: Socket) => void, kind: string][] = [
		['closes after CONNECT', (socket) => socket.once('data', () => socket.end()), 'proxy'],
		['resets after CONNECT', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'proxy'],
		['hangs after CONNECT', () => undefined, 'timeout'],
	];
	for (const [name, serve, kind] of broken) {
		it(`one that ${name} is asked once, and left when the time for connecting is up at the latest`, async () => {
			await using proxy = await tcpServer(serve);
			const failure = await failureOf(ask('https://images.test/', proxy, { timeouts: { connectMs: 200 } }));
			assert.equal(failure.kind, kind, failure.message);
			assert.equal(failure.sent, false);
			assert.equal(proxy.connections(), 1);
			await until(() => proxy.sockets.size === 0, 'the socket is closed');
		});
	}

	it('one that is down is named', async () => {
		const proxy = await tcpServer(() => undefined);
		await proxy[Symbol.asyncDispose]();
		const failure = await failureOf(ask('https://images.test/', proxy));
		assert.ok(GenerationError.is(failure, 'proxy'));
		assert.deepEqual(failure.facts, { proxy: proxy.url.host, code: 'ECONNREFUSED' });
	});

	it('one of a kind that is not supported is said to be so', async () => {
		await using proxy = await tcpServer(() => undefined);
		const httpsProxy = `socks5://127.0.0.1:${proxy.port}`;
		const failure = await failureOf(ask('https://images.test/', proxy, { changes: { httpsProxy } }));
		assert.ok(GenerationError.is(failure, 'proxy'));
		assert.equal(failure.facts.code, 'EPROXYKIND');
	});

	it('a cancel while it hangs settles at once', async () => {
		const cancel = new AbortController();
		await using proxy = await tcpServer((socket) => socket.once('data', () => cancel.abort()));
		const failure = await failureOf(ask('https://images.test/', proxy, { signal: cancel.signal }));
		assert.equal(failure.kind, 'cancelled');
		await until(() => proxy.sockets.size === 0, 'the socket is closed');
	});
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createSecureServer as createHttp2 } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { diagnose, type Diagnosis, type DiagnoseOptions } from '../../../src/engine/diagnose/diagnose';
import { GenerationError } from '../../../src/engine/failure';
import { directNetwork } from '../../../src/engine/network/proxy';
import type { Network } from '../../../src/engine/task';
import { httpServer, listening, tcpServer, type TestServer } from '../../support/servers';
import { until } from '../../support/until';

const fixture = (name: string): Promise<string> => readFile(`test/fixtures/tls/${name}.pem`, 'utf8');

async function tls(certificate: string): Promise<{ key: string; cert: string }> {
	return { key: await fixture('key'), cert: await fixture(certificate) };
}

const models: RequestListener = (_request, response) => response.end('{"data":[]}');

/** A service that takes one key. */
const guarded: RequestListener = (request, response) => {
	response.statusCode = request.headers.authorization === 'Bearer good' ? 200 : 401;
	response.end('{"error":{"message":"bad key"}}');
};

function look(
	server: TestServer,
	{ key, scheme = 'http', ...options }: Partial<DiagnoseOptions> & { key?: string; scheme?: string } = {},
): Promise<Diagnosis> {
	const origin = `${scheme}://127.0.0.1:${server.port}`;
	return diagnose({
		endpoint: { service: 'openaiCompatible', protocol: 'openaiImages', baseUrl: `${origin}/v1`, model: 'm' },
		secrets: { keys: new Map(key === undefined ? [] : [[origin, key]]) },
		resolution: '1K',
		history: [],
		signal: new AbortController().signal,
		...options,
	});
}

const answerOf = ({ answer }: Diagnosis) => (answer && 'status' in answer ? answer : assert.fail('no answer'));

describe('a diagnosis', () => {
	it('connects and asks for the models, which costs nothing', async () => {
		const asked: string[] = [];
		await using server = await httpServer((request, response) => {
			asked.push(`${request.method} ${request.url}`);
			models(request, response);
		});
		const { origin, addresses, connect, answer, intermediaries } = await look(server, { key: 'any' });
		assert.deepEqual([origin, addresses, intermediaries], [`http://127.0.0.1:${server.port}`, ['127.0.0.1'], []]);
		assert.ok('ms' in connect && connect.tlsMs === undefined && answer && 'ms' in answer);
		assert.deepEqual(asked, ['GET /v1/models']);
	});

	it('tells a good key from a bad one, and what cannot be told', async () => {
		await using server = await httpServer(guarded);
		assert.equal(answerOf(await look(server, { key: 'good' })).key, 'accepted');
		assert.equal(answerOf(await look(server, { key: 'bad' })).key, 'refused');
		assert.equal(answerOf(await look(server)).key, 'none');
		await using other = await httpServer((_request, response) => response.writeHead(404).end('<html>'));
		assert.equal(answerOf(await look(other, { key: 'good' })).key, 'unknown');
	});

	it("reads the service's own words to their end", async () => {
		await using server = await httpServer((_request, response) => {
			const error = {
				status: 'INVALID_ARGUMENT',
				message: 'API key not valid.',
				details: [{ reason: 'API_KEY_INVALID' }],
			};
			response.writeHead(400).end(JSON.stringify({ padding: ' '.repeat(3_000_000), error }));
		});
		assert.equal(answerOf(await look(server, { key: 'bad' })).key, 'refused');
	});

	it('names who answers by their marks', async () => {
		await using server = await httpServer((_request, response) => {
			response.writeHead(200, { server: 'nginx/1.22.1', 'cf-ray': '8f1-FRA' }).end('{}');
		});
		const diagnosis = await look(server);
		assert.deepEqual(
			diagnosis.intermediaries.map(({ name }) => name),
			['Cloudflare', 'nginx'],
		);
		assert.deepEqual(answerOf(diagnosis).marks, { server: 'nginx/1.22.1', 'cf-ray': '8f1-FRA' });
	});

	it('shows the certificate and the protocol that the server would rather speak', async () => {
		const both = createHttp2({ ...(await tls('certificate')), allowHTTP1: true });
		await using server = await listening(both.on('request', (_request, response) => response.end('{}')));
		const network: Network = { ...directNetwork, strictSsl: false };
		const { connect, certificate, offers, strictSsl, answer } = await look(server, { scheme: 'https', network });
		assert.ok('ms' in connect && connect.tlsMs !== undefined && answer && 'ms' in answer);
		assert.deepEqual([offers, strictSsl, certificate?.chain], ['h2', false, 1]);
	});

	it('says when a server speaks HTTP/2 only', async () => {
		await using server = await listening(createHttp2(await tls('certificate')));
		const network: Network = { ...directNetwork, strictSsl: false };
		const { connect, offers } = await look(server, { scheme: 'https', network });
		assert.ok('kind' in connect && connect.kind === 'http1Refused');
		assert.equal(offers, 'h2');
	});

	it('shows whose certificate it is that is not trusted, and sends nothing there', async () => {
		let asked = 0;
		await using server = await listening(createHttps(await tls('certificate'), () => asked++));
		const { connect, certificate, answer } = await look(server, { scheme: 'https', key: 'good' });
		assert.ok('kind' in connect && connect.kind === 'certificate');
		assert.ok(certificate && certificate.subject !== '');
		assert.deepEqual([answer, asked], [undefined, 0]);
	});

	it('says when there is no connection', async () => {
		const server = await httpServer(models);
		await server[Symbol.asyncDispose]();
		const { connect, answer } = await look(server);
		assert.ok('kind' in connect && connect.kind === 'unreachable');
		assert.equal(answer, undefined);
	});

	it('says when a server takes the connection and does not answer', async () => {
		await using server = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
		const { connect, answer } = await look(server);
		assert.ok('ms' in connect);
		assert.ok(answer && 'kind' in answer && answer.kind === 'interrupted');
	});

	it('goes through the proxy, and says what that refuses', async () => {
		const asked: string[] = [];
		await using proxy = await listening(
			createHttp().on('connect', (request, socket) => {
				asked.push(request.url ?? '');
				socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
			}),
		);
		await using server = await httpServer(models);
		const network: Network = { ...directNetwork, httpsProxy: proxy.url.href };
		const { connect, proxy: through } = await look(server, {
			network,
			endpoint: { service: 's', protocol: 'openaiImages', baseUrl: 'https://images.test/v1', model: 'm' },
		});
		assert.equal(through, proxy.url.host);
		assert.ok('kind' in connect && connect.kind === 'proxy');
		assert.deepEqual([connect.facts, asked], [{ proxy: proxy.url.host, status: 407 }, ['images.test:443']]);
	});

	it('says when what is set as the proxy is no address', async () => {
		await using server = await httpServer(models);
		const endpoint = {
			service: 's',
			protocol: 'openaiImages',
			baseUrl: 'https://images.test/v1',
			model: 'm',
		} as const;
		const { connect, proxy } = await look(server, { endpoint, network: { ...directNetwork, httpsProxy: '::' } });
		assert.ok('kind' in connect && connect.kind === 'proxy' && connect.facts.code === 'ERR_INVALID_URL');
		assert.equal(proxy, '::');
	});

	it('ends at once when it is cancelled', async () => {
		const cancel = new AbortController();
		await using server = await tcpServer(() => undefined);
		const looking = look(server, { signal: cancel.signal });
		await until(() => server.connections() === 2, 'the free request is on its way');
		cancel.abort();
		await assert.rejects(looking, (error) => GenerationError.is(error, 'cancelled'));
		await until(() => server.sockets.size === 0, 'the sockets are closed');
	});

	it('counts what became of earlier requests to the same server', async () => {
		await using server = await httpServer(models);
		const host = `127.0.0.1:${server.port}`;
		const failure = {
			kind: 'interrupted',
			facts: { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 1 },
			sent: true,
			maybePaid: true,
		} as const;
		const kind = { job: 'j', at: 0, service: 's', model: 'm', resolution: '1K' } as const;
		const past = (ms: number, lost: boolean, at = host) => ({ ...kind, host: at, ms, ...(lost && { failure }) });
		const history = [past(60_200, true), past(20_000, false), past(59_900, true), past(1, true, 'elsewhere')];
		const { record } = await look(server, { history });
		const { pattern, ...counts } = record;
		assert.deepEqual(counts, { requests: 3, cuts: 2, silent: 0, longestMs: 20_000 });
		assert.deepEqual([pattern?.count, pattern?.of, pattern?.intermediaries[0]?.name], [2, 2, 'nginx']);
	});

	it("counts a gateway's timeout among what was cut, and no error of the service's own", async () => {
		await using server = await httpServer(models);
		const kind = {
			job: 'j',
			at: 0,
			service: 's',
			model: 'm',
			resolution: '1K',
			host: `127.0.0.1:${server.port}`,
		} as const;
		const history = [500, 504, 502, 524, 503].map((status) => ({
			...kind,
			ms: 60_000,
			failure: { kind: 'serverError', facts: { status }, sent: true, maybePaid: true } as const,
		}));
		const { record } = await look(server, { history });
		assert.deepEqual([record.requests, record.cuts, record.pattern?.of], [5, 2, 2]);
	});
});

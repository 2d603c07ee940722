import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { type Clock, systemClock, wakefulClock } from '../../../src/engine/clock';
import { GenerationError } from '../../../src/engine/failure';
import { directNetwork } from '../../../src/engine/network/proxy';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { downloadImage, type DownloadOptions } from '../../../src/engine/run/download';
import { tlsOptions } from '../../faults/servers';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { httpServer, listening, tcpServer, type TestServer } from '../../support/servers';

const png = noisePng(40, 30);
const key = 'Bearer secret-key';

/** The waits between two fetches are seconds; here they are nothing. */
const hurried: Clock = { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(0, signal) };

const options: DownloadOptions = {
	timeouts: timeoutsFor('1K'),
	signal: new AbortController().signal,
	clock: wakefulClock(hurried),
	endsAt: Infinity,
	network: { ...directNetwork, strictSsl: false },
};

interface Asked {
	readonly url: string;
	readonly authorization: string | undefined;
}

/** A server that notes what it is asked for, and answers with an image where `answer` does not. */
async function store(
	asked: Asked[],
	answer: (response: ServerResponse, request: IncomingMessage) => unknown = () => undefined,
	create: (listener: RequestListener) => Promise<TestServer> = httpServer,
): Promise<TestServer> {
	return await create((request, response) => {
		asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
		if (answer(response, request) === undefined) {
			response.end(png);
		}
	});
}

const httpsServer = (listener: RequestListener): Promise<TestServer> =>
	listening(createServer(tlsOptions('selfSigned'), listener));

/** Fetches a link that the service at that origin has sent; the file's bytes, or why there is none. */
async function fetched(link: string, service: string, wire: Partial<DownloadOptions> = {}): Promise<Buffer | string> {
	await using folder = await temporaryFolder();
	const path = join(folder.path, 'image.part');
	const from = { url: new URL(`${service}/v1`), headers: { authorization: key } };
	try {
		const image = await downloadImage(link, from, path, { ...options, ...wire });
		return await readFile(image.path);
	} catch (error) {
		assert.ok(GenerationError.is(error, 'linkNotFetched'), String(error));
		assert.equal(error.facts.link, link);
		return error.facts.reason;
	}
}

describe('a link from a public service', () => {
	for (const host of ['127.0.0.1', '[::1]', '10.0.0.1', '169.254.169.254', '[::ffff:127.0.0.1]', 'localhost']) {
		it(`to ${host} is not followed`, async () => {
			await using server = await tcpServer(() => undefined);
			const reason = await fetched(`https://${host}:${server.port}/i.png`, 'https://service.example');
			assert.equal(reason, 'it leads to a private address');
			assert.equal(server.connections(), 0);
		});
	}

	it('over plain http is not followed to a private address either', async () => {
		await using server = await tcpServer(() => undefined);
		for (const service of ['https://service.example', 'http://service.example']) {
			assert.equal(await fetched(`http://127.0.0.1:${server.port}/i`, service), 'it leads to a private address');
		}
		assert.equal(server.connections(), 0);
	});
});

describe('a link', () => {
	after(() => options.clock.end());

	/** As stores sign them, and as nobody should write them: what stands there is what was signed. */
	const targets: [name: string, link: string, sent?: string][] = [
		[
			'of S3',
			'/b/a%20b+c.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20261201%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=0a1b',
		],
		[
			"of S3 with a file's name",
			`/a.png?response-content-disposition=attachment%3B%20filename%3D'a.png'&X-Amz-Signature=0a1b`,
		],
		['of Azure', '/c/a.png?sv=2023-11-03&se=2026-12-02T00%3A00%3A00Z&sr=b&sp=r&sig=ab%2Bcd%2F%3d+e='],
		['of Google', '/b/a.png?X-Goog-Signature=0a&Expires=1&GoogleAccessId=a%40b.iam'],
		[
			'of Alibaba',
			'/a.png?Expires=1&OSSAccessKeyId=x&Signature=a%2Bb%3D&x-oss-process=image/resize,w_100|image/format,png',
		],
		['with marks that addresses are written without', `/a|b^c\`d{e}f.png?q="x"<y>&z=[1]&w='v'`],
		['with dots that lead nowhere', '/a/./b/../%2e%2e/c.png?d=..'],
		['with nothing but a query', '?id=1&sig=%2f', '/?id=1&sig=%2f'],
		['with a fragment, which no server sees', '/a.png#page', '/a.png'],
		['with letters and blanks that no request can hold', '/ä b.png?q=€', '/%C3%A4%20b.png?q=%E2%82%AC'],
		['between blanks', '  /a.png?b=%20 ', '/a.png?b=%20'],
	];
	for (const [name, link, sent = link] of targets) {
		it(`${name} reaches the server byte for byte`, async () => {
			const asked: Asked[] = [];
			await using server = await store(asked);
			const whole = /^[/?]/.test(link) ? server.url.origin + link : link;
			assert.deepEqual(await fetched(whole, server.url.origin), png);
			assert.deepEqual(asked, [{ url: sent, authorization: key }]);
		});
	}

	it('in a redirect reaches the server byte for byte as well', async () => {
		const asked: Asked[] = [];
		const location = `/b?sig='%2f|`;
		await using server = await store(asked, (response, { url }) =>
			url === '/a' ? response.writeHead(302, { location }).end() : undefined,
		);
		assert.deepEqual(await fetched('/a', server.url.origin), png);
		assert.deepEqual(
			asked.map(({ url }) => url),
			['/a', location],
		);
	});

	it('that is relative to a path leads to where browsers would follow it', async () => {
		const asked: Asked[] = [];
		await using server = await store(asked);
		assert.deepEqual(await fetched('files/i.png', server.url.origin), png);
		assert.deepEqual(asked[0]?.url, '/files/i.png');
	});

	it('is asked with the key at the own origin of the service alone, wherever redirects lead', async () => {
		const here: Asked[] = [];
		const there: Asked[] = [];
		let other = '';
		await using service = await store(here, (response, { url }) =>
			url === '/a' ? response.writeHead(307, { location: `${other}/b` }).end() : undefined,
		);
		await using stranger = await store(there, (response, { url }) =>
			url === '/b' ? response.writeHead(302, { location: `${service.url.origin}/c` }).end() : undefined,
		);
		other = stranger.url.origin;
		assert.deepEqual(await fetched(`${service.url.origin}/a`, service.url.origin), png);
		assert.deepEqual(here, [
			{ url: '/a', authorization: key },
			{ url: '/c', authorization: key },
		]);
		assert.deepEqual(there, [{ url: '/b', authorization: undefined }]);
		assert.deepEqual(await fetched(`${other}/d`, service.url.origin), png);
		assert.deepEqual(there[1], { url: '/d', authorization: undefined });
	});

	it('at the own origin that is refused for the key is asked without it, and with it again', async () => {
		for (const status of [400, 401, 403]) {
			const asked: Asked[] = [];
			await using server = await store(asked, (response) =>
				asked.length < 3 ? response.writeHead(status).end() : undefined,
			);
			assert.deepEqual(await fetched('/i.png?sig=1', server.url.origin), png);
			assert.deepEqual(
				asked.map(({ authorization }) => authorization),
				[key, undefined, key],
			);
		}
	});

	it('elsewhere that is not there yet is asked again after a moment, and one that is gone is not', async () => {
		for (const [status, requests] of [
			[403, 3],
			[404, 3],
			[429, 3],
			[503, 3],
			[202, 3],
			[400, 1],
			[401, 1],
			[410, 1],
		] as const) {
			const asked: Asked[] = [];
			const waits: number[] = [];
			await using server = await store(asked, (response) =>
				asked.length < 3 ? response.writeHead(status).end() : undefined,
			);
			const clock = wakefulClock({
				...hurried,
				sleep: (ms, signal) => {
					waits.push(ms);
					return hurried.sleep(ms, signal);
				},
			});
			const result = await fetched(`${server.url.origin}/i.png`, 'http://127.0.0.1:9', { clock });
			clock.end();
			assert.equal(asked.length, requests, String(status));
			assert.deepEqual(result, requests === 3 ? png : `status ${status}`);
			assert.deepEqual(waits, requests === 3 ? [1000, 2000] : []);
		}
	});

	it('over http behind a service that is at https is tried by https: the same host and port, then its own', async () => {
		const asked: Asked[] = [];
		await using service = await store(asked, undefined, httpsServer);
		const origin = service.url.origin.replace('http:', 'https:');
		assert.deepEqual(await fetched(`http://127.0.0.1:${service.port}/a.png?b=%2f`, origin), png);
		// Nobody listens there.
		assert.deepEqual(await fetched('http://127.0.0.1:9/c.png', origin), png);
		assert.deepEqual(asked, [
			{ url: '/a.png?b=%2f', authorization: key },
			{ url: '/c.png', authorization: key },
		]);
	});

	it('over http to another host in the same network is followed as it is where https leads nowhere', async () => {
		const asked: Asked[] = [];
		await using server = await store(asked);
		assert.deepEqual(await fetched(`http://localhost:${server.port}/i.png`, 'https://127.0.0.1:9'), png);
		assert.deepEqual(asked, [{ url: '/i.png', authorization: undefined }]);
	});

	it('that is not fetched is told in words', async () => {
		await using silent = await tcpServer((socket) => socket.on('data', () => socket.resetAndDestroy()));
		const reasons = [
			await fetched(`http://127.0.0.1:${silent.port}/i`, 'http://127.0.0.1:9'),
			await fetched('http://127.0.0.1:9/i', 'http://127.0.0.1:9'),
			await fetched('https://nowhere.invalid/i', 'https://127.0.0.1:9'),
		];
		assert.deepEqual(reasons, [
			'the connection broke, ECONNRESET',
			'no connection to 127.0.0.1:9, ECONNREFUSED',
			'no connection to nowhere.invalid, ENOTFOUND',
		]);
	});
});

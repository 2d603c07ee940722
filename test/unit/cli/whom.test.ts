import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { createJob } from '../../../src/engine/jobs/layout';
import { readState } from '../../../src/engine/jobs/follow';
import { toLine } from '../../../src/engine/secrets';
import { temporaryFolder } from '../../support/folders';
import { noiseJpeg } from '../../support/images';
import { httpServer, type TestServer } from '../../support/servers';
import { imagegen } from './cli';

const jpeg = noiseJpeg(32, 24);

/** A service that answers each request by its JSON body. */
async function service(
	answer: (model: string, request: IncomingMessage, response: ServerResponse) => void,
): Promise<TestServer> {
	return await httpServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
		request.on('end', () => answer((JSON.parse(body) as { model: string }).model, request, response));
	});
}

function draw(response: ServerResponse): void {
	response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
}

const generate = (baseUrl: string, out: string): string[] => [
	...['generate', 'A fox', '--service', 'openaiCompatible', '--base-url', baseUrl, '--model', 'busy', '--out', out],
];

describe('imagegen generate --fallback', () => {
	it('asks another model when the one before is gone, and says who made the image', async () => {
		await using home = await temporaryFolder();
		const asked: string[] = [];
		await using server = await service((model, _request, response) => {
			asked.push(model);
			if (model === 'free') {
				draw(response);
			} else {
				response.writeHead(404).end('{"error":{"message":"no such model"}}');
			}
		});
		const args = generate(`${server.url.origin}/v1`, home.path);
		const { code, stdout, stderr } = await imagegen([...args, '--fallback', 'gone', '--fallback', 'free'], home.path);
		assert.deepEqual({ code, stdout }, { code: 0, stdout: `${join(home.path, 'a-fox.jpg')}\n` });
		assert.deepEqual(asked, ['busy', 'gone', 'free']);
		assert.match(stderr, /^Made by free, because gone was not available\.$/m);
	});

	it('asks nobody else after a loss that may be paid for', async () => {
		await using home = await temporaryFolder();
		await using server = await service((_model, request) => request.socket.destroy());
		const args = generate(`${server.url.origin}/v1`, home.path);
		assert.equal((await imagegen([...args, '--fallback', 'free'], home.path)).code, 4);
		assert.equal(server.connections(), 1);
	});

	const wrong: [fallback: string, says: RegExp][] = [
		['ark/', /name a model/],
		['geminiCompatible/m', /no address of its own/],
		['comfyui/workflow', /ComfyUI can only be the chosen service/],
		['ark/seedream-4-5-251128', /Set IMAGEGEN_API_KEY_ARK/],
	];
	for (const [fallback, says] of wrong) {
		it(`ends with 2 for "${fallback}" and says what to write`, async () => {
			await using home = await temporaryFolder();
			const args = generate('http://127.0.0.1:9/v1', home.path);
			const { code, stderr } = await imagegen([...args, '--fallback', fallback], home.path);
			assert.equal(code, 2);
			assert.match(stderr, says);
		});
	}
});

describe('plain HTTP', () => {
	it('through networks of others is refused, with the reason', async () => {
		await using home = await temporaryFolder();
		const { code, stderr } = await imagegen(generate('http://images.test:16888/v1', home.path), home.path);
		assert.equal(code, 2);
		assert.match(stderr, /anyone on the network path to images\.test:16888 can read your key.*--allow-http/);
	});

	it('is spoken where the person says so, here through the proxy of the environment', async () => {
		await using home = await temporaryFolder();
		const asked: (string | undefined)[] = [];
		await using proxy = await service((_model, request, response) => {
			asked.push(request.url);
			draw(response);
		});
		const env = { http_proxy: proxy.url.href };
		const args = [...generate('http://images.test:16888/v1', home.path), '--allow-http'];
		const { code, stderr } = await imagegen(args, home.path, { env });
		assert.deepEqual({ code, stderr }, { code: 0, stderr: 'It is smaller than the 1K you asked for.\n' });
		assert.deepEqual(asked, ['http://images.test:16888/v1/images/generations']);
	});
});

describe('a SOCKS proxy', () => {
	it('is said to be unsupported, and nothing is sent', async () => {
		await using home = await temporaryFolder();
		const args = ['generate', 'A fox', '--service', 'openai', '--out', home.path];
		const env = { IMAGEGEN_API_KEY: 'k', https_proxy: 'socks5://127.0.0.1:1080', no_proxy: '' };
		const { code, stderr } = await imagegen(args, home.path, { env });
		assert.equal(code, 3);
		assert.match(stderr, /127\.0\.0\.1:1080.*isn't a supported proxy type/);
	});
});

describe('imagegen run, to recover', () => {
	const input = `${toLine({ keys: new Map() })}\n`;

	it('tells a job of its own what it found, as any job is told', async () => {
		await using home = await temporaryFolder();
		const file = join(home.path, 'reply.txt');
		await writeFile(file, JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
		const job = await createJob(home.path, { type: 'recover', source: file });
		assert.equal((await imagegen(['run', job.path], home.path, { input })).code, 0);
		const { phase, images } = await readState(job);
		assert.equal(phase, 'saved');
		assert.deepEqual(await readFile(images[0]?.path ?? ''), jpeg);
	});

	it('tells it when there is nothing to be found', async () => {
		await using home = await temporaryFolder();
		const job = await createJob(home.path, { type: 'recover', source: join(home.path, 'nowhere') });
		await imagegen(['run', job.path], home.path, { input });
		const { phase, failure } = await readState(job);
		assert.deepEqual([phase, failure?.kind], ['failed', 'badReply']);
	});
});

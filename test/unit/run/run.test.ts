import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../../src/engine/clock';
import { GenerationError } from '../../../src/engine/failure';
import { removeLeftovers } from '../../../src/engine/jobs/retention';
import type { Generated } from '../../../src/engine/run/result';
import { generate } from '../../../src/engine/run/run';
import type { JobStep } from '../../../src/engine/jobs/events';
import { createJob, type JobFolder } from '../../../src/engine/jobs/layout';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';
import { temporaryFolder } from '../../support/folders';
import { noiseJpeg, noisePng } from '../../support/images';
import { httpServer, type TestServer } from '../../support/servers';

const png = noisePng(64, 48);
const jpeg = noiseJpeg(64, 48);

function requestTo(server: TestServer, protocol: GenerateTask['endpoint']['protocol'] = 'openaiImages'): GenerateTask {
	return {
		type: 'generate',
		image: { prompt: 'a fox', resolution: '1K' },
		endpoint: { service: 'openaiCompatible', protocol, baseUrl: `${server.url.origin}/v1`, model: 'm' },
		timeouts: timeoutsFor('1K'),
		retry: { attempts: 3, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
	};
}

interface Base64Run {
	readonly result: Generated | GenerationError;
	readonly steps: JobStep[];
	readonly folder: JobFolder;
	/** Requests that the server saw. */
	readonly requests: { method: string; url: string; headers: NodeJS.Dict<string | string[]>; body: string }[];
	/** What lies in the job folder at the end. */
	readonly files: string[];
}

/** Runs one job against a server that answers as told, and gives `check` all there is to see. */
async function run(
	answer: (response: ServerResponse, count: number, url: string) => void,
	check: (run: Base64Run) => void | Promise<void>,
	change: (request: GenerateTask, server: TestServer) => GenerateTask = (request) => request,
): Promise<void> {
	const requests: Base64Run['requests'] = [];
	const listener: RequestListener = (incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const { method = '', url = '', headers } = incoming;
			requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
			answer(response, requests.length, url);
		});
	};
	await using server = await httpServer(listener);
	await using jobs = await temporaryFolder();
	const request = change(requestTo(server), server);
	const folder = await createJob(jobs.path, request);
	const steps: JobStep[] = [];
	const result = await generate(request, {
		folder,
		secrets: { keys: new Map([[server.url.origin, 'secret-key']]) },
		mayAskAgain: () => Promise.resolve(true),
		clock: systemClock,
		random: () => 1,
		signal: new AbortController().signal,
		onStep: (step) => steps.push(step),
		onSending: (attempt) => Promise.resolve(void steps.push({ type: 'sending', attempt })),
	}).catch((error: unknown) => {
		assert.ok(GenerationError.is(error), String(error));
		return error;
	});
	if (!GenerationError.is(result) && !result.spoiled) {
		await removeLeftovers(folder);
	}
	await check({
		result,
		steps,
		folder,
		requests,
		files: (await readdir(folder.path)).filter((name) => name !== 'task.json'),
	});
}

function saved({ result }: Base64Run): Generated['images'] {
	assert.ok(!GenerationError.is(result), JSON.stringify(result));
	return result.images;
}

function failed({ result }: Base64Run): GenerationError {
	assert.ok(GenerationError.is(result), 'it succeeded');
	return result;
}

const json = (response: ServerResponse, body: object, status = 200, headers: Record<string, string> = {}): void => {
	response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const base64 = (bytes: Buffer): object => ({ created: 1, data: [{ b64_json: bytes.toString('base64') }] });

describe('generating', () => {
	it('saves the image under the extension of its bytes and leaves nothing else', async () => {
		await run(
			(response) => json(response, base64(jpeg)),
			async (run) => {
				const [image] = saved(run);
				assert.deepEqual(
					{ ...image, path: '' },
					{ path: '', width: 64, height: 48, format: 'jpeg', bytes: jpeg.length },
				);
				assert.deepEqual(await readFile(image.path), jpeg);
				assert.deepEqual(run.files, ['image-1.jpg']);
				assert.deepEqual(
					run.steps.map(({ type }) => type).filter((type) => type !== 'received'),
					['attempt', 'sending', 'replied'],
				);
			},
		);
	});

	it('asks once, with the key in its header and nowhere else', async () => {
		await run(
			(response) => json(response, base64(png)),
			({ requests, steps }) => {
				assert.equal(requests.length, 1);
				const [{ url, headers, body } = assert.fail('no request')] = requests;
				assert.equal(url, '/v1/images/generations');
				assert.equal(headers['authorization'], 'Bearer secret-key');
				assert.ok(!JSON.stringify([body, url, steps]).includes('secret-key'));
			},
		);
	});

	it('saves every good image of several, and keeps what came of the broken one', async () => {
		await run(
			(response) =>
				json(response, {
					data: [png, png.subarray(0, 4000), jpeg].map((bytes) => ({ b64_json: bytes.toString('base64') })),
				}),
			(run) => {
				assert.deepEqual(
					saved(run).map(({ format }) => format),
					['png', 'jpeg'],
				);
				assert.deepEqual(run.files, ['image-1.png', 'image-2.jpg', 'image-2.part']);
			},
		);
	});

	it('reads a reply that was compressed although nobody asked for it', async () => {
		await run(
			(response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(base64(png)))),
			async (run) => assert.deepEqual(await readFile(saved(run)[0].path), png),
		);
	});

	it('repeats by itself what was refused at no cost, after the wait that the server named', async () => {
		await run(
			(response, count) => {
				if (count === 1) {
					json(response, { error: { message: 'The model is overloaded.' } }, 503);
				} else if (count === 2) {
					json(response, { error: { message: 'slow down' } }, 429, { 'retry-after-ms': '40' });
				} else {
					json(response, base64(png));
				}
			},
			(run) => {
				saved(run);
				assert.equal(run.requests.length, 3);
				assert.deepEqual(
					run.steps.filter((step) => step.type === 'retrying').map(({ delayMs, failure }) => [failure.kind, delayMs]),
					[
						['overloaded', 1],
						['rateLimited', 40],
					],
				);
			},
		);
	});

	const final: [name: string, answer: (response: ServerResponse) => void, kind: string, maybePaid: boolean][] = [
		['a wrong key', (response) => json(response, { error: { message: 'bad key' } }, 401), 'unauthorized', false],
		['a gateway page', (response) => response.writeHead(504).end('<html>'), 'serverError', true],
		['HTML with 200', (response) => response.end('<html><title>Sign in</title>'), 'badReply', true],
		['nothing with 200', (response) => response.end(), 'badReply', true],
		['204', (response) => response.writeHead(204).end(), 'badReply', true],
		['no image with 200', (response) => json(response, { data: [] }), 'noImage', true],
		[
			'a cut line',
			(response) => response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy()),
			'interrupted',
			true,
		],
		['a redirect', (response) => response.writeHead(307, { location: 'https://other/' }).end(), 'redirected', false],
	];
	for (const [name, answer, kind, maybePaid] of final) {
		it(`${name} ends it after one request`, async () => {
			await run(answer, (run) => {
				const failure = failed(run);
				assert.equal(failure.kind, kind);
				assert.equal(failure.maybePaid, maybePaid);
				assert.equal(run.requests.length, 1);
			});
		});
	}

	const isLocalAI = (request: GenerateTask): GenerateTask => ({
		...request,
		endpoint: { ...request.endpoint, service: 'localAI' },
	});

	it('asks again by itself a program of one’s own that cut the line, and says that it bills nobody', async () => {
		await run(
			(response, count) => (count === 1 ? response.destroy() : json(response, base64(png))),
			(run) => {
				saved(run);
				const attempts = run.steps.filter((step) => step.type === 'attempt');
				assert.deepEqual(
					attempts.map(({ attempt, free }) => [attempt, free]),
					[
						[1, true],
						[2, true],
					],
				);
			},
			isLocalAI,
		);
	});

	it('costs nothing at a program of one’s own, whatever it answers', async () => {
		for (const [name, answer, kind] of final.filter(([, , kind]) => kind !== 'interrupted')) {
			await run(
				answer,
				(run) => {
					const { kind: told, maybePaid } = failed(run);
					assert.deepEqual([told, maybePaid, run.requests.length], [kind, false, 1], name);
				},
				isLocalAI,
			);
		}
	});

	it('follows a move within the same origin once, with the whole request', async () => {
		await run(
			(response, count) =>
				count === 1
					? response.writeHead(308, { location: '/v2/images/generations' }).end()
					: json(response, base64(png)),
			(run) => {
				saved(run);
				const [first, second] = run.requests;
				assert.equal(second?.url, '/v2/images/generations');
				assert.equal(second.body, first?.body);
			},
		);
	});

	it('turns to the fallback that the person has named, and says who made the image', async () => {
		await run(
			(response, count) =>
				count <= 3
					? json(response, { error: { message: 'The model is overloaded.' } }, 503)
					: json(response, base64(png)),
			(run) => {
				saved(run);
				assert.ok(!GenerationError.is(run.result));
				assert.deepEqual([run.result.model, run.result.attempt], ['seedream-4-5', 4]);
				assert.deepEqual(
					run.requests.map(({ body }) => (JSON.parse(body) as { model: string }).model),
					['m', 'm', 'm', 'seedream-4-5'],
				);
				const turns = run.steps.filter((step) => step.type === 'retrying');
				assert.deepEqual(
					turns.map(({ fallback }) => fallback),
					[false, false, true],
				);
			},
			(request) => ({ ...request, fallbacks: [{ ...request.endpoint, model: 'seedream-4-5' }] }),
		);
	});

	const damaged: [name: string, bytes: Buffer][] = [
		['cut short', png.subarray(0, png.length - 20)],
		['no image at all', Buffer.from('<html>'.repeat(400))],
		['a drawing in markup', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${' '.repeat(2000)}</svg>`)],
	];
	for (const [name, bytes] of damaged) {
		it(`an image that is ${name} is not saved, and what came is kept`, async () => {
			await run(
				(response) => json(response, base64(bytes)),
				(run) => {
					assert.equal(failed(run).kind, 'badImage');
					assert.equal(failed(run).maybePaid, true);
					assert.deepEqual(run.files, ['image-1.part', 'reply.txt']);
				},
			);
		});
	}
});

describe('an image that comes as a link', () => {
	const link = (response: ServerResponse, url: string): void => json(response, { data: [{ url }] });

	it('is fetched again where the first fetch fails, at the origin of the service with the key', async () => {
		let fetches = 0;
		await run(
			(response, _count, url) => {
				if (url.startsWith('/v1')) {
					link(response, '/files/i.png');
				} else if (++fetches === 1) {
					response.destroy();
				} else {
					response.end(png);
				}
			},
			async (run) => {
				assert.deepEqual(await readFile(saved(run)[0].path), png);
				const keys = run.requests.map(({ method, headers }) => [method, headers['authorization']]);
				assert.deepEqual(keys, [
					['POST', 'Bearer secret-key'],
					['GET', 'Bearer secret-key'],
					['GET', 'Bearer secret-key'],
				]);
				assert.deepEqual(run.files, ['image-1.png']);
			},
		);
	});

	it('is given up at once when it is gone, and named', async () => {
		await run(
			(response, _count, url) => (url.startsWith('/v1') ? link(response, '/gone.png') : response.writeHead(410).end()),
			(run) => {
				const failure = failed(run);
				assert.ok(GenerationError.is(failure, 'linkNotFetched'));
				assert.equal(failure.facts.reason, 'status 410');
				assert.equal(run.requests.length, 2);
			},
		);
	});

	it('is not followed to other schemes', async () => {
		for (const url of ['file:///etc/passwd', 'ftp://h/i.png', 'javascript:0']) {
			await run(
				(response) => link(response, url),
				(run) => {
					assert.equal(failed(run).kind, 'linkNotFetched');
					assert.equal(run.requests.length, 1);
				},
			);
		}
	});

	it('stops at a loop of redirects', async () => {
		await run(
			(response, _count, url) =>
				url.startsWith('/v1') ? link(response, '/a') : response.writeHead(302, { location: '/a' }).end(),
			(run) => {
				const failure = failed(run);
				assert.ok(GenerationError.is(failure, 'linkNotFetched'));
				assert.equal(failure.facts.reason, 'too many redirects');
			},
		);
	});
});

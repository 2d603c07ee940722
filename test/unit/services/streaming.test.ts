import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { systemClock } from '../../../src/engine/clock';
import { GenerationError } from '../../../src/engine/errors';
import { generate, type Generated } from '../../../src/engine/generate';
import { createJob } from '../../../src/engine/jobs/folder';
import { limitsFor } from '../../../src/engine/policy/limits';
import { type JobRequest, type ProtocolId, protocols } from '../../../src/engine/request';
import { startSandbox } from '../../../src/sandbox/server';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { httpServer } from '../../support/servers';

interface Run {
	readonly result: Generated | GenerationError;
	/** What lies in the job folder at the end, beside the request. */
	readonly files: string[];
	readonly saved: Buffer | undefined;
}

/** Asks the service at `origin` for one streamed picture. */
async function run(origin: string, protocol: ProtocolId, limits: Partial<JobRequest['limits']> = {}): Promise<Run> {
	await using jobs = await temporaryFolder();
	const google = protocol === 'geminiNative';
	const request: JobRequest = {
		image: { prompt: 'a fox', size: '1K' },
		connection: {
			service: google ? 'geminiCompatible' : 'openaiCompatible',
			protocol,
			baseUrl: `${origin}/${google ? 'v1beta' : 'v1'}`,
			model: google ? 'gemini-3-pro-image' : 'gpt-image-2',
		},
		limits: { ...limitsFor('1K'), ...limits },
		retry: { attempts: 3, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
		stream: true,
	};
	const folder = await createJob(jobs.path, request);
	const result = await generate(request, {
		folder,
		secrets: { keys: new Map() },
		mayAskAgain: () => Promise.resolve(true),
		clock: systemClock,
		random: () => 1,
		signal: new AbortController().signal,
		onStep: () => undefined,
	}).catch((error: unknown) => {
		assert.ok(GenerationError.is(error), String(error));
		return error;
	});
	return {
		result,
		files: (await readdir(folder.path)).filter((name) => name !== 'request.json'),
		saved: GenerationError.is(result) ? undefined : await readFile(result.images[0].path),
	};
}

const png = noisePng(64, 48);
const preview = noisePng(32, 24);

const event = (value: object): string => `: ping\n\ndata: ${JSON.stringify(value)}\n\n`;
const words: Record<ProtocolId, { before: string; image: string; after: string; whole: object; error: string }> = {
	openaiImages: {
		before: event({ type: 'image_generation.partial_image', b64_json: preview.toString('base64') }),
		image: event({ type: 'image_generation.completed', b64_json: png.toString('base64') }),
		after: 'data: [DONE]\n\n',
		whole: { data: [{ b64_json: png.toString('base64') }] },
		error: event({ type: 'error', error: { code: '503', message: 'overloaded' } }),
	},
	geminiNative: {
		before: event(answer({ inlineData: { data: preview.toString('base64') }, thought: true })),
		image: event(answer({ inlineData: { data: png.toString('base64') } })),
		after: event(answer({ text: '' }, { finishReason: 'STOP' })),
		whole: answer({ inlineData: { data: png.toString('base64') } }, { finishReason: 'STOP' }),
		error: event({ error: { code: 503, status: 'UNAVAILABLE', message: 'overloaded' } }),
	},
};

function answer(part: object, more: object = {}): object {
	return { candidates: [{ content: { parts: [part] }, ...more }] };
}

for (const protocol of protocols) {
	const { before, image, after, whole, error } = words[protocol];

	describe(`a streamed picture (${protocol})`, () => {
		/** Asks a server that answers so; also counts the requests. */
		async function asking(
			answer: (response: ServerResponse) => void,
			limits?: Partial<JobRequest['limits']>,
		): Promise<Run & { requests: number }> {
			let requests = 0;
			await using server = await httpServer((incoming, response) => {
				requests++;
				incoming.resume().on('end', () => answer(response));
			});
			return { ...(await run(server.url.origin, protocol, limits)), requests };
		}
		const events = (response: ServerResponse): ServerResponse =>
			response.writeHead(200, { 'content-type': 'text/event-stream' });
		const failure = ({ result }: Run): GenerationError => {
			assert.ok(GenerationError.is(result), 'it succeeded');
			return result;
		};

		it('is saved from the sandbox, and nothing else is left', async () => {
			const sandbox = await startSandbox({ timeScale: 0.001, seed: 2 });
			const { result, files } = await run(sandbox.url, protocol);
			await sandbox.close();
			assert.ok(!GenerationError.is(result), JSON.stringify(result));
			assert.equal(result.images[0].width, 1024);
			assert.equal(files.length, 1);
			assert.equal(sandbox.ledger().requests, 1);
		});

		it('is never its preview', async () => {
			const { saved, files } = await asking((response) => events(response).end(before + image + after));
			assert.deepEqual(saved, png);
			assert.deepEqual(files, ['image-1.png']);
		});

		it('is read from a reply in one piece where the service does not stream', async () => {
			const { saved } = await asking((response) =>
				response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(whole)),
			);
			assert.deepEqual(saved, png);
		});

		it('may be silent for as long as before any other reply', async () => {
			const { saved } = await asking(
				(response) => {
					events(response).flushHeaders();
					setTimeout(() => response.end(image + after), 400);
				},
				{ idleMs: 100, firstByteMs: 5_000 },
			);
			assert.deepEqual(saved, png);
		});

		it('is kept when the stream breaks off, or is never ended, after it', async () => {
			const cut = await asking((response) => events(response).write(before + image, () => response.destroy()));
			assert.deepEqual(cut.saved, png);
			const open = await asking((response) => events(response).write(before + image), {
				idleMs: 200,
				firstByteMs: 200,
			});
			assert.deepEqual(open.saved, png);
		});

		it('may be paid for when the stream is cut before it, and is not asked for again', async () => {
			const cuts = await asking((response) =>
				events(response).write(before + image.slice(0, 5000), () => response.destroy()),
			);
			assert.deepEqual([failure(cuts).kind, failure(cuts).maybePaid, cuts.requests], ['interrupted', true, 1]);
			const ends = await asking((response) => events(response).end(before + image.slice(0, 5000)));
			assert.deepEqual([failure(ends).kind, failure(ends).maybePaid, ends.requests], ['badReply', true, 1]);
		});

		it('may be paid for when an error comes instead, and is not asked for again', async () => {
			for (const text of [error, before + error]) {
				const run = await asking((response) => events(response).end(text));
				const { kind, facts, maybePaid } = failure(run);
				assert.deepEqual(
					[kind, facts, maybePaid, run.requests],
					['serverFault', { status: 503, reason: 'overloaded' }, true, 1],
				);
			}
		});
	});
}

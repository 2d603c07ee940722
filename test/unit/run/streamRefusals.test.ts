import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/engine/clock';
import { GenerationError } from '../../../src/engine/failure';
import { createJob, originKey } from '../../../src/engine/jobs/layout';
import { StreamRefusals } from '../../../src/engine/policy/streamRefusals';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { breaksSilence, streams } from '../../../src/engine/providers/streams';
import { generate } from '../../../src/engine/run/run';
import type { GenerateTask } from '../../../src/engine/task';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { httpServer } from '../../support/servers';

const drawn = JSON.stringify({ data: [{ b64_json: noisePng(64, 48).toString('base64') }] });

interface Asked {
	/** Of each request, whether it was for a stream. */
	readonly streams: readonly boolean[];
	readonly steps: readonly string[];
	readonly end: string;
	readonly maybePaid: boolean;
}

/** Asks a gateway that refuses streams as told, and any request as `plain` says. */
async function ask(
	folder: string,
	refusal: readonly [status: number, body: string],
	plain: readonly [status: number, body: string] = [200, drawn],
): Promise<Asked> {
	const seen: boolean[] = [];
	await using server = await httpServer((request, response) => {
		let body = '';
		request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
		request.on('end', () => {
			const isStream = body.includes('"stream":true');
			seen.push(isStream);
			const [status, text] = isStream ? refusal : plain;
			response.writeHead(status, { 'content-type': 'application/json' }).end(text);
		});
	});
	await using jobs = await temporaryFolder();
	const task: GenerateTask = {
		type: 'generate',
		image: { prompt: 'a fox', resolution: '1K' },
		endpoint: {
			service: 'openaiCompatible',
			protocol: 'openaiImages',
			baseUrl: `${server.url.origin}/v1`,
			model: 'gpt-image-2',
		},
		timeouts: timeoutsFor('1K'),
		retry: { attempts: 3, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
		stream: 'on',
	};
	const steps: string[] = [];
	const streamRefusals = new StreamRefusals(folder);
	// The gateway is at another port each time; what is known of it is filed under one origin here.
	const result = await generate(task, {
		folder: await createJob(jobs.path, task),
		secrets: { keys: new Map() },
		mayAskAgain: () => Promise.resolve(true),
		streamRefusals: {
			has: (_origin, now) => streamRefusals.has('https://gateway.example', now),
			add: () => streamRefusals.add('https://gateway.example'),
		},
		clock: systemClock,
		random: () => 1,
		signal: new AbortController().signal,
		onStep: ({ type }) => steps.push(type),
		onSending: () => Promise.resolve(),
	}).catch((error: unknown) => error);
	const failure = GenerationError.is(result) ? result : undefined;
	return { streams: seen, steps, end: failure?.kind ?? 'saved', maybePaid: failure?.maybePaid ?? false };
}

describe('a gateway that refuses streams', () => {
	const refusals: readonly (readonly [status: number, body: string])[] = [
		[400, '{"error":{"message":"stream is not supported"}}'],
		[404, 'Not Found'],
		[405, ''],
		[415, '{"detail":"Unsupported Media Type"}'],
		[501, '{"error":"not implemented"}'],
	];
	for (const refusal of refusals) {
		it(`with ${refusal[0]} is asked once more without, as an attempt of its own, and not for one again`, async () => {
			await using known = await temporaryFolder();
			const first = await ask(known.path, refusal);
			assert.deepEqual(first.streams, [true, false]);
			assert.deepEqual(
				first.steps.filter((step) => step === 'attempt' || step === 'withoutStream'),
				['attempt', 'withoutStream', 'attempt'],
			);
			assert.equal(first.end, 'saved');
			assert.deepEqual((await ask(known.path, refusal)).streams, [false]);
		});
	}

	it('is taken for one no more where the plain request is refused in the same way', async () => {
		await using known = await temporaryFolder();
		const refused = await ask(known.path, [400, '{}'], [400, '{"error":{"message":"size is not valid"}}']);
		assert.deepEqual([refused.streams, refused.end, refused.maybePaid], [[true, false], 'badRequest', false]);
		assert.deepEqual((await ask(known.path, [400, '{}'])).streams, [true, false]);
	});

	it('may have learnt to stream after a month', async () => {
		await using known = await temporaryFolder();
		await ask(known.path, [405, '']);
		const monthAgo = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
		await utimes(join(known.path, originKey('https://gateway.example')), monthAgo, monthAgo);
		assert.deepEqual((await ask(known.path, [405, ''])).streams, [true, false]);
	});

	it('is no such gateway where something else is refused, or the image may have been paid for', async () => {
		for (const [status, kind] of [
			[401, 'unauthorized'],
			[402, 'quotaExhausted'],
			[500, 'serverError'],
			[504, 'serverError'],
		] as const) {
			await using known = await temporaryFolder();
			const refused = await ask(known.path, [status, '{"error":{"message":"no"}}']);
			assert.deepEqual([refused.streams, refused.end], [[true], kind]);
		}
	});
});

describe('an error amid a stream', () => {
	for (const code of [400, 404, 405, 415]) {
		it(`of the number ${code} is no refusal: the image may have been drawn, and is not asked for again`, async () => {
			await using known = await temporaryFolder();
			const failed = await ask(known.path, [200, JSON.stringify({ error: { code, message: 'no' } })]);
			assert.deepEqual([failed.streams, failed.maybePaid], [[true], true]);
		});
	}
});

describe('a stream', () => {
	const endpoint = { service: 'openai', protocol: 'openaiImages', baseUrl: 'https://api.openai.com/v1' } as const;

	it('is asked for by itself only where it is known to keep the line alive', () => {
		assert.equal(streams({ ...endpoint, model: 'gpt-image-2' }), false);
		assert.equal(streams({ ...endpoint, model: 'gpt-image-2' }, 'auto'), false);
		assert.equal(streams({ ...endpoint, model: 'gpt-image-2' }, 'on'), true);
		assert.equal(streams({ ...endpoint, model: 'seedream-4-5' }, 'on'), false);
		assert.equal(streams({ ...endpoint, model: 'a-model-of-nobody' }, 'on'), true);
		assert.equal(streams({ ...endpoint, model: 'gpt-image-2' }, 'off'), false);
		assert.equal(streams({ ...endpoint, service: 'openrouter', model: 'openai/gpt-image-2' }), true);
		assert.equal(streams({ ...endpoint, service: 'portkey', model: 'gpt-image-2' }, 'on'), false);
	});

	it('breaks the silence of a request, but in the protocol of Google, where nothing comes before the image', () => {
		const google = { service: 'gemini', protocol: 'geminiNative', baseUrl: endpoint.baseUrl } as const;
		assert.equal(breaksSilence({ ...endpoint, model: 'gpt-image-2' }), true);
		assert.equal(breaksSilence({ ...endpoint, service: 'openrouter', model: 'google/gemini-3-pro-image' }), true);
		assert.equal(breaksSilence({ ...endpoint, model: 'seedream-4-5' }), false);
		assert.equal(breaksSilence({ ...google, model: 'gemini-3-pro-image' }), false);
		assert.equal(breaksSilence({ ...google, service: 'apiyi', model: 'gemini-3-pro-image' }), false);
	});
});

import assert from 'node:assert/strict';
import { GenerationError } from '../../../src/engine/failure';
import { systemClock } from '../../../src/engine/clock';
import { createJob } from '../../../src/engine/jobs/layout';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { endpointFor } from '../../../src/engine/providers/catalogue';
import { generate } from '../../../src/engine/run/run';
import type { Generated } from '../../../src/engine/run/result';
import type { GenerateTask } from '../../../src/engine/task';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { temporaryFolder } from '../../support/folders';

/** A hundredth of the real times, so that LiteLLM pings every 100 ms where it does. */
const timeScale = 0.01;

/** Longer than between two pings, and shorter than any image takes here. */
const silenceMs = 500;

/** Asks a model at the sandbox as LiteLLM for a stream, and takes no longer silence. */
async function ask(
	sandbox: Sandbox,
	model: string,
	service: 'liteLLM' | 'chatCompatible',
): Promise<Generated | GenerationError> {
	const endpoint = endpointFor({ service, baseUrl: `${sandbox.url}/as/liteLLM/v1`, model });
	assert.ok(typeof endpoint === 'object');
	const task: GenerateTask = {
		type: 'generate',
		image: { prompt: 'a fox', resolution: '1K' },
		endpoint,
		timeouts: { ...timeoutsFor('1K'), firstByteMs: silenceMs, idleMs: silenceMs },
		retry: { attempts: 1, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
		stream: 'on',
	};
	await using jobs = await temporaryFolder();
	return await generate(task, {
		folder: await createJob(jobs.path, task),
		secrets: { keys: new Map() },
		mayAskAgain: () => Promise.resolve(true),
		clock: systemClock,
		random: () => 1,
		signal: new AbortController().signal,
		onStep: () => undefined,
		onSending: () => Promise.resolve(),
	}).catch((error: unknown) => {
		assert.ok(GenerationError.is(error), String(error));
		return error;
	});
}

describe('a stream of LiteLLM', () => {
	let sandbox: Sandbox;
	before(async () => {
		sandbox = await startSandbox({ timeScale, seed: 1, latencyMs: () => 150_000 });
	});
	after(() => sandbox.close());

	for (const [service, model] of [
		['liteLLM', 'gpt-image-2'],
		['chatCompatible', 'gemini-3-pro-image'],
	] as const) {
		it(`is held through a silence that would end it, by the pings that its owner has set (${service})`, async () => {
			const result = await ask(sandbox, `keepalive/${model}`, service);
			assert.ok(!GenerationError.is(result), JSON.stringify(result));
			assert.equal(result.images.length, 1);
		});

		it(`ends where there are no pings, and may have been billed (${service})`, async () => {
			const failed = await ask(sandbox, model, service);
			assert.ok(GenerationError.is(failed, 'timeout'), JSON.stringify(failed));
			assert.deepEqual([failed.facts.phase, failed.maybePaid], ['idle', true]);
		});
	}
});

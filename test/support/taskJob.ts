import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Clock } from '../../src/engine/clock';
import { GenerationError } from '../../src/engine/failure';
import { EventLog } from '../../src/engine/jobs/eventLog';
import type { JobStep } from '../../src/engine/jobs/events';
import { createJob, type JobFolder } from '../../src/engine/jobs/layout';
import { apply, type JobState, newJob } from '../../src/engine/jobs/state';
import { timeoutsFor } from '../../src/engine/policy/timeouts';
import type { GenerateOptions } from '../../src/engine/run/options';
import type { Generated } from '../../src/engine/run/result';
import { resume } from '../../src/engine/run/resume';
import { generate } from '../../src/engine/run/run';
import type { GenerateTask, TaskProtocolId } from '../../src/engine/task';
import { type Call, type Interfere, taskImage, type TaskService } from './taskService';

const models: Readonly<Record<TaskProtocolId, string>> = {
	fal: 'fal-ai/nano-banana-pro',
	replicate: 'google/nano-banana-pro',
	blackForestLabs: 'flux-2-pro',
	comfyui: 'workflow',
};

/** A workflow with every name that stands for something. */
export const workflow = {
	'3': { class_type: 'KSampler', inputs: { seed: '{{seed}}', steps: 20, model: ['4', 0] } },
	'5': { class_type: 'EmptyLatentImage', inputs: { width: '{{width}}', height: '{{height}}', batch_size: 1 } },
	'6': { class_type: 'CLIPTextEncode', inputs: { text: 'photo of {{prompt}}, {{nothing}}', clip: ['4', 1] } },
	'7': { class_type: 'CLIPTextEncode', inputs: { text: '{{prompt}}' } },
};

export function taskFor(protocol: TaskProtocolId, { baseUrl }: Pick<TaskService, 'baseUrl'>): GenerateTask {
	return {
		type: 'generate',
		image: { prompt: 'a fox', resolution: '1K', aspectRatio: '16:9' },
		endpoint: {
			...{ service: protocol, protocol, baseUrl, model: models[protocol] },
			...(protocol === 'comfyui' && { workflow }),
		},
		timeouts: timeoutsFor('1K'),
		retry: { attempts: 3, baseDelayMs: 1, maxDelayMs: 5, possiblyPaid: false },
	};
}

/** A clock on which half a second passes at each look, and no wait takes any time. */
export function quickClock(): Clock & { readonly slept: readonly number[] } {
	let now = 0;
	const begin = Date.now();
	const slept: number[] = [];
	const look = (): number => (now += 500);
	return {
		slept,
		now: look,
		wallTime: () => begin + look(),
		sleep: async (ms, signal) => {
			slept.push(ms);
			await new Promise((resolve) => setImmediate(resolve));
			signal.throwIfAborted();
		},
	};
}

export interface Played {
	readonly result: Generated | GenerationError;
	readonly steps: readonly JobStep[];
	readonly state: JobState;
	readonly folder: JobFolder;
}

/** Runs a job, or goes on with one that has come so far. */
export async function play(
	task: GenerateTask,
	jobsPath: string,
	options: Partial<GenerateOptions> & { readonly before?: Played } = {},
): Promise<Played> {
	const { before, onStep = () => undefined, ...rest } = options;
	const folder = before?.folder ?? (await createJob(jobsPath, task));
	const steps: JobStep[] = [];
	let state = before?.state ?? newJob;
	const take = (step: JobStep): void => {
		steps.push(step);
		state = apply(state, { at: Date.now(), ...step });
		onStep(step);
	};
	const all: GenerateOptions = {
		folder,
		secrets: { keys: new Map([[new URL(task.endpoint.baseUrl).origin, 'secret-key']]) },
		mayAskAgain: () => Promise.resolve(true),
		clock: quickClock(),
		random: () => 0.5,
		signal: new AbortController().signal,
		...rest,
		onStep: take,
		onSending: (attempt) => {
			take({ type: 'sending', attempt });
			return Promise.resolve();
		},
	};
	if (before) {
		take({ type: 'started', pid: 1 });
	}
	const result = await (before ? resume(task, state, all) : generate(task, all)).catch((error: unknown) => {
		assert.ok(GenerationError.is(error), error instanceof Error ? (error.stack ?? '') : String(error));
		take({ type: 'failed', ...error.toFailure() });
		return error;
	});
	const log = await EventLog.open(folder);
	for (const step of steps) {
		await log.append({ at: Date.now(), ...step });
	}
	await log.close();
	return { result, steps, state, folder };
}

/** Asserts that the image is saved as it was sent. */
export async function assertSaved({ result }: Played, image = taskImage): Promise<void> {
	assert.ok(!GenerationError.is(result), JSON.stringify(result));
	assert.deepEqual(await readFile(result.images[0].path), image);
}

/** What a job ended with that was not saved. */
export function failure({ result }: Played): GenerationError {
	assert.ok(GenerationError.is(result), 'it was saved');
	return result;
}

/** Interferes with the first so many calls of a matter. */
export function first(count: number, matter: Call['matter'], interfere: Interfere): Interfere {
	return (call, response) => call.matter === matter && call.count <= count && interfere(call, response);
}

import { dirname, join } from 'node:path';
import { systemClock } from '../engine/clock';
import type { JobEvent, SavedImage } from '../engine/jobs/events';
import type { JobFolder } from '../engine/jobs/layout';
import type { Lock } from '../engine/jobs/lock';
import { TaskClaims } from '../engine/jobs/taskClaims';
import { removeLeftovers } from '../engine/jobs/retention';
import { takeRetry } from '../engine/policy/retryBudget';
import { StreamRefusals } from '../engine/policy/streamRefusals';
import { sandboxPlaceholder } from '../engine/providers/catalogue';
import { fit } from '../engine/providers/fit';
import { redactor } from '../engine/redactor';
import type { JobState } from '../engine/jobs/state';
import type { CleanSvg, GenerateOptions } from '../engine/run/options';
import type { Generated } from '../engine/run/result';
import { resume } from '../engine/run/resume';
import { generate } from '../engine/run/run';
import type { Secrets } from '../engine/secrets';
import { defaultTaskMs, type Endpoint, type GenerateTask } from '../engine/task';
import type { Sandbox } from '../sandbox/server';
import { inputsIn } from './inputs';
import { type LastStep, recordJob } from './recordJob';
import { Turns } from './turns';

export interface MakeImageOptions {
	readonly folder: JobFolder;
	/** The job's, which this process holds. */
	readonly lock: Lock;
	readonly secrets: Secrets;
	readonly signal: AbortSignal;
	/** How much of the article's waiting time the sandbox takes. */
	readonly timeScale: number;
	/** Told every event as it is written to the job folder. */
	readonly onEvent?: (event: JobEvent) => void;
}

/** How much longer than its own timeouts a run may take before its process is ended: verifying and writing are not in them. */
const watchdogSlackMs = 5 * 60_000;

/** Makes the images of a job, and tells the job's folder. Starts the sandbox where an endpoint asks for it without an address. */
export async function makeImage(task: GenerateTask, options: MakeImageOptions): Promise<LastStep> {
	const { folder, lock, secrets, signal, timeScale, onEvent } = options;
	const { endpoint, fallbacks = [], parallel } = task;
	const shared = sharedPath(folder);
	const budgetPath = join(shared, 'retries');
	const recording = { folder, lock, onEvent, redact: redactor(secrets) };
	const last = await recordJob(recording, async ({ tell, tellSending, tellAccepted, endWithin }) => {
		const onAhead = (ahead: number): void => tell({ type: 'queued', ahead });
		const turns = parallel === undefined ? undefined : new Turns(folder, { parallel, signal, onAhead });
		const sandbox = [endpoint, ...fallbacks].some(isSandbox) ? await startSandbox(timeScale) : undefined;
		const withAddress = (other: Endpoint): Endpoint =>
			sandbox && isSandbox(other) ? { ...other, baseUrl: `${sandbox.url}/v1beta` } : other;
		try {
			const generated = await generate(
				{ ...task, endpoint: withAddress(endpoint), fallbacks: fallbacks.map(withAddress) },
				{
					folder,
					secrets,
					signal,
					clock: systemClock,
					random: Math.random,
					// A budget that cannot be kept is none: then nothing is asked again.
					mayAskAgain: (origin) => takeRetry(budgetPath, origin, systemClock.wallTime()).catch(() => false),
					taskClaims: taskClaims(folder),
					streamRefusals: new StreamRefusals(join(shared, 'streams')),
					onTurn: async (origin) => {
						endWithin(undefined);
						await turns?.take(sandbox && origin === sandbox.url ? sandboxPlaceholder : origin);
						endWithin(watchdogMs(task));
					},
					svgFrom: svgFrom(task),
					...(task.image.inputs && { inputsFor: inputsIn(folder, task.image.inputs) }),
					onStep: tell,
					onSending: tellSending,
					onAccepted: async (step) => {
						endWithin(watchdogMs(task));
						await tellAccepted(step);
					},
				},
			);
			return savedStep(await looked(generated, task));
		} finally {
			await turns?.end();
			await sandbox?.close();
		}
	});
	return await tidied(last, folder);
}

/**
 * Asks a service on for what it has taken on, or may have, of a job whose process is gone, or gave up. Never asks for anything that costs.
 *
 * @param state what the folder tells of it so far.
 */
export async function resumeImage(
	task: GenerateTask,
	state: JobState,
	options: Omit<MakeImageOptions, 'timeScale'>,
): Promise<LastStep> {
	const { folder, lock, secrets, signal, onEvent } = options;
	const recording = { folder, lock, onEvent, state, redact: redactor(secrets) };
	const last = await recordJob(recording, async ({ tell, tellSending, tellAccepted, endWithin }) => {
		endWithin(watchdogMs(task));
		const generated = await resume(task, state, {
			...{ folder, secrets, signal, clock: systemClock, random: Math.random, onStep: tell, onAccepted: tellAccepted },
			mayAskAgain: () => Promise.resolve(false),
			taskClaims: taskClaims(folder),
			svgFrom: svgFrom(task),
			onSending: tellSending,
		});
		return savedStep(await looked(generated, task));
	});
	return await tidied(last, folder);
}

/** Beside the jobs' folder: what is common to all of a person's jobs. */
function sharedPath({ path }: JobFolder): string {
	return dirname(dirname(path));
}

function taskClaims(folder: JobFolder): TaskClaims {
	return new TaskClaims(join(sharedPath(folder), 'tasks'));
}

/** An SVG is made harmless where one is asked for: what does that is loaded only then. */
function svgFrom({ image }: GenerateTask): NonNullable<GenerateOptions['svgFrom']> {
	const clean: CleanSvg = async (file) => (await import('../svg')).cleanSvg(file, image.pixels);
	return (endpoint) => (fit(image, endpoint).format === 'svg' ? clean : undefined);
}

/** Whether what was to be seen through is: looked at where that was asked for, once the images are safe. */
async function looked(generated: Generated, { image }: GenerateTask): Promise<Generated> {
	if (image.background !== 'transparent') {
		return generated;
	}
	const { isOpaque, openCodecs } = await import('../pixels');
	const codecs = openCodecs();
	const look = async <T extends SavedImage>(one: T): Promise<T> =>
		(await isOpaque(one.path, codecs).catch(() => undefined)) === true ? { ...one, isOpaque: true } : one;
	const [first, ...others] = generated.images;
	return { ...generated, images: [await look(first), ...(await Promise.all(others.map(look)))] };
}

function savedStep({ images, ...made }: Generated): LastStep {
	const [first, ...others] = images;
	return { type: 'saved', ...made, ...first, ...(others.length > 0 && { others }) };
}

/** How long a process may take at most. */
function watchdogMs({ timeouts: { runMs, taskMs = defaultTaskMs } }: GenerateTask): number {
	return runMs + taskMs + watchdogSlackMs;
}

async function tidied(last: LastStep, folder: JobFolder): Promise<LastStep> {
	// Not before the folder tells that the image is saved; and where something was spoiled, people may want to look at it.
	if (last.type === 'saved' && !last.spoiled) {
		await removeLeftovers(folder).catch(() => undefined);
	}
	return last;
}

/** Loaded only when it is needed, so that a job for a real service starts at once. */
async function startSandbox(timeScale: number): Promise<Sandbox> {
	const { startSandbox: start } = await import('../sandbox/server');
	return await start({ timeScale, port: 0 });
}

function isSandbox({ baseUrl }: Endpoint): boolean {
	return baseUrl === sandboxPlaceholder;
}

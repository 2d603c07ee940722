import { dirname, join } from 'node:path';
import { systemClock } from '../engine/clock';
import { GenerationError } from '../engine/errors';
import { generate } from '../engine/generate';
import type { JobEvent, JobStep } from '../engine/jobs/events';
import { EventLog, type JobFolder } from '../engine/jobs/folder';
import { takeRetry } from '../engine/policy/retryBudget';
import type { JobRequest } from '../engine/request';
import type { Secrets } from '../engine/secrets';
import { sandboxPlaceholder } from '../engine/services/catalogue';
import { startSandbox } from '../sandbox/server';

export interface MakeImageOptions {
	readonly folder: JobFolder;
	readonly secrets: Secrets;
	readonly signal: AbortSignal;
	/** How much of the article's waiting time the sandbox takes. */
	readonly timeScale: number;
	/** Told every event as it is written to the job folder. */
	readonly onEvent?: (event: JobEvent) => void;
	/** May give the image another place before `saved` is told; throws a `GenerationError` where that fails. */
	readonly place?: (saved: SavedStep) => Promise<SavedStep>;
}

type SavedStep = Extract<JobStep, { type: 'saved' }>;
export type LastStep = Extract<JobStep, { type: 'saved' | 'failed' }>;

/**
 * Runs a job from its `started` to its last event, which is also returned. Starts the sandbox for a job that asks for it
 * without an address. Never throws for a failed generation.
 */
export async function makeImage(request: JobRequest, options: MakeImageOptions): Promise<LastStep> {
	const { folder, onEvent = () => undefined } = options;
	const log = await EventLog.open(folder);
	let written = Promise.resolve();
	const tell = (step: JobStep): void => {
		const event: JobEvent = { at: systemClock.wallTime(), ...step };
		// In order, and without making the transfer wait for the disk.
		written = written.then(() => log.append(event)).catch(() => undefined);
		onEvent(event);
	};
	tell({ type: 'started', pid: process.pid });
	const last = await outcome(request, options, tell);
	tell(last);
	await written;
	await log.close();
	return last;
}

async function outcome(
	request: JobRequest,
	{ folder, secrets, signal, timeScale, place = (saved) => Promise.resolve(saved) }: MakeImageOptions,
	tell: (step: JobStep) => void,
): Promise<LastStep> {
	// Beside the jobs' folder: the budget is common to all of a person's jobs.
	const budgetPath = join(dirname(dirname(folder.path)), 'retries');
	const sandbox =
		request.connection.baseUrl === sandboxPlaceholder ? await startSandbox({ timeScale, port: 0 }) : undefined;
	const connection = sandbox ? { ...request.connection, baseUrl: `${sandbox.url}/v1beta` } : request.connection;
	try {
		const { images, ...made } = await generate(
			{ ...request, connection },
			{
				folder,
				secrets,
				signal,
				clock: systemClock,
				random: Math.random,
				mayAskAgain: (origin) => takeRetry(budgetPath, origin, systemClock.wallTime()),
				onStep: tell,
			},
		);
		const [first, ...others] = images;
		return await place({ type: 'saved', ...made, ...first, ...(others.length > 0 && { others }) });
	} catch (error) {
		if (GenerationError.is(error)) {
			return { type: 'failed', ...error.toFailure() };
		}
		throw error;
	} finally {
		await sandbox?.close();
	}
}

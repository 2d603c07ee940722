import { dirname, join } from 'node:path';
import { systemClock } from '../engine/clock';
import { generate } from '../engine/run/run';
import type { JobEvent } from '../engine/jobs/events';
import { type JobFolder, removeLeftovers } from '../engine/jobs/layout';
import { takeRetry } from '../engine/policy/retryBudget';
import type { Endpoint, JobRequest } from '../engine/task';
import type { Secrets } from '../engine/secrets';
import { sandboxPlaceholder } from '../engine/providers/catalogue';
import type { Sandbox } from '../sandbox/server';
import { type LastStep, recordJob, type SavedStep } from './recordJob';

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

/** Makes the image of a job, and tells the job's folder. Starts the sandbox where a connection asks for it without an address. */
export async function makeImage(request: JobRequest, options: MakeImageOptions): Promise<LastStep> {
	const { folder, secrets, signal, timeScale, onEvent, place } = options;
	const { endpoint, fallbacks = [] } = request;
	// Beside the jobs' folder: the budget is common to all of a person's jobs.
	const budgetPath = join(dirname(dirname(folder.path)), 'retries');
	const last = await recordJob(folder, onEvent, async (tell, tellDurably) => {
		const sandbox = [endpoint, ...fallbacks].some(isSandbox) ? await startSandbox(timeScale) : undefined;
		const withAddress = (other: Endpoint): Endpoint =>
			sandbox && isSandbox(other) ? { ...other, baseUrl: `${sandbox.url}/v1beta` } : other;
		try {
			const { images, ...made } = await generate(
				{ ...request, endpoint: withAddress(endpoint), fallbacks: fallbacks.map(withAddress) },
				{
					folder,
					secrets,
					signal,
					clock: systemClock,
					random: Math.random,
					mayAskAgain: (origin) => takeRetry(budgetPath, origin, systemClock.wallTime()),
					onStep: tell,
					onSending: (attempt) => tellDurably({ type: 'sending', attempt }),
				},
			);
			const [first, ...others] = images;
			const saved: SavedStep = { type: 'saved', ...made, ...first, ...(others.length > 0 && { others }) };
			return place ? await place(saved) : saved;
		} finally {
			await sandbox?.close();
		}
	});
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

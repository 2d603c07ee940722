import { makeAttempt } from './attempt';
import type { Clock } from '../clock';
import type { Failure } from '../failure';
import type { JobStep, SavedImage } from '../jobs/events';
import type { JobFolder } from '../jobs/layout';
import { withPolicy } from '../policy/withPolicy';
import type { Endpoint, GenerateTask } from '../task';
import type { Secrets } from '../secrets';
import { keyOrigin } from '../providers/catalogue';

export interface GenerateOptions {
	/** Where the images are written; absolute paths of the result lie in it. */
	readonly folder: JobFolder;
	readonly secrets: Secrets;
	readonly clock: Clock;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	readonly signal: AbortSignal;
	/** Whether the service at that origin may be asked again after a refusal. */
	readonly mayAskAgain: (origin: string) => Promise<boolean>;
	/** Told every step but the last, `saved` or `failed`, which is the caller's to tell. */
	readonly onStep: (step: JobStep) => void;
	/**
	 * Awaited before the first byte of an attempt's request leaves: resolves once it is on disk, safe from a power cut, that the
	 * request may cost money. Where it rejects with a `GenerationError`, nothing is sent.
	 */
	readonly onSending: (attempt: number) => Promise<void>;
}

/** Images verified and on disk, best first. */
export type Images = readonly [SavedImage, ...SavedImage[]];

/** What one reply brought. */
export interface Made {
	readonly images: Images;
	/** Why others of the same reply are not among them; absent where there are none. */
	readonly spoiled?: readonly Failure[];
}

/** What was made; the attempt that brought it, and who made it. */
export interface Generated extends Made {
	readonly attempt: number;
	readonly service: string;
	readonly model: string;
}

/**
 * Makes one image: repeats what is free to repeat, and throws a `GenerationError` for every other failure. What arrived of an image
 * that failed stays in the folder, and so do drafts beside one that did not: the caller removes them once it has said what was saved.
 */
export async function generate(request: GenerateTask, options: GenerateOptions): Promise<Generated> {
	const { timeouts, retry, fallbacks = [] } = request;
	const { clock, random, signal, onStep, mayAskAgain } = options;
	const endpoints = [request.endpoint, ...fallbacks];
	const endpointAt = (number: number): Endpoint => endpoints[number - 1] ?? request.endpoint;
	let attempt = 0;
	return await withPolicy(
		{
			rules: retry,
			runMs: timeouts.runMs,
			endpoints: endpoints.length,
			clock,
			random,
			signal,
			mayAskAgain: (number) => mayAskAgain(keyOrigin(endpointAt(number))),
			onStep: (step, failure) =>
				onStep({
					type: 'retrying',
					attempt,
					delayMs: step.delayMs,
					failure: failure.toFailure(),
					fallback: step.do === 'fallback',
				}),
		},
		async ({ endpoint: number }, remainingMs) => {
			attempt++;
			const endpoint = endpointAt(number);
			const { service, model, baseUrl } = endpoint;
			const timeoutMs = Math.min(timeouts.attemptMs, remainingMs);
			onStep({ type: 'attempt', attempt, service, model, host: new URL(baseUrl).host, timeoutMs });
			const limited = { ...request, endpoint, timeouts: { ...timeouts, attemptMs: timeoutMs } };
			return { attempt, service, model, ...(await makeAttempt(limited, attempt, options)) };
		},
	);
}

import type { Clock } from '../clock';
import { GenerationError } from '../errors';
import type { RetryRules } from '../request';
import { nextStep } from './afterFailure';

export interface RetryOptions {
	readonly rules: RetryRules;
	/** The limit of all attempts and the waits between them, in milliseconds. */
	readonly runMs: number;
	readonly clock: Clock;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	readonly signal: AbortSignal;
	/** Told before a wait. */
	readonly onRetry: (failure: GenerationError, attempt: number, delayMs: number) => void;
}

/**
 * Runs `tryOnce` until it succeeds, the rules give up, or `signal` aborts. Never starts an attempt after an abort.
 *
 * @param tryOnce is given the attempt's number, from 1, and the milliseconds that are left of the run.
 */
export async function withRetries<T>(
	{ rules, runMs, clock, random, signal, onRetry }: RetryOptions,
	tryOnce: (attempt: number, remainingMs: number) => Promise<T>,
): Promise<T> {
	const endsAt = clock.now() + runMs;
	for (let attempt = 1; ; attempt++) {
		// What went before was free, or there would be no further attempt.
		throwIfCancelled(signal, false);
		try {
			return await tryOnce(attempt, endsAt - clock.now());
		} catch (error) {
			if (!GenerationError.is(error)) {
				throw error; // A bug, not a failed generation.
			}
			throwIfCancelled(signal, error.maybePaid);
			const step = nextStep(error, attempt, rules, endsAt - clock.now(), random);
			if (step.do === 'stop') {
				throw error;
			}
			onRetry(error, attempt, step.delayMs);
			await clock.sleep(step.delayMs, signal).catch(() => throwIfCancelled(signal, false));
		}
	}
}

function throwIfCancelled(signal: AbortSignal, sent: boolean): void {
	if (signal.aborted) {
		throw new GenerationError('cancelled', {}, sent);
	}
}

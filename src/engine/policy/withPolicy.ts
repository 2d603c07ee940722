import type { Clock } from '../clock';
import { GenerationError } from '../failure';
import type { RetryRules } from '../task';
import { type Attempt, fallbackStep, isRefusal, nextStep, type RunFacts, type Step } from './afterFailure';

export interface PolicyOptions {
	readonly rules: RetryRules;
	/** The limit of all attempts and the waits between them, in milliseconds. */
	readonly runMs: number;
	/** How many connections may be asked, one after the other. */
	readonly endpoints: number;
	/** Whether two of them, by their numbers, have the same base URL. */
	readonly shareAddress: RunFacts['shareAddress'];
	readonly clock: Clock;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	readonly signal: AbortSignal;
	/**
	 * Whether the connection may be asked again after a refusal: the jobs of a person share one budget, so that many of
	 * them do not stampede a service that is overloaded already.
	 */
	readonly mayAskAgain: (endpoint: number) => Promise<boolean>;
	/** Told before a further attempt and the wait for it. */
	readonly onStep: (step: Exclude<Step, { do: 'stop' }>, failure: GenerationError) => void;
}

/**
 * Runs `tryOnce` until it succeeds, the rules give up, or `signal` aborts. Never starts an attempt after an abort. What it
 * throws says of the whole run whether it may be paid for.
 *
 * @param tryOnce is given where the run stands, and the milliseconds that are left of it.
 */
export async function withPolicy<T>(
	options: PolicyOptions,
	tryOnce: (attempt: Attempt, remainingMs: number) => Promise<T>,
): Promise<T> {
	const { clock, signal, mayAskAgain, onStep } = options;
	const endsAt = clock.now() + options.runMs;
	let attempt: Attempt = { endpoint: 1, tries: 1 };
	/** Whether any attempt so far may have been paid for: a later one that costs nothing does not undo that. */
	let maybePaid = false;
	for (;;) {
		throwIfCancelled(signal, maybePaid);
		try {
			return await tryOnce(attempt, endsAt - clock.now());
		} catch (error) {
			if (!GenerationError.is(error)) {
				throw error; // A bug, not a failed generation.
			}
			maybePaid ||= error.maybePaid;
			throwIfCancelled(signal, maybePaid);
			const facts = { ...options, remainingMs: endsAt - clock.now() };
			let step = nextStep(error, attempt, facts);
			if (step.do === 'retry' && isRefusal(error) && !(await mayAskAgain(attempt.endpoint))) {
				step = fallbackStep(error, attempt, facts);
			}
			if (step.do === 'stop') {
				throw maybePaid && !error.maybePaid ? error.afterPaidAttempt() : error;
			}
			onStep(step, error);
			await clock.sleep(step.delayMs, signal).catch(() => throwIfCancelled(signal, maybePaid));
			attempt = step.next;
		}
	}
}

function throwIfCancelled(signal: AbortSignal, sent: boolean): void {
	if (signal.aborted) {
		throw new GenerationError('cancelled', {}, sent);
	}
}

import { GenerationError } from '../errors';
import type { RetryRules } from '../request';

/** What follows a failed attempt. */
export type Step = { readonly do: 'retry'; readonly delayMs: number } | { readonly do: 'stop' };

/**
 * Decides what follows a failure. Pure: the whole policy is one table-driven test. Only what is free to repeat is repeated:
 * a request that never left, and a refusal in which nothing was made.
 *
 * @param attempt the number of the attempt that failed, from 1.
 * @param remainingMs what is left of the run.
 * @param random uniform in [0, 1).
 */
export function nextStep(
	failure: GenerationError,
	attempt: number,
	rules: RetryRules,
	remainingMs: number,
	random: () => number,
): Step {
	if (attempt >= rules.attempts || !isFreeToRepeat(failure)) {
		return { do: 'stop' };
	}
	const delayMs = serverDelay(failure) ?? ownDelay(attempt, rules, random);
	// A server that asks for more time than is left is a reason to stop, not to wait in vain or to come back too early.
	return delayMs < remainingMs ? { do: 'retry', delayMs } : { do: 'stop' };
}

/** Whether the same request may go out again without any risk of paying twice, and might fare better. */
export function isFreeToRepeat(failure: GenerationError): boolean {
	switch (failure.kind) {
		case 'unreachable':
		case 'deadline':
			return !failure.sent;
		case 'proxy':
			// A proxy that wants a password, or is none, will want it again; one that closes or hangs may recover.
			return !failure.sent && !isHopeless(failure);
		case 'rateLimited':
		case 'overloaded':
			return true;
		case 'badImage':
		case 'badReply':
		case 'badRequest':
		case 'blocked':
		case 'cancelled':
		case 'certificate':
		case 'http1Refused':
		case 'interrupted':
		case 'linkNotFetched':
		case 'lost':
		case 'modelUnavailable':
		case 'noImage':
		case 'notSaved':
		case 'quotaExhausted':
		case 'redirected':
		case 'replyTooLarge':
		case 'serverFault':
		case 'unauthorized':
			return false;
	}
}

function isHopeless(failure: GenerationError): boolean {
	return GenerationError.is(failure, 'proxy') && (failure.facts.status === 407 || failure.facts.code === 'EPROXYKIND');
}

/** The wait that the server asked for: obeyed exactly, without jitter. */
function serverDelay(failure: GenerationError): number | undefined {
	return GenerationError.is(failure, 'rateLimited') || GenerationError.is(failure, 'overloaded')
		? failure.facts.retryAfterMs
		: undefined;
}

/** Exponential with full jitter, so that clients cut off together do not come back together. */
function ownDelay(attempt: number, { baseDelayMs, maxDelayMs }: RetryRules, random: () => number): number {
	return Math.round(random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1)));
}

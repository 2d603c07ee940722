import { type Failure, type FailureKind, GenerationError } from '../failure';
import type { RetryRules } from '../task';

/** Where a run stands: which of its connections is being asked, for the how-manieth time. Both count from 1. */
export interface Attempt {
	readonly endpoint: number;
	readonly tries: number;
}

/** What follows a failed attempt. */
export type Step =
	| { readonly do: 'retry'; readonly next: Attempt; readonly delayMs: number }
	| { readonly do: 'fallback'; readonly next: Attempt; readonly delayMs: 0 }
	| { readonly do: 'stop' };

export interface RunFacts {
	readonly rules: RetryRules;
	/** How many connections the run may ask: the chosen one, and the person's fallbacks. */
	readonly endpoints: number;
	/** Whether two of them, by their numbers, have the same base URL. */
	readonly shareAddress: (one: number, other: number) => boolean;
	/** What is left of the run, in milliseconds. */
	readonly remainingMs: number;
	/** Uniform in [0, 1). */
	readonly random: () => number;
}

/**
 * Decides what follows a failure. Pure: the whole policy is one table-driven test. By itself the engine repeats only what is
 * free to repeat: a request that never left, a refusal in which nothing was made, and what was cut off at a service that bills nobody.
 */
export function nextStep(failure: GenerationError, attempt: Attempt, facts: RunFacts): Step {
	const { rules, remainingMs, random } = facts;
	const may = isFreeToRepeat(failure) || (rules.possiblyPaid && isWorthPaying(failure));
	if (may && attempt.tries < rules.attempts) {
		const delayMs = serverDelay(failure) ?? ownDelay(attempt.tries, rules, random);
		// A server that asks for more time than is left is a reason to turn elsewhere, not to wait or to come back too early.
		if (delayMs < remainingMs) {
			return { do: 'retry', next: { ...attempt, tries: attempt.tries + 1 }, delayMs };
		}
	}
	return fallbackStep(failure, attempt, facts);
}

/** What follows where the same connection is not to be asked again: the next one after a refusal, or the end. */
export function fallbackStep(failure: GenerationError, attempt: Attempt, facts: RunFacts): Step {
	if (!isRefusal(failure)) {
		return { do: 'stop' };
	}
	const { endpoints, shareAddress } = facts;
	let next = attempt.endpoint + 1;
	// Where there is nothing, there is nothing of another model either.
	while (failure.kind === 'notFound' && next <= endpoints && shareAddress(attempt.endpoint, next)) {
		next++;
	}
	return next <= endpoints ? { do: 'fallback', next: { endpoint: next, tries: 1 }, delayMs: 0 } : { do: 'stop' };
}

/** Whether the service turned the request down for its own reasons, or would have: another model or service may well take it. */
export function isRefusal({ kind }: GenerationError): boolean {
	return refusals.has(kind);
}

const refusals: ReadonlySet<FailureKind> = new Set<FailureKind>([
	'rateLimited',
	'overloaded',
	'modelUnavailable',
	'notFound',
	'unable',
]);

/** Whether the same request may go out again without any risk of paying twice, and might fare better. */
function isFreeToRepeat(failure: GenerationError): boolean {
	switch (failure.kind) {
		case 'unreachable':
		case 'timeout':
			return !failure.sent;
		case 'proxy':
			return !failure.sent && !isHopeless(failure);
		case 'interrupted':
			// Of a service that bills nobody. What such a one was too slow for, it goes on with: that would only keep it busier.
			return failure.sent && !failure.maybePaid && !failure.mayGoOn;
		case 'rateLimited':
		case 'overloaded':
			return true;
		case 'badImage':
		case 'badInput':
		case 'badReply':
		case 'badRequest':
		case 'blocked':
		case 'cancelled':
		case 'certificate':
		case 'expired':
		case 'challenged':
		case 'http1Refused':
		case 'linkNotFetched':
		case 'lost':
		case 'modelUnavailable':
		case 'noImage':
		case 'notAllowed':
		case 'notFound':
		case 'notSaved':
		case 'quotaExhausted':
		case 'redirected':
		case 'replyTooLarge':
		case 'serverError':
		case 'stillRunning':
		case 'tooManyImages':
		case 'unable':
		case 'unauthorized':
			return false;
	}
}

/** What a person may choose to be done about losses that may have been paid for. */
export const whenPossiblyPaid = ['ask', 'always', 'never'] as const;
export type WhenPossiblyPaid = (typeof whenPossiblyPaid)[number];

/** Whether a person is offered another try after the job's last failure: never where it may cost twice and they want none of that. */
export function mayOfferRetry({ maybePaid }: Failure, chosen: WhenPossiblyPaid): boolean {
	return !maybePaid || chosen !== 'never';
}

/** Losses on the way, which another attempt may spare: where people have chosen to pay for that, as the article does. */
function isWorthPaying({ kind }: GenerationError): boolean {
	return kind === 'interrupted' || kind === 'timeout' || kind === 'serverError';
}

/** A proxy that wants a password or forbids the service, or is none that can be used, will be so again. */
function isHopeless(failure: GenerationError): boolean {
	if (!GenerationError.is(failure, 'proxy')) {
		return false;
	}
	const { status, code } = failure.facts;
	return status === 407 || status === 403 || hopelessCodes.has(code);
}

const hopelessCodes: ReadonlySet<string | undefined> = new Set(['EPROXYKIND', 'EAUTHORIZATION', 'ERR_INVALID_URL']);

/** The wait that the server asked for: obeyed exactly, without jitter. */
function serverDelay(failure: GenerationError): number | undefined {
	return GenerationError.is(failure, 'rateLimited') || GenerationError.is(failure, 'overloaded')
		? failure.facts.retryAfterMs
		: undefined;
}

/** Exponential with full jitter, so that clients cut off together do not come back together. */
function ownDelay(tries: number, { baseDelayMs, maxDelayMs }: RetryRules, random: () => number): number {
	return Math.round(random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (tries - 1)));
}

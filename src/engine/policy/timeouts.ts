import { defaultMaxReplyBytes, defaultTaskMs, type Resolution, type Timeouts, type RetryRules } from '../task';

const seconds = 1000;

/** The client limits of the source article: 300 s for 1K and 2K, 600 s for 4K, where peak load takes 180 s and more. */
const replyMs: Record<Resolution, number> = { '1K': 300 * seconds, '2K': 300 * seconds, '4K': 600 * seconds };

/** What people may change; in milliseconds. Anything absent keeps its default. */
export interface TimeoutChoices {
	readonly connectMs?: number | undefined;
	/** How long the request may make no progress while it is sent. */
	readonly writeMs?: number | undefined;
	/** How long the service may stay silent while it draws, by size. */
	readonly replyMs?: Readonly<Partial<Record<Resolution, number | undefined>>>;
	/** How long the reply may pause once it has begun. */
	readonly idleMs?: number | undefined;
	/** The limit of one attempt, from connecting to the last byte. The other phases' limits never outlast it. */
	readonly attemptMs?: number | undefined;
	/** All attempts and the waits between them. */
	readonly runMs?: number | undefined;
	/** How many attempts the whole run has room for by default. */
	readonly attempts?: number;
}

/** How much longer than the slowest image so far the next one may take: peak load has doubled the article's own times. */
const slack = 1.5;

/**
 * The limits for one image of `size`: what the person said, else the article's, raised where that has proved too short.
 *
 * @param slowMs how long 99 of 100 such images take at most at that service, in milliseconds.
 */
export function timeoutsFor(resolution: Resolution, choices: TimeoutChoices = {}, slowMs = 0): Timeouts {
	const connectMs = choices.connectMs ?? 10 * seconds;
	const firstByteMs = choices.replyMs?.[resolution] ?? Math.max(replyMs[resolution], Math.round(slack * slowMs));
	// Tens of megabytes over a slow line, after the longest allowed silence: the article saw up to 100 s.
	const attemptMs = choices.attemptMs ?? connectMs + firstByteMs + 120 * seconds;
	return {
		connectMs: Math.min(connectMs, attemptMs),
		writeMs: Math.min(choices.writeMs ?? 30 * seconds, attemptMs),
		firstByteMs: Math.min(firstByteMs, attemptMs),
		idleMs: Math.min(choices.idleMs ?? 60 * seconds, attemptMs),
		attemptMs,
		// Whole attempts, and the waits between them.
		// To wait for a task that a service has taken on costs nothing.
		taskMs: choices.attemptMs ?? Math.max(defaultTaskMs, 5 * slowMs),
		runMs: choices.runMs ?? (choices.attempts ?? defaultRetryRules.attempts) * attemptMs + 300 * seconds,
		maxReplyBytes: defaultMaxReplyBytes,
	};
}

/** Up to 3 attempts with exponentially growing waits, as the article and Google's SRE book have it. */
export const defaultRetryRules: RetryRules = {
	attempts: 3,
	baseDelayMs: 1 * seconds,
	maxDelayMs: 30 * seconds,
	possiblyPaid: false,
};

import { defaultMaxReplyBytes, type ImageSize, type Limits, type RetryRules } from '../request';

const seconds = 1000;

/** The client limits of the source article: 300 s for 1K and 2K, 600 s for 4K, where peak load takes 180 s and more. */
const replyMs: Record<ImageSize, number> = { '1K': 300 * seconds, '2K': 300 * seconds, '4K': 600 * seconds };

/** What people may change; in milliseconds. Anything absent keeps its default. */
export interface LimitChoices {
	readonly connectMs?: number;
	/** How long the service may stay silent while it draws, by size. */
	readonly replyMs?: Partial<Record<ImageSize, number>>;
	/** The limit of one attempt, from connecting to the last byte. The other phases' limits never outlast it. */
	readonly attemptMs?: number;
}

/** The limits for one image of `size`: the article's by default, longer or shorter where the person said so. */
export function limitsFor(size: ImageSize, choices: LimitChoices = {}): Limits {
	const connectMs = choices.connectMs ?? 10 * seconds;
	const firstByteMs = choices.replyMs?.[size] ?? replyMs[size];
	// Tens of megabytes over a slow line, after the longest allowed silence: the article saw up to 100 s.
	const attemptMs = choices.attemptMs ?? connectMs + firstByteMs + 120 * seconds;
	return {
		connectMs: Math.min(connectMs, attemptMs),
		writeMs: Math.min(30 * seconds, attemptMs),
		firstByteMs: Math.min(firstByteMs, attemptMs),
		idleMs: Math.min(60 * seconds, attemptMs),
		attemptMs,
		// Three whole attempts and the waits between them.
		runMs: 3 * attemptMs + 300 * seconds,
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

import type { FaultMix } from '../../src/sandbox/faults';
import { articleLatency } from '../../src/engine/providers/models';
import type { Timeouts, RetryRules } from '../../src/engine/task';

/** What every client is given to do. */
export interface Load {
	readonly generations: number;
	readonly parallel: number;
	readonly seed: number;
}

/** How much of the real time everything takes: the service's latencies and the clients' limits alike. */
export const timeScale = 0.01;

/** In milliseconds of real life, compressed. */
export function compressed(ms: number): number {
	return Math.round(ms * timeScale);
}

/** The size that is asked for. Its latencies are the article's; see `sandbox/latency.ts`. */
export const resolution = '1K';
export const latency = articleLatency[resolution];

/** One prompt a generation: it says which image belongs to which line of the ledger. */
export function promptsOf({ generations }: Load): string[] {
	return Array.from({ length: generations }, (_, index) => `soak ${String(index + 1).padStart(4, '0')}`);
}

/** What goes wrong, and with what share of the requests. Made up, but each of it is reported from real use. */
export const faultMix: FaultMix = [
	{ share: 0.06, of: { fault: 'status', status: 503 } },
	{ share: 0.03, of: { fault: 'status', status: 429, retryAfterSeconds: 1 } },
	{ share: 0.01, of: { fault: 'status', status: 401 } },
	{ share: 0.03, of: { fault: 'status', status: 504 } },
	{ share: 0.02, of: { fault: 'rst-before-reply' } },
	{ share: 0.02, of: { fault: 'fin-before-reply' } },
	...[0.01, 0.5, 0.99].map((fraction) => ({ share: 0.01, of: { fault: 'rst-mid-body', fraction } as const })),
	{ share: 0.01, of: { fault: 'stall', at: 'headers' } },
	{ share: 0.01, of: { fault: 'stall', at: 'body' } },
	{ share: 0.01, of: { fault: 'html-200' } },
	{ share: 0.01, of: { fault: 'no-image' } },
	{ share: 0.01, of: { fault: 'truncated-image' } },
	{ share: 0.01, of: { fault: 'drip', overMs: compressed(60_000) } },
];

/**
 * The engine's own limits. What the machine's own slowness decides (eight processes on a few cores) and not the service's is
 * left as it is.
 */
export const timeouts: Timeouts = {
	connectMs: 10_000,
	writeMs: 30_000,
	firstByteMs: compressed(300_000),
	idleMs: 2_000,
	attemptMs: 60_000,
	runMs: 240_000,
	maxReplyBytes: 256 * 1024 * 1024,
};

export const retry: RetryRules = {
	attempts: 3,
	baseDelayMs: compressed(1_000),
	maxDelayMs: compressed(30_000),
	possiblyPaid: false,
};

/** Does the work for every item, so many at a time, in order of their beginning. */
export async function inParallel<T>(
	items: readonly T[],
	parallel: number,
	work: (item: T) => Promise<void>,
): Promise<void> {
	const waiting = items.values();
	const worker = async (): Promise<void> => {
		for (const item of waiting) {
			await work(item);
		}
	};
	await Promise.all(Array.from({ length: parallel }, worker));
}

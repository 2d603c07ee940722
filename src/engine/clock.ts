import { setTimeout as delay } from 'node:timers/promises';

/** The one place that reads time and waits. Tests pass their own. */
export interface Clock {
	/** Monotonic milliseconds: differences are real durations, whatever happens to the wall clock. */
	now(): number;
	/** Wall-clock milliseconds since 1970, for records that people read. */
	wallTime(): number;
	/** Resolves after `ms` milliseconds; rejects at once with the signal's reason when `signal` aborts. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
	now: () => performance.now(),
	wallTime: () => Date.now(),
	sleep: async (ms, signal) => {
		signal.throwIfAborted();
		await delay(ms, undefined, { signal }).catch((error: unknown) => {
			signal.throwIfAborted();
			throw error;
		});
	},
};

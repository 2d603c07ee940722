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

/** Node.js' timers take no more, and are over at once where they are given more. */
const longestMs = 2 ** 31 - 1;

/** A duration for a timer: of weeks at most, however long it is to be. */
export function timerMs(ms: number): number {
	return Math.min(ms, longestMs);
}

export const systemClock: Clock = {
	now: () => performance.now(),
	wallTime: () => Date.now(),
	sleep: async (ms, signal) => {
		signal.throwIfAborted();
		await delay(timerMs(ms), undefined, { signal }).catch((error: unknown) => {
			signal.throwIfAborted();
			throw error;
		});
	},
};

/** A clock that notices when the process has slept: the lid was closed, or it was stopped. To be ended. */
export interface WakefulClock extends Clock {
	/** As before, but none of it passes in sleep. */
	now(): number;
	/** How long the process has slept so far, in milliseconds. */
	sleptMs(): number;
	end(): void;
}

/** How often a clock looks, and how much later than that a look must be to count as sleep, in milliseconds. */
const lookMs = 1_000;

/** The same clock, whose monotonic time stands still while the process does: what is measured by it counts from waking. */
export function wakefulClock(clock: Clock): WakefulClock {
	let lookedAt = clock.now();
	let slept = 0;
	const look = (): number => {
		const now = clock.now();
		const lateMs = now - lookedAt - lookMs;
		slept += lateMs > lookMs ? lateMs : 0;
		lookedAt = now;
		return now - slept;
	};
	const looking = setInterval(look, lookMs).unref();
	return {
		...clock,
		now: look,
		sleptMs: () => {
			look();
			return slept;
		},
		end: () => clearInterval(looking),
	};
}

/** Calls `act` once the process has been awake for so many milliseconds from now on. Gives what calls it off. */
export function whenAwakeFor(ms: number, clock: WakefulClock, act: () => void): () => void {
	const endsAt = clock.now() + ms;
	const check = (): void => {
		const leftMs = endsAt - clock.now();
		// A timer counts whole milliseconds, and may be a little early.
		if (leftMs > 1) {
			timer = setTimeout(check, timerMs(leftMs));
		} else {
			act();
		}
	};
	let timer = setTimeout(check, timerMs(ms));
	return () => clearTimeout(timer);
}

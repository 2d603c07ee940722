import type { Latency } from '../providers/family';
import { articleLatency, familyOf } from '../providers/models';
import type { Resolution } from '../task';
import type { PastRequest } from './history';

/** How many images it takes for their times to say more than anybody else's. */
const fewest = 5;

/** Older times than those of so many images tell of a service as it was. */
const newest = 200;

/** Who is asked for what: images of other models, resolutions or services take other times. */
export interface Asked {
	/** With its port, where that is not the usual one. */
	readonly host: string;
	readonly model: string;
	readonly resolution: Resolution;
}

/**
 * How long such an image takes, from sending the request until it is on disk: what the newest of `history` have really taken, once
 * there are enough of them; else what was measured of the model. Undefined where no times are known yet.
 *
 * @param history oldest first.
 */
export function latencyOf({ host, model, resolution }: Asked, history: readonly PastRequest[]): Latency | undefined {
	const times = history
		.filter((past) => past.host === host && past.model === model && past.resolution === resolution)
		.filter((past) => !past.failure && !past.died)
		.slice(-newest)
		.map(({ ms }) => ms)
		.sort((a, b) => a - b);
	if (times.length < fewest) {
		return familyOf(model).latency?.[resolution];
	}
	return { p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95), p99Ms: quantile(times, 0.99) };
}

/** How long the sandbox takes, which takes after the article at `timeScale` of the real time. */
export function sandboxLatency(resolution: Resolution, timeScale: number): Latency {
	const { p50Ms, p95Ms, p99Ms } = articleLatency[resolution];
	return { p50Ms: p50Ms * timeScale, p95Ms: p95Ms * timeScale, p99Ms: p99Ms * timeScale };
}

/** By nearest rank, out of ascending values. */
function quantile(sorted: readonly number[], share: number): number {
	return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}

/**
 * The share of such images that are done after `elapsedMs`, from 0 up and always below 1: straight from one known quantile to the
 * next, and beyond the last one ever closer to 1, because whatever is still waited for is not done.
 */
export function shareDone({ p50Ms, p95Ms, p99Ms }: Latency, elapsedMs: number): number {
	const known = [
		{ ms: 0, share: 0 },
		{ ms: p50Ms, share: 0.5 },
		{ ms: p95Ms, share: 0.95 },
		{ ms: p99Ms, share: 0.99 },
	];
	if (elapsedMs <= 0) {
		return 0;
	}
	const next = known.findIndex(({ ms }) => elapsedMs < ms);
	const [from, to] = [known[next - 1], known[next]];
	if (from && to) {
		return from.share + ((elapsedMs - from.ms) / (to.ms - from.ms)) * (to.share - from.share);
	}
	return Math.min(1 - 0.01 * (p99Ms / elapsedMs), 1 - Number.EPSILON);
}

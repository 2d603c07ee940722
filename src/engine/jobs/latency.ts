import type { Resolution } from '../task';
import type { PastRequest } from './history';

/** How long images of one size take, in milliseconds: half of them, 95 and 99 of 100. */
export interface Latency {
	readonly p50Ms: number;
	readonly p95Ms: number;
	readonly p99Ms: number;
}

/** The source article's measurements of Nano Banana Pro; what a person is told to expect before there is a history. */
export const usualLatency: Record<Resolution, Latency> = {
	'1K': { p50Ms: 45_000, p95Ms: 90_000, p99Ms: 150_000 },
	'2K': { p50Ms: 65_000, p95Ms: 120_000, p99Ms: 180_000 },
	'4K': { p50Ms: 120_000, p95Ms: 170_000, p99Ms: 250_000 },
};

/** How many images it takes for their times to say more than the article's. */
const fewest = 5;

/** Who is asked for what: images of other models, sizes or services take other times. */
export interface Asked {
	/** With its port, where that is not the usual one. */
	readonly host: string;
	readonly model: string;
	readonly resolution: Resolution;
}

/** How long such an image takes, from sending the request until it is on disk: by `history`, or as the article measured. */
export function latencyOf({ host, model, resolution }: Asked, history: readonly PastRequest[]): Latency {
	const times = history
		.filter((past) => !past.failure && past.host === host && past.model === model && past.resolution === resolution)
		.map(({ ms }) => ms)
		.sort((a, b) => a - b);
	if (times.length < fewest) {
		return usualLatency[resolution];
	}
	return { p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95), p99Ms: quantile(times, 0.99) };
}

/** By nearest rank, out of ascending values. */
function quantile(sorted: readonly number[], share: number): number {
	return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}

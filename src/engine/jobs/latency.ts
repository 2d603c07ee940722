import type { ImageSize } from '../request';

/** How long images of one size take, in milliseconds: half of them, 95 and 99 of 100. */
export interface Latency {
	readonly p50Ms: number;
	readonly p95Ms: number;
	readonly p99Ms: number;
}

/** The source article's measurements of Nano Banana Pro; what a person is told to expect before there is a history. */
export const usualLatency: Record<ImageSize, Latency> = {
	'1K': { p50Ms: 45_000, p95Ms: 90_000, p99Ms: 150_000 },
	'2K': { p50Ms: 65_000, p95Ms: 120_000, p99Ms: 180_000 },
	'4K': { p50Ms: 120_000, p95Ms: 170_000, p99Ms: 250_000 },
};

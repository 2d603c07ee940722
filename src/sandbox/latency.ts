import type { Latency } from '../engine/providers/family';
import type { Random } from './random';

/** The standard normal distribution's 95 % and 99 % quantiles. */
const z95 = 1.644854;
const z99 = 2.326348;

/**
 * How long an image takes that is `z` standard deviations slower than the median, in milliseconds: a log-normal
 * distribution, bent at P95 so that it passes through all three measured quantiles.
 */
export function latencyAtMs(z: number, { p50Ms, p95Ms, p99Ms }: Latency): number {
	const bulk = Math.log(p95Ms / p50Ms) / z95;
	const tail = Math.log(p99Ms / p95Ms) / (z99 - z95);
	return z <= z95 ? p50Ms * Math.exp(bulk * z) : p95Ms * Math.exp(tail * (z - z95));
}

/** One image's time, in milliseconds. */
export function sampleLatencyMs(random: Random, latency: Latency): number {
	return latencyAtMs(standardNormal(random), latency);
}

/** A normally distributed number with mean 0 and deviation 1 (Box and Muller, 1958). */
function standardNormal(random: Random): number {
	// 1 - x, because the logarithm of 0 has no end and random() may be 0.
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

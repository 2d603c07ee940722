import assert from 'node:assert/strict';
import { articleLatency } from '../../../src/engine/providers/models';
import { resolutions } from '../../../src/engine/task';
import { latencyAtMs, sampleLatencyMs } from '../../../src/sandbox/latency';
import { mulberry32 } from '../../../src/sandbox/random';

describe("the sandbox's waiting times", () => {
	for (const size of resolutions) {
		const latency = articleLatency[size];

		it(`pass through the measured quantiles of ${size}`, () => {
			assert.equal(latencyAtMs(0, latency), latency.p50Ms);
			assert.ok(Math.abs(latencyAtMs(1.644854, latency) - latency.p95Ms) < 1);
			assert.ok(Math.abs(latencyAtMs(2.326348, latency) - latency.p99Ms) < 1);
		});

		it(`have the measured quantiles of ${size} in a large sample`, () => {
			const random = mulberry32(7);
			const sample = Array.from({ length: 20_000 }, () => sampleLatencyMs(random, latency)).sort((a, b) => a - b);
			for (const [share, expected] of [
				[0.5, latency.p50Ms],
				[0.95, latency.p95Ms],
				[0.99, latency.p99Ms],
			] as const) {
				const found = sample[Math.floor(share * sample.length)] ?? 0;
				assert.ok(Math.abs(found / expected - 1) < 0.05, `P${share * 100} is ${found}, not about ${expected}`);
			}
		});
	}

	it('grow with every step towards the slow end', () => {
		const steps = Array.from({ length: 80 }, (_, index) => latencyAtMs(index / 10 - 4, articleLatency['4K']));
		assert.ok(steps.every((step, index) => index === 0 || step > (steps[index - 1] ?? 0)));
	});

	it('repeat with their seed and differ without it', () => {
		const draw = (seed: number): number[] => {
			const random = mulberry32(seed);
			return Array.from({ length: 10 }, () => sampleLatencyMs(random, articleLatency['1K']));
		};
		assert.deepEqual(draw(1), draw(1));
		assert.notDeepEqual(draw(1), draw(2));
	});
});

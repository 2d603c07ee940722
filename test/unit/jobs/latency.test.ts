import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PastRequest } from '../../../src/engine/jobs/history';
import { latencyOf, sandboxLatency, shareDone } from '../../../src/engine/jobs/latency';
import type { Latency } from '../../../src/engine/providers/family';
import { articleLatency } from '../../../src/engine/providers/models';
import { resolutions } from '../../../src/engine/task';
import { latencyAtMs, sampleLatencyMs } from '../../../src/sandbox/latency';
import { mulberry32 } from '../../../src/sandbox/random';

const asked = { host: 'h', model: 'm', resolution: '1K' } as const;
const past = { ...asked, job: 'j', at: 0, service: 's' } as const;
const took = (...seconds: number[]): PastRequest[] => seconds.map((s) => ({ ...past, ms: s * 1000 }));
const reset = {
	kind: 'interrupted',
	facts: { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 60_000 },
	sent: true,
	maybePaid: true,
} as const;

describe('how long images take', () => {
	it('is not known, until five of one’s own tell', () => {
		assert.equal(latencyOf(asked, []), undefined);
		assert.equal(latencyOf(asked, took(1, 2, 3, 4)), undefined);
		assert.deepEqual(latencyOf(asked, took(5, 1, 4, 2, 3)), { p50Ms: 3000, p95Ms: 5000, p99Ms: 5000 });
	});

	it('is what the article measured for Nano Banana Pro alone, and that too gives way to one’s own', () => {
		for (const resolution of resolutions) {
			for (const model of ['gemini-3-pro-image', 'gemini-3-pro-image-preview']) {
				assert.deepEqual(latencyOf({ host: 'h', model, resolution }, []), articleLatency[resolution]);
			}
			for (const model of ['gpt-image-2.5-flare', 'gemini-nano-banana-2.1', 'seedream-4-5-251128', 'm']) {
				assert.equal(latencyOf({ host: 'h', model, resolution }, []), undefined);
			}
		}
		const pro = { ...asked, model: 'gemini-3-pro-image' };
		const own = took(1, 1, 1, 1, 1).map((other) => ({ ...other, model: pro.model }));
		assert.equal(latencyOf(pro, own)?.p95Ms, 1000);
	});

	it('is learnt from images alone, and from those of the same kind', () => {
		const others = took(9, 9, 9, 9, 9);
		const mixed = [
			...took(1, 1, 1, 1),
			...others.map((other) => ({ ...other, failure: reset })),
			...others.map((other): PastRequest => ({ ...other, died: true })),
			...others.map((other) => ({ ...other, host: 'other' })),
			...others.map((other) => ({ ...other, model: 'other' })),
			...others.map((other): PastRequest => ({ ...other, resolution: '4K' })),
		];
		assert.equal(latencyOf(asked, mixed), undefined);
		assert.equal(latencyOf(asked, [...mixed, ...took(1)])?.p95Ms, 1000);
	});

	it('leaves one slow image in twenty aside', () => {
		const found = latencyOf(asked, took(...Array<number>(19).fill(10), 99));
		assert.deepEqual(found, { p50Ms: 10_000, p95Ms: 10_000, p99Ms: 99_000 });
	});

	it('is told by the newest two hundred: what a service took before them is forgotten', () => {
		const before = took(...Array<number>(300).fill(500));
		const since = took(...Array<number>(200).fill(20));
		assert.deepEqual(latencyOf(asked, [...before, ...since]), { p50Ms: 20_000, p95Ms: 20_000, p99Ms: 20_000 });
	});

	it('is within 5 % of the truth after two hundred images', () => {
		// A log-normal distribution, taken at evenly spaced shares, in the order of chance.
		const truth: Latency = { p50Ms: 30_000, p95Ms: 75_000, p99Ms: 110_000 };
		const random = mulberry32(7);
		const times = Array.from({ length: 200 }, (_, index) => latencyAtMs(normalAt((index + 0.5) / 200), truth))
			.map((ms) => ({ ms, at: random() }))
			.sort((a, b) => a.at - b.at);
		const found = latencyOf(asked, took(...times.map(({ ms }) => ms / 1000))) ?? assert.fail();
		assertWithin(0.05, found.p50Ms, truth.p50Ms);
		assertWithin(0.05, found.p95Ms, truth.p95Ms);
	});

	it('at the sandbox is the article’s, at its own pace', () => {
		assert.deepEqual(sandboxLatency('4K', 0.5), { p50Ms: 60_000, p95Ms: 85_000, p99Ms: 125_000 });
	});
});

describe('the share that is done by now', () => {
	const latency: Latency = { p50Ms: 45_000, p95Ms: 90_000, p99Ms: 150_000 };

	it('follows the known quantiles', () => {
		assert.equal(shareDone(latency, 0), 0);
		assert.equal(shareDone(latency, 22_500), 0.25);
		assert.equal(shareDone(latency, 45_000), 0.5);
		assert.equal(shareDone(latency, 67_500), 0.725);
		assert.equal(shareDone(latency, 90_000), 0.95);
		assert.equal(shareDone(latency, 150_000), 0.99);
	});

	it('comes ever closer to all of them, and never there', () => {
		const later = [151_000, 200_000, 600_000, 86_400_000].map((ms) => shareDone(latency, ms));
		assert.deepEqual(
			later,
			[...later].sort((a, b) => a - b),
		);
		assert.ok(later.every((share) => share > 0.99 && share < 1));
		assert.ok(shareDone(latency, Number.MAX_VALUE) < 1);
	});

	it('tells what has really been done, of images that take as long as the article’s', () => {
		const random = mulberry32(3);
		const times = Array.from({ length: 4000 }, () => sampleLatencyMs(random, latency));
		for (const ms of [latency.p50Ms, latency.p95Ms, latency.p99Ms]) {
			const done = times.filter((time) => time <= ms).length / times.length;
			assert.ok(Math.abs(done - shareDone(latency, ms)) < 0.03, `${done} at ${ms}`);
		}
	});

	it('never falls, whatever the quantiles, also where they are the same', () => {
		const time = fc.integer({ min: 0, max: 1_000_000 });
		fc.assert(
			fc.property(fc.tuple(time, time, time), fc.tuple(time, time), (quantiles, times) => {
				const [p50Ms = 0, p95Ms = 0, p99Ms = 0] = [...quantiles].sort((a, b) => a - b);
				const [earlier = 0, later = 0] = [...times].sort((a, b) => a - b);
				const [before, after] = [earlier, later].map((ms) => shareDone({ p50Ms, p95Ms, p99Ms }, ms));
				assert.ok(before !== undefined && after !== undefined && before >= 0 && before <= after && after < 1);
			}),
		);
		const same = { p50Ms: 10_000, p95Ms: 10_000, p99Ms: 10_000 };
		assert.equal(shareDone(same, 5_000), 0.25);
		assert.equal(shareDone(same, 10_000), 0.99);
	});
});

function assertWithin(share: number, found: number, truth: number): void {
	assert.ok(Math.abs(found / truth - 1) <= share, `${found} is not within ${share} of ${truth}`);
}

/** The standard normal distribution's quantile (Abramowitz and Stegun, 26.2.23: to 4.5e-4). */
function normalAt(share: number): number {
	if (share > 0.5) {
		return -normalAt(1 - share);
	}
	const t = Math.sqrt(-2 * Math.log(share));
	const below = 2.515517 + t * (0.802853 + t * 0.010328);
	const above = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
	return below / above - t;
}

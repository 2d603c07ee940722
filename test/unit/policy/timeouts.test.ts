import assert from 'node:assert/strict';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';

describe('the limits', () => {
	it("are the article's where nothing is chosen", () => {
		const { connectMs, writeMs, firstByteMs, idleMs } = timeoutsFor('4K');
		assert.deepEqual([connectMs, writeMs, firstByteMs, idleMs], [10_000, 30_000, 600_000, 60_000]);
		assert.deepEqual([timeoutsFor('1K').firstByteMs, timeoutsFor('2K').firstByteMs], [300_000, 300_000]);
	});

	it('are what the person chose, phase by phase', () => {
		const choices = { connectMs: 1, writeMs: 2, idleMs: 4, runMs: 5, replyMs: { '2K': 3 } };
		const { connectMs, writeMs, firstByteMs, idleMs, runMs } = timeoutsFor('2K', choices);
		assert.deepEqual([connectMs, writeMs, firstByteMs, idleMs, runMs], [1, 2, 3, 4, 5]);
		assert.equal(timeoutsFor('1K', choices).firstByteMs, 300_000);
	});

	it('grow where images have been so slow that the usual limit may not do, and never shrink', () => {
		assert.equal(timeoutsFor('1K', {}, 280_000).firstByteMs, 420_000);
		assert.equal(timeoutsFor('1K', {}, 280_000).attemptMs, 10_000 + 420_000 + 120_000);
		assert.equal(timeoutsFor('1K', {}, 20_000).firstByteMs, 300_000);
	});

	it('leave a choice alone, however slow images have been', () => {
		assert.equal(timeoutsFor('1K', { replyMs: { '1K': 60_000 } }, 280_000).firstByteMs, 60_000);
	});

	it('leave the whole run room for every attempt', () => {
		const { attemptMs } = timeoutsFor('1K');
		assert.equal(timeoutsFor('1K').runMs, 3 * attemptMs + 300_000);
		assert.equal(timeoutsFor('1K', { attempts: 10 }).runMs, 10 * attemptMs + 300_000);
	});

	it('of no phase outlast the whole attempt', () => {
		const { connectMs, writeMs, firstByteMs, idleMs } = timeoutsFor('4K', { attemptMs: 5_000 });
		assert.deepEqual([connectMs, writeMs, firstByteMs, idleMs], [5_000, 5_000, 5_000, 5_000]);
	});
});

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock, wakefulClock, whenAwakeFor } from '../../src/engine/clock';

/** Nothing in this process runs, as while it is stopped. */
function sleep(ms: number): void {
	const end = performance.now() + ms;
	while (performance.now() < end);
}

describe('a clock that notices sleep', () => {
	it('stands still meanwhile, but for a second at most, and says how long that was', async () => {
		const clock = wakefulClock(systemClock);
		const before = clock.now();
		await delay(10);
		assert.equal(clock.sleptMs(), 0);
		sleep(4_000);
		const [slept, passed] = [clock.sleptMs(), clock.now() - before];
		clock.end();
		assert.ok(slept >= 3_000, `${slept} ms`);
		assert.ok(passed >= 10 && passed < 4_000, `${passed} ms`);
	});

	it('takes no busy moment for sleep', () => {
		const clock = wakefulClock(systemClock);
		sleep(500);
		assert.equal(clock.sleptMs(), 0);
		clock.end();
	});

	it('has what is due after sleep wait for the rest of its time', async () => {
		const clock = wakefulClock(systemClock);
		let isDue = false;
		const due = new Promise<void>((resolve) => {
			whenAwakeFor(2_500, clock, () => {
				isDue = true;
				resolve();
			});
		});
		sleep(4_000);
		// One round of the event loop with all timers that are overdue.
		await delay(1);
		await new Promise((resolve) => setImmediate(resolve));
		assert.equal(isDue, false);
		await due;
		clock.end();
	});

	it('can be told that nothing is due any more', async () => {
		const clock = wakefulClock(systemClock);
		const callOff = whenAwakeFor(10, clock, () => assert.fail('it was called'));
		callOff();
		await delay(30);
		clock.end();
	});
});

import assert from 'node:assert/strict';
import { type Clock, systemClock } from '../../../src/engine/clock';
import { GenerationError } from '../../../src/engine/failure';
import { withPolicy } from '../../../src/engine/policy/withPolicy';

/** A clock whose waits are over at once, and which remembers them. */
function hastyClock(): Clock & { readonly waits: number[] } {
	const waits: number[] = [];
	let now = 0;
	return {
		waits,
		now: () => now,
		wallTime: () => now,
		sleep: (ms, signal) => {
			signal.throwIfAborted();
			waits.push(ms);
			now += ms;
			return Promise.resolve();
		},
	};
}

const overloaded = (): GenerationError => new GenerationError('overloaded', { status: 503 }, true);

function options(clock: Clock, signal = new AbortController().signal) {
	return {
		rules: { attempts: 3, baseDelayMs: 1000, maxDelayMs: 30_000, possiblyPaid: false },
		runMs: 60_000,
		endpoints: 1,
		clock,
		random: () => 1,
		signal,
		mayAskAgain: () => Promise.resolve(true),
		onStep: () => undefined,
	};
}

describe('the loop', () => {
	it('gives the first success, and the number of the attempt that had it', async () => {
		const clock = hastyClock();
		const result = await withPolicy(options(clock), ({ tries }) =>
			tries < 3 ? Promise.reject(overloaded()) : Promise.resolve(`attempt ${tries}`),
		);
		assert.equal(result, 'attempt 3');
		assert.deepEqual(clock.waits, [1000, 2000]);
	});

	it('gives up with the last failure', async () => {
		let attempts = 0;
		const run = withPolicy(options(hastyClock()), () =>
			Promise.reject(new GenerationError('overloaded', { status: ++attempts }, true)),
		);
		await assert.rejects(run, (error) => GenerationError.is(error, 'overloaded') && error.facts.status === 3);
	});

	it('cancelled in a wait settles at once and makes no further attempt', async () => {
		const cancel = new AbortController();
		let attempts = 0;
		const hour = 3_600_000;
		const run = withPolicy(
			{
				...options(systemClock, cancel.signal),
				rules: { attempts: 3, baseDelayMs: hour, maxDelayMs: hour, possiblyPaid: false },
				runMs: 2 * hour,
				onStep: () => setImmediate(() => cancel.abort()),
			},
			() => {
				attempts++;
				return Promise.reject(overloaded());
			},
		);
		await assert.rejects(run, (error) => GenerationError.is(error, 'cancelled') && !error.maybePaid);
		assert.equal(attempts, 1);
	});

	it('turns to the next connection when the budget for asking again is spent', async () => {
		const clock = hastyClock();
		const result = await withPolicy(
			{ ...options(clock), endpoints: 2, mayAskAgain: () => Promise.resolve(false) },
			({ endpoint }) => (endpoint === 1 ? Promise.reject(overloaded()) : Promise.resolve('the second')),
		);
		assert.equal(result, 'the second');
		assert.deepEqual(clock.waits, [0]);
	});

	it('leaves a bug alone', async () => {
		await assert.rejects(
			withPolicy(options(hastyClock()), () => Promise.reject(new TypeError('a bug'))),
			TypeError,
		);
	});
});

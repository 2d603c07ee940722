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
			if (signal.aborted) {
				return Promise.reject(signal.reason as Error);
			}
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
		shareAddress: () => false,
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

	const lost = (): GenerationError =>
		new GenerationError('interrupted', { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 1 }, true);
	const paying = { attempts: 3, baseDelayMs: 1000, maxDelayMs: 30_000, possiblyPaid: true };

	it('remembers over the whole run that it may have been paid for: a free refusal at the end', async () => {
		const refusal = new GenerationError('unauthorized', { status: 401 }, true);
		const run = withPolicy({ ...options(hastyClock()), rules: paying }, ({ tries }) =>
			Promise.reject(tries === 1 ? lost() : refusal),
		);
		await assert.rejects(run, (error) => GenerationError.is(error, 'unauthorized') && error.maybePaid);
		await assert.rejects(
			withPolicy({ ...options(hastyClock()), rules: paying }, () => Promise.reject(refusal)),
			(error) => GenerationError.is(error, 'unauthorized') && !error.maybePaid,
		);
	});

	it('remembers over the whole run that it may have been paid for: a cancel in the pause, or before the next is sent', async () => {
		for (const when of ['pause', 'attempt']) {
			const cancel = new AbortController();
			const run = withPolicy(
				{
					...options(hastyClock(), cancel.signal),
					rules: paying,
					onStep: () => when === 'pause' && cancel.abort(),
				},
				({ tries }) => {
					if (tries === 1) {
						return Promise.reject(lost());
					}
					cancel.abort();
					return Promise.reject(new GenerationError('cancelled', {}, false));
				},
			);
			await assert.rejects(run, (error) => GenerationError.is(error, 'cancelled') && error.maybePaid, when);
		}
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

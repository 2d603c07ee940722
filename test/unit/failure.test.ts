import assert from 'node:assert/strict';
import { GenerationError } from '../../src/engine/failure';

const failed = (cause?: unknown): GenerationError =>
	new GenerationError('unreachable', { host: 'h', code: 'X' }, false, { cause });

describe('the cause of a failure', () => {
	it('is the name, code and message of each error down the chain, on one line', () => {
		const reset = Object.assign(new Error('read\nECONNRESET'), { code: 'ECONNRESET' });
		const outer = new TypeError('terminated', { cause: new AggregateError([reset, new Error('other')], 'all failed') });
		assert.equal(
			failed(outer).toFailure().cause,
			'TypeError: terminated < AggregateError: all failed < Error ECONNRESET: read ECONNRESET',
		);
	});

	it('is absent where there is none, and short however long the chain is', () => {
		assert.ok(!('cause' in failed().toFailure()));
		const loop = new Error('again and again '.repeat(20));
		loop.cause = loop;
		assert.equal(failed(loop).toFailure().cause?.length, 500);
	});

	it('is redacted with all other texts, and whether it was paid for is not', () => {
		const error = new GenerationError('rateLimited', { status: 429, reason: 'no, k' }, true, {
			cause: new Error('k!'),
		});
		const { facts, cause, maybePaid } = error
			.afterPaidAttempt()
			.redacted((text) => text.replace('k', '•'))
			.toFailure();
		assert.deepEqual([facts, cause, maybePaid], [{ status: 429, reason: 'no, •' }, 'Error: •!', true]);
	});

	it('stays free where the key is the very word by which it is', () => {
		const error = new GenerationError('blocked', { stage: 'prompt', reason: 'your prompt' }, true);
		const { facts, maybePaid } = error.redacted((text) => text.replaceAll('prompt', '•')).toFailure();
		assert.deepEqual([facts, maybePaid], [{ stage: 'prompt', reason: 'your •' }, false]);
	});

	it('is free at a service that bills nobody, also in other words and as the end of a run, unless an earlier attempt was paid for', () => {
		const facts = { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 1 };
		const free = new GenerationError('interrupted', facts, true).ofFreeService();
		const told = [
			free,
			free.redacted((text) => text),
			free.afterPaidAttempt(),
			free.afterPaidAttempt().ofFreeService(),
		];
		assert.deepEqual(
			told.map((error) => error.toFailure().maybePaid),
			[false, false, true, true],
		);
	});

	it('may have been paid for where the request was done, and the answer lies elsewhere', () => {
		const paid = [301, 302, 303, 307, 308].filter(
			(status) => new GenerationError('redirected', { status, location: '/' }, true).maybePaid,
		);
		assert.deepEqual(paid, [303]);
	});
});

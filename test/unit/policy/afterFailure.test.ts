import assert from 'node:assert/strict';
import { type FailureFacts, type FailureKind, GenerationError } from '../../../src/engine/errors';
import { nextStep } from '../../../src/engine/policy/afterFailure';

const rules = { attempts: 3, baseDelayMs: 1000, maxDelayMs: 3000 };

const facts: { [K in FailureKind]: FailureFacts[K] } = {
	cancelled: {},
	deadline: { phase: 'firstByte', limitMs: 300_000 },
	unreachable: { host: 'h', code: 'ECONNREFUSED' },
	proxy: { proxy: 'p:3128', code: 'ECONNREFUSED' },
	certificate: { host: 'h', code: 'CERT_HAS_EXPIRED' },
	http1Refused: { host: 'h' },
	interrupted: { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 60_000 },
	rateLimited: { status: 429 },
	quotaExhausted: { status: 429 },
	overloaded: { status: 503 },
	unauthorized: { status: 401 },
	badRequest: { status: 400 },
	modelUnavailable: { status: 404, model: 'm' },
	redirected: { status: 302, location: 'https://other/' },
	serverFault: { status: 504 },
	blocked: { stage: 'image', reason: 'SAFETY' },
	noImage: { reason: 'STOP' },
	badReply: { detail: '' },
	badImage: { detail: '' },
	replyTooLarge: { limitBytes: 1 },
	linkNotFetched: { link: 'https://h/', reason: '' },
	notSaved: { code: 'ENOSPC', path: '/' },
	lost: {},
};

function failure<K extends FailureKind>(
	kind: K,
	sent: boolean,
	more: Partial<FailureFacts[K]> = {},
): GenerationError<K> {
	return new GenerationError(kind, { ...facts[kind], ...more }, sent);
}

/** The step after the first of three attempts, with ample time and the longest jitter. */
function step(error: GenerationError, { attempt = 1, remainingMs = 600_000, random = 1 } = {}) {
	return nextStep(error, attempt, rules, remainingMs, () => random);
}

describe('after a failure', () => {
	const kinds = Object.keys(facts) as FailureKind[];

	it('everything that may be paid for stops', () => {
		for (const kind of kinds) {
			const error = failure(kind, true);
			if (error.maybePaid) {
				assert.deepEqual(step(error), { do: 'stop' }, kind);
			}
		}
	});

	it('once sent, only the refusals in which nothing was made are free', () => {
		const free = kinds.filter((kind) => !failure(kind, true).maybePaid);
		assert.deepEqual(free, [
			'rateLimited',
			'quotaExhausted',
			'overloaded',
			'unauthorized',
			'badRequest',
			'modelUnavailable',
			'redirected',
		]);
		assert.equal(failure('blocked', true, { stage: 'prompt' }).maybePaid, false);
	});

	it('nothing that was never sent is paid for', () => {
		for (const kind of kinds) {
			assert.equal(failure(kind, false).maybePaid, false, kind);
		}
	});

	it('what was not sent, and what the service was too busy for, is repeated', () => {
		const repeated = kinds.filter((kind) => step(failure(kind, false)).do === 'retry');
		assert.deepEqual(repeated, ['deadline', 'unreachable', 'proxy', 'rateLimited', 'overloaded']);
	});

	it('waits grow exponentially up to their bound, with full jitter', () => {
		const unreachable = failure('unreachable', false);
		assert.deepEqual(step(unreachable), { do: 'retry', delayMs: 1000 });
		assert.deepEqual(step(unreachable, { attempt: 2 }), { do: 'retry', delayMs: 2000 });
		assert.deepEqual(step(unreachable, { random: 0.25 }), { do: 'retry', delayMs: 250 });
		const patient = { ...rules, attempts: 9 };
		assert.deepEqual(
			nextStep(unreachable, 5, patient, 600_000, () => 1),
			{ do: 'retry', delayMs: 3000 },
		);
	});

	it("the server's own wait is obeyed exactly, however long, while it fits", () => {
		const limited = failure('rateLimited', true, { retryAfterMs: 47_000 });
		assert.deepEqual(step(limited, { random: 0.1 }), { do: 'retry', delayMs: 47_000 });
		assert.deepEqual(step(limited, { remainingMs: 47_000 }), { do: 'stop' });
	});

	it('the last attempt is the last', () => {
		assert.deepEqual(step(failure('overloaded', true), { attempt: 3 }), { do: 'stop' });
	});
});

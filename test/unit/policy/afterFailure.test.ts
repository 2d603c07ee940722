import assert from 'node:assert/strict';
import { type FailureFacts, type FailureKind, GenerationError } from '../../../src/engine/failure';
import { mayOfferRetry, nextStep, type Step, whenPossiblyPaid } from '../../../src/engine/policy/afterFailure';

const rules = { attempts: 3, baseDelayMs: 1000, maxDelayMs: 3000, possiblyPaid: false };

const facts: { [K in FailureKind]: FailureFacts[K] } = {
	cancelled: {},
	timeout: { phase: 'firstByte', timeoutMs: 300_000 },
	unreachable: { host: 'h', code: 'ECONNREFUSED' },
	proxy: { proxy: 'p:3128', code: 'ECONNREFUSED' },
	certificate: { host: 'h', code: 'CERT_HAS_EXPIRED' },
	http1Refused: { host: 'h' },
	interrupted: { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 60_000 },
	rateLimited: { status: 429 },
	quotaExhausted: { status: 429 },
	overloaded: { status: 503 },
	unauthorized: { status: 401 },
	notAllowed: { status: 403 },
	challenged: { status: 403, by: 'Cloudflare' },
	badRequest: { status: 400 },
	modelUnavailable: { status: 404, model: 'm' },
	notFound: { status: 404, address: 'https://h/x' },
	redirected: { status: 302, location: 'https://other/' },
	serverError: { status: 504 },
	blocked: { stage: 'image', reason: 'SAFETY' },
	noImage: { reason: 'STOP' },
	badReply: { detail: '' },
	badImage: { detail: '' },
	badInput: { name: 'x', why: 'empty' },
	unable: { ability: 'transparent', model: 'm', able: [] },
	replyTooLarge: { limitBytes: 1 },
	linkNotFetched: { link: 'https://h/', reason: '' },
	tooManyImages: { limit: 64 },
	notSaved: { code: 'ENOSPC', path: '/' },
	stillRunning: { ms: 1 },
	expired: {},
	lost: {},
};

function failure<K extends FailureKind>(
	kind: K,
	sent: boolean,
	more: Partial<FailureFacts[K]> = {},
): GenerationError<K> {
	return new GenerationError(kind, { ...facts[kind], ...more }, sent);
}

/** The step after a try, by default the first of three, with ample time and the longest jitter. */
function step(
	error: GenerationError,
	{ tries = 1, endpoint = 1, addresses = ['a'], remainingMs = 600_000, random = 1, change = {} } = {},
): Step {
	const facts = {
		...{ rules: { ...rules, ...change }, endpoints: addresses.length, remainingMs, random: () => random },
		shareAddress: (one: number, other: number) => addresses[one - 1] === addresses[other - 1],
	};
	return nextStep(error, { endpoint, tries }, facts);
}

const again = (delayMs: number, tries = 2): Step => ({ do: 'retry', next: { endpoint: 1, tries }, delayMs });

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

	it('once sent, only the refusals in which nothing was made are free, and what is still made', () => {
		const free = kinds.filter((kind) => !failure(kind, true).maybePaid);
		assert.deepEqual(free, [
			'rateLimited',
			'quotaExhausted',
			'overloaded',
			'unauthorized',
			'notAllowed',
			'challenged',
			'badRequest',
			'modelUnavailable',
			'notFound',
			'redirected',
			// Its image can still be had.
			'stillRunning',
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
		assert.deepEqual(repeated, ['timeout', 'unreachable', 'proxy', 'rateLimited', 'overloaded']);
	});

	it('a proxy that will say the same again is not asked again', () => {
		const proxy = (more: Partial<FailureFacts['proxy']>): string => step(failure('proxy', false, more)).do;
		for (const status of [403, 407]) {
			assert.equal(proxy({ status }), 'stop', `${status}`);
		}
		for (const code of ['EPROXYKIND', 'ERR_INVALID_URL']) {
			assert.equal(proxy({ code }), 'stop', code);
		}
		assert.equal(proxy({ status: 502 }), 'retry');
	});

	it('a person is offered another try, but not one that may cost twice where they want none', () => {
		const [paid, free] = [failure('interrupted', true).toFailure(), failure('interrupted', false).toFailure()];
		const offers = whenPossiblyPaid.map((chosen) => [mayOfferRetry(free, chosen), mayOfferRetry(paid, chosen)]);
		assert.deepEqual(offers, [
			[true, true],
			[true, true],
			[true, false],
		]);
	});

	it('waits grow exponentially up to their bound, with full jitter', () => {
		const unreachable = failure('unreachable', false);
		assert.deepEqual(step(unreachable), again(1000));
		assert.deepEqual(step(unreachable, { tries: 2 }), again(2000, 3));
		assert.deepEqual(step(unreachable, { random: 0.25 }), again(250));
		assert.deepEqual(step(unreachable, { tries: 5, change: { attempts: 9 } }), again(3000, 6));
	});

	it("the server's own wait is obeyed exactly, however long, while it fits", () => {
		const limited = failure('rateLimited', true, { retryAfterMs: 47_000 });
		assert.deepEqual(step(limited, { random: 0.1 }), again(47_000));
		assert.deepEqual(step(limited, { remainingMs: 47_000 }), { do: 'stop' });
	});

	it('the last attempt is the last', () => {
		assert.deepEqual(step(failure('overloaded', true), { tries: 3 }), { do: 'stop' });
	});

	it('the next connection is asked once the present one keeps refusing at no cost, and for no other reason', () => {
		const next = { do: 'fallback', next: { endpoint: 2, tries: 1 }, delayMs: 0 };
		const many = { tries: 3, addresses: ['a', 'b'] };
		const helped = kinds.filter((kind) => step(failure(kind, true), many).do === 'fallback');
		assert.deepEqual(helped, ['rateLimited', 'overloaded', 'modelUnavailable', 'notFound', 'unable']);
		assert.deepEqual(step(failure('overloaded', true), many), next);
		assert.deepEqual(step(failure('overloaded', true), { ...many, tries: 1 }), again(1000));
		assert.deepEqual(step(failure('modelUnavailable', true), { ...many, tries: 1 }), next);
		assert.deepEqual(step(failure('rateLimited', true, { retryAfterMs: 700_000 }), { ...many, tries: 1 }), next);
		assert.deepEqual(step(failure('overloaded', true), { ...many, endpoint: 2 }), { do: 'stop' });
	});

	it('where there is nothing at an address, no other model is asked for there', () => {
		const next = (addresses: string[]): Step => step(failure('notFound', true), { addresses });
		assert.deepEqual(next(['a', 'a', 'b']), { do: 'fallback', next: { endpoint: 3, tries: 1 }, delayMs: 0 });
		assert.deepEqual(next(['a', 'a']), { do: 'stop' });
		const gone = step(failure('modelUnavailable', true), { addresses: ['a', 'a'] });
		assert.deepEqual(gone, { do: 'fallback', next: { endpoint: 2, tries: 1 }, delayMs: 0 });
	});

	it('of a service that bills nobody only what was cut off is repeated as well', () => {
		const repeated = (error: GenerationError): boolean => step(error).do === 'retry';
		const others = kinds.filter((kind) => !repeated(failure(kind, true)));
		assert.deepEqual(
			others.filter((kind) => repeated(failure(kind, true).ofFreeService())),
			['interrupted'],
		);
		assert.equal(repeated(failure('interrupted', true).afterPaidAttempt().ofFreeService()), false);
	});

	it('what may be paid for is repeated where the person has chosen so, and only when it was lost on the way', () => {
		const chosen = kinds.filter((kind) => {
			const error = failure(kind, true);
			return error.maybePaid && step(error, { change: { possiblyPaid: true } }).do === 'retry';
		});
		assert.deepEqual(chosen, ['timeout', 'interrupted', 'serverError']);
	});
});

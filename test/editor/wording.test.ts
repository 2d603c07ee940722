import assert from 'node:assert/strict';
import { wordFailure } from '../../src/messages/failures';
import type { Failure, FailureFacts, FailureKind } from '../../src/engine/failure';

/** One of each: the compiler asks for a new kind's here. */
const examples: FailureFacts = {
	cancelled: {},
	timeout: { phase: 'firstByte', timeoutMs: 300_000 },
	unreachable: { host: 'nowhere.example', code: 'ENOTFOUND' },
	proxy: { proxy: 'http://proxy:3128', status: 407 },
	certificate: { host: 'example.com', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
	http1Refused: { host: 'example.com' },
	interrupted: { code: 'ECONNRESET', receivedBytes: 3_100_000, elapsedMs: 61_000 },
	rateLimited: { status: 429, retryAfterMs: 30_000, reason: 'slow\ndown' },
	quotaExhausted: { status: 402, reason: 'No credit.' },
	overloaded: { status: 503, reason: 'The model is overloaded.' },
	unauthorized: { status: 401, reason: 'API key not valid.' },
	badRequest: { status: 400, reason: 'size: unknown' },
	modelUnavailable: { status: 404, model: 'gone-1' },
	redirected: { status: 301, location: 'https://elsewhere.example/v1' },
	serverError: { status: 524, by: 'Cloudflare' },
	blocked: { stage: 'prompt', reason: 'SAFETY' },
	noImage: { reason: 'STOP', said: 'I cannot draw.' },
	badReply: { detail: 'text/html' },
	badImage: { detail: 'cut short' },
	replyTooLarge: { limitBytes: 200_000_000 },
	linkNotFetched: { link: 'https://cdn.example/1.png', reason: '403' },
	tooManyImages: { limit: 64 },
	notSaved: { code: 'ENOSPC', path: '/tmp/x' },
	lost: {},
};

function failure<K extends FailureKind>(kind: K, maybePaid: boolean, facts = examples[kind]): Failure {
	return { kind, facts, sent: true, maybePaid } as Failure;
}

describe('A failure in words', () => {
	for (const kind of Object.keys(examples) as FailureKind[]) {
		it(`is one or two plain sentences for ${kind}`, () => {
			const { message } = wordFailure(failure(kind, false), 'Google Gemini');
			assert.match(message, /^[A-Z0-9][^\n]*[.)a-z0-9!?]$/i);
			assert.ok(message.length < 320, message);
			assert.doesNotMatch(message, /undefined|\{\d\}|\[object/);
		});

		it(`says when ${kind} may have been billed`, () => {
			const { message } = wordFailure(failure(kind, true), 'Google Gemini');
			assert.match(message, /This attempt may have been billed\.$/);
		});
	}

	it('says for every phase which limit ran out', () => {
		const phases = ['connect', 'write', 'firstByte', 'idle', 'attempt', 'run'] as const;
		const messages = phases.map(
			(phase) => wordFailure(failure('timeout', false, { phase, timeoutMs: 300_000 }), 'OpenAI').message,
		);
		assert.equal(new Set(messages).size, phases.length);
		messages.forEach((message) => assert.match(message, /5 min/));
	});

	it("keeps the service's own reason to one line", () => {
		const reason = `too many\n${'very '.repeat(200)}`;
		const { message } = wordFailure(failure('rateLimited', false, { status: 429, reason }), 'OpenAI');
		assert.match(message, /too many very very/);
		assert.ok(message.length < 320);
	});

	it('offers another key, another service or another try, as it helps', () => {
		const helpFor = (kind: FailureKind): readonly string[] => wordFailure(failure(kind, false), 'x').help;
		assert.equal(helpFor('unauthorized')[0], 'setKey');
		assert.equal(helpFor('interrupted')[0], 'retry');
		assert.equal(helpFor('modelUnavailable')[0], 'selectService');
		assert.deepEqual(helpFor('cancelled'), []);
	});
});

import assert from 'node:assert/strict';
import { type JobState, newJob } from '../../../src/engine/jobs/state';
import { wordFallback } from '../../../src/messages/fallbacks';
import { wordProgress } from '../../../src/messages/progress';
import { inEnglish } from '../../../src/messages/translate';

const usual = { p50Ms: 45_000, p95Ms: 90_000 };

function at47s(state: Partial<JobState>, isRecovery = false): string {
	return wordProgress(inEnglish, { state: { ...newJob, ...state }, startedAt: 0, usual, isRecovery }, 47_000);
}

const givenUp = {
	service: 'gemini',
	model: 'gemini-3-pro-image',
	failure: { kind: 'overloaded', facts: { status: 503 }, sent: true, maybePaid: false },
} as const;

describe('progress in words', () => {
	it('says how long the job has taken, and what it does', () => {
		assert.equal(at47s({}), '0:47 · connecting…');
		assert.equal(at47s({}, true), '0:47 · looking for an image in the reply…');
		assert.equal(at47s({ phase: 'queued', ahead: 0 }), '0:47 · waiting for its turn');
		assert.equal(at47s({ phase: 'queued', ahead: 2 }), '0:47 · waiting for its turn, 2 ahead');
		assert.equal(at47s({ phase: 'connecting' }), '0:47 · connecting…');
		assert.equal(at47s({ phase: 'waiting' }), '0:47 · usually 0:45–1:30');
		assert.equal(at47s({ phase: 'receiving', receivedBytes: 3_100_000 }), '0:47 · receiving 3.1 MB');
		assert.equal(at47s({ phase: 'pausing', resumesAt: 52_000 }), 'retrying in 0:05 · 0:47');
		assert.equal(at47s({ phase: 'saved' }), '0:47 · finishing…');
	});

	it('promises no time while none is known', () => {
		const state = { ...newJob, phase: 'waiting' } as const;
		assert.equal(wordProgress(inEnglish, { state, startedAt: 0 }, 47_000), '0:47 · no times known yet');
	});

	it('says who is asked instead', () => {
		const asked = { service: 'gemini', model: 'other' };
		assert.equal(at47s({ phase: 'waiting', asked, givenUp }), '0:47 · usually 0:45–1:30 · other instead');
	});
});

describe('a fallback in words', () => {
	it('says who made the image instead, and why', () => {
		const ark = { service: 'ark', model: 'seedream-4-5-251128' };
		assert.equal(
			wordFallback(inEnglish, ark, givenUp),
			'Made by seedream-4-5-251128 at BytePlus ModelArk (Seedream), because gemini-3-pro-image was overloaded.',
		);
		const limited = { ...givenUp, failure: { ...givenUp.failure, kind: 'rateLimited' } } as const;
		assert.equal(
			wordFallback(inEnglish, { service: 'gemini', model: 'other' }, limited),
			'Made by other, because gemini-3-pro-image was limiting your requests.',
		);
		const gone = {
			kind: 'modelUnavailable',
			facts: { status: 404, model: 'm' },
			sent: true,
			maybePaid: false,
		} as const;
		assert.equal(
			wordFallback(inEnglish, { service: 'gemini', model: 'other' }, { ...givenUp, failure: gone }),
			'Made by other, because gemini-3-pro-image was not available.',
		);
	});
});

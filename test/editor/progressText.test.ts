import assert from 'node:assert/strict';
import type { Job } from '../../src/editor/jobs/jobs';
import { Latencies } from '../../src/editor/jobs/latencies';
import { isSandbox, serviceOf } from '../../src/editor/jobs/asked';
import { progressText } from '../../src/editor/status/progressText';
import { jobFolder } from '../../src/engine/jobs/layout';
import { type JobState, newJob } from '../../src/engine/jobs/state';
import { endpointFor } from '../../src/engine/providers/catalogue';
import { request } from './support/jobs';

const overloaded = { kind: 'overloaded', facts: { status: 503 }, sent: true, maybePaid: false } as const;

function endpoint(service: string, model: string) {
	const found = endpointFor({ service, model });
	return typeof found === 'object' ? found : assert.fail(found);
}

function job(state: Partial<JobState>): Job {
	return {
		folder: jobFolder('/jobs/1'),
		task: {
			...request,
			endpoint: endpoint('gemini', 'gemini-3-pro-image'),
			fallbacks: [endpoint('gemini', 'other'), endpoint('ark', 'seedream-4-5-251128')],
		},
		command: 'generate',
		anchor: undefined,
		startedAt: 0,
		state: { ...newJob, ...state },
	};
}

describe('A job in words', () => {
	const latencies = new Latencies({ requests: [] }, () => 0.05);
	const givenUp = { service: 'gemini', model: 'gemini-3-pro-image', failure: overloaded };

	it('says how long it has taken and how long it usually takes', () => {
		assert.equal(progressText(job({ phase: 'waiting' }), latencies, 47_000), '0:47 · usually 0:45–1:30');
	});

	it('promises no time for a model of which none is known, and at the sandbox the sandbox’s', () => {
		const other = {
			...job({ phase: 'waiting' }),
			task: { ...request, endpoint: endpoint('openai', 'gpt-image-2.5-flare') },
		};
		assert.equal(progressText(other, latencies, 47_000), '0:47 · no times known yet');
		const drawn = { ...other, task: { ...request, endpoint: endpoint('sandbox', 'gemini-3-pro-image') } };
		assert.equal(progressText(drawn, latencies, 1000), '0:01 · usually 0:02–0:04 · sandbox');
		assert.equal(latencies.of(undefined, '1K'), undefined);
	});

	it('says who is asked instead', () => {
		const asked = { service: 'ark', model: 'seedream-4-5-251128' };
		const helped = job({ phase: 'waiting', asked, givenUp });
		assert.match(progressText(helped, latencies, 0), /seedream-4-5-251128 instead/);
		assert.equal(serviceOf(helped), 'BytePlus ModelArk (Seedream)');
	});

	it('says nothing of that where nobody had to help out', () => {
		const plain = job({ asked: { service: 'gemini', model: 'gemini-3-pro-image' } });
		assert.equal(serviceOf(plain), 'Google Gemini');
		assert.equal(isSandbox(plain), false);
	});
});

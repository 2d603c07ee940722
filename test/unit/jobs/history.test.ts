import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobEvent } from '../../../src/engine/jobs/events';
import { createJob } from '../../../src/engine/jobs/layout';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import { readHistory, requestsIn } from '../../../src/engine/jobs/history';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import { temporaryFolder } from '../../support/folders';

const attempt = (at: number, number = 1, host = 'h'): JobEvent => {
	return { at, type: 'attempt', attempt: number, service: 's', model: 'm', host, timeoutMs: 1 };
};
const saved = (at: number): JobEvent => {
	const image = { path: '/x.png', width: 1, height: 1, format: 'png', bytes: 1 } as const;
	return { at, type: 'saved', attempt: 1, service: 's', model: 'm', ...image };
};
const reset = {
	kind: 'interrupted',
	facts: { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 60_000 },
	sent: true,
	maybePaid: true,
} as const;

const about = { job: 'j', resolution: '1K' } as const;
const past = (at: number, ms: number, host = 'h') => ({ ...about, at, ms, service: 's', host, model: 'm' });

describe('the history of a job', () => {
	it('is each request that went out, with the time until its image was there', () => {
		const events: JobEvent[] = [
			{ at: 0, type: 'started', pid: 1 },
			attempt(10),
			{ at: 20, type: 'sending', attempt: 1 },
			{ at: 45_020, type: 'replied', attempt: 1, status: 200, requestId: 'r-1' },
			saved(47_020),
		];
		assert.deepEqual(requestsIn(events, about), [{ ...past(20, 47_000), requestId: 'r-1' }]);
	});

	it('tells whether a service has taken it on, until that says that nothing came of it', () => {
		const endpoint = { service: 's', protocol: 'fal', baseUrl: 'https://h', model: 'm' } as const;
		const unheard = { kind: 'unauthorized', facts: { status: 401 }, sent: true, maybePaid: false } as const;
		const events: JobEvent[] = [
			attempt(10),
			{ at: 20, type: 'sending', attempt: 1 },
			{ at: 30, type: 'accepted', attempt: 1, id: 'r-1', endpoint, keptMs: 1 },
		];
		const end: JobEvent = { at: 40, type: 'failed', ...unheard };
		const over: JobEvent = { at: 35, type: 'done', attempt: 1, status: 'failed', isFetchable: false };
		assert.deepEqual(
			[
				[...events, end],
				[...events, over, end],
			].map((all) => requestsIn(all, about).map(({ isTaken }) => isTaken)),
			[[true], [undefined]],
		);
	});

	it('tells what was lost, in every attempt, and leaves out what never went out', () => {
		const refused = { kind: 'unreachable', facts: { host: 'h', code: 'X' }, sent: false, maybePaid: false } as const;
		const events: JobEvent[] = [
			attempt(0),
			{ at: 5, type: 'retrying', attempt: 1, delayMs: 0, failure: refused, fallback: false },
			attempt(10, 2),
			{ at: 20, type: 'sending', attempt: 2 },
			{ at: 60_020, type: 'retrying', attempt: 2, delayMs: 0, failure: reset, fallback: true },
			attempt(60_030, 3, 'other'),
			{ at: 60_040, type: 'sending', attempt: 3 },
			{ at: 60_140, type: 'failed', ...reset },
		];
		assert.deepEqual(requestsIn(events, about), [
			{ ...past(20, 60_000), failure: reset },
			{ ...past(60_040, 100, 'other'), failure: reset },
		]);
	});

	it('counts no attempt that never went out, also after one that did', () => {
		const refused = { kind: 'unreachable', facts: { host: 'h', code: 'X' }, sent: false, maybePaid: false } as const;
		const events: JobEvent[] = [
			attempt(0),
			{ at: 10, type: 'sending', attempt: 1 },
			{ at: 110, type: 'retrying', attempt: 1, delayMs: 0, failure: reset, fallback: false },
			attempt(120, 2),
			{ at: 500, type: 'failed', ...refused },
		];
		assert.deepEqual(requestsIn(events, about), [{ ...past(10, 100), failure: reset }]);
	});

	it('tells each request once, also where the run was cancelled before the next one went out', () => {
		const overloaded = { kind: 'overloaded', facts: { status: 503 }, sent: true, maybePaid: false } as const;
		const events: JobEvent[] = [
			attempt(0),
			{ at: 10, type: 'sending', attempt: 1 },
			{ at: 110, type: 'retrying', attempt: 1, delayMs: 5000, failure: overloaded, fallback: false },
			{ at: 900, type: 'failed', kind: 'cancelled', facts: {}, sent: false, maybePaid: false },
		];
		assert.deepEqual(requestsIn(events, about), [{ ...past(10, 100), failure: overloaded }]);
	});

	it('says of each request alone whether it may have been paid for', () => {
		const overloaded = { kind: 'overloaded', facts: { status: 503 }, sent: true } as const;
		const events: JobEvent[] = [
			attempt(0),
			{ at: 10, type: 'sending', attempt: 1 },
			{ at: 110, type: 'retrying', attempt: 1, delayMs: 0, failure: reset, fallback: false },
			attempt(120, 2),
			{ at: 130, type: 'sending', attempt: 2 },
			// Of the whole run it may.
			{ at: 330, type: 'failed', ...overloaded, maybePaid: true },
		];
		assert.deepEqual(requestsIn(events, about), [
			{ ...past(10, 100), failure: reset },
			{ ...past(130, 200), failure: { ...overloaded, maybePaid: false } },
		]);
	});

	it('counts a request as lost where the line is damaged that told how it ended', () => {
		const events: JobEvent[] = [
			attempt(0),
			{ at: 10, type: 'sending', attempt: 1 },
			{ at: 20, type: 'received', attempt: 1, bytes: 5 },
			attempt(120, 2),
		];
		const lost = { kind: 'lost', facts: {}, sent: true, maybePaid: true } as const;
		assert.deepEqual(requestsIn(events, about), [{ ...past(10, 110), failure: lost }]);
	});

	it('says of a request that nobody was billed for it, also of the sandbox, where earlier versions did not', () => {
		const end: readonly JobEvent[] = [
			{ at: 10, type: 'sending', attempt: 1 },
			{ at: 80, type: 'failed', ...reset },
		];
		const told = (more: object): readonly unknown[] =>
			requestsIn([{ ...attempt(0), ...more }, ...end], about).map((past) => [past.isFree, past.failure?.maybePaid]);
		assert.deepEqual(told({}), [[undefined, true]]);
		assert.deepEqual(told({ free: true }), [[true, false]]);
		assert.deepEqual(told({ service: 'sandbox' }), [[true, false]]);
	});

	it('says of a request whose process died how long it was heard of, and lets an image count that was found later', () => {
		const found = (end: JobEvent[]): JobEvent[] => [
			{ at: 0, type: 'started', pid: 1 },
			attempt(5),
			{ at: 10, type: 'sending', attempt: 1 },
			{ at: 70, type: 'received', attempt: 1, bytes: 5000 },
			...end,
		];
		const settled: JobEvent = { at: 90_000_000, type: 'started', pid: 2 };
		assert.deepEqual(requestsIn(found([settled, saved(90_000_001)]), about), [{ ...past(10, 60), died: true }]);
		const failedFirst: JobEvent[] = [{ at: 80, type: 'failed', ...reset }, settled, saved(90_000_001)];
		assert.deepEqual(requestsIn(found(failedFirst), about), [{ ...past(10, 70), died: true }]);
	});

	it('leaves out a request that is under way', () => {
		assert.deepEqual(requestsIn([attempt(0), { at: 10, type: 'sending', attempt: 1 }], about), []);
	});

	it('is read from all jobs that are kept, but those that cannot be read', async () => {
		await using home = await temporaryFolder();
		const endpoint = { service: 's', protocol: 'openaiImages', baseUrl: 'https://h/v1', model: 'm' } as const;
		const image = { prompt: 'a fox', resolution: '2K' } as const;
		const job = await createJob(home.path, {
			type: 'generate',
			image,
			endpoint,
			timeouts: timeoutsFor('2K'),
			retry: defaultRetryRules,
		});
		const log = await EventLog.open(job);
		for (const event of [attempt(0), { at: 1, type: 'sending', attempt: 1 } as const, saved(1001)]) {
			await log.append(event);
		}
		await log.close();
		await mkdir(join(home.path, 'broken'));
		await writeFile(join(home.path, 'broken', 'task.json'), 'nonsense');
		assert.deepEqual(await readHistory(home.path), [{ ...past(1, 1000), job: job.id, resolution: '2K' }]);
		assert.deepEqual(await readHistory(join(home.path, 'nowhere')), []);
	});
});

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

describe('the history of a job', () => {
	it('is each request that went out, with the time until its image was there', () => {
		const events: JobEvent[] = [
			{ at: 0, type: 'started', pid: 1 },
			attempt(10),
			{ at: 20, type: 'sending', attempt: 1 },
			{ at: 45_020, type: 'replied', attempt: 1, status: 200 },
			saved(47_020),
		];
		assert.deepEqual(requestsIn(events, '1K'), [{ host: 'h', model: 'm', resolution: '1K', ms: 47_000 }]);
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
		assert.deepEqual(requestsIn(events, '4K'), [
			{ host: 'h', model: 'm', resolution: '4K', ms: 60_000, failure: reset },
			{ host: 'other', model: 'm', resolution: '4K', ms: 100, failure: reset },
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
		assert.deepEqual(requestsIn(events, '1K'), [{ host: 'h', model: 'm', resolution: '1K', ms: 100, failure: reset }]);
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
		assert.deepEqual(await readHistory(home.path), [{ host: 'h', model: 'm', resolution: '2K', ms: 1000 }]);
		assert.deepEqual(await readHistory(join(home.path, 'nowhere')), []);
	});
});

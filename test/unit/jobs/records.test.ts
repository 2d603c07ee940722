import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markDelivered, markSeen, markUnseen } from '../../../src/engine/jobs/claim';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import type { JobEvent } from '../../../src/engine/jobs/events';
import { createJob, fileNames, type JobFolder, listJobs, newJobFolder } from '../../../src/engine/jobs/layout';
import { noteClosed, noteOpen, openJobs, startNotes } from '../../../src/engine/jobs/openJobs';
import { type JobRecord, Records } from '../../../src/engine/jobs/records';
import { removeJob } from '../../../src/engine/jobs/retention';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { Endpoint } from '../../../src/engine/task';
import { temporaryFolder } from '../../support/folders';

const endpoint = { service: 'gemini', protocol: 'geminiNative', baseUrl: 'https://h/v1', model: 'm' } as const;
const image = { prompt: 'a fox', resolution: '2K' } as const;
const png = { path: '/x/image-1.png', width: 2048, height: 1024, format: 'png', bytes: 7 } as const;
const refused = { kind: 'overloaded', facts: { status: 503 }, sent: true, maybePaid: false } as const;

const asked: readonly JobEvent[] = [
	{ at: 1_000, type: 'started', pid: 1 },
	{ at: 1_100, type: 'attempt', attempt: 1, service: 'gemini', model: 'm', host: 'h', timeoutMs: 1 },
	{ at: 1_200, type: 'sending', attempt: 1 },
];

/** A job whose events are these. */
async function job(jobs: string, ...events: readonly JobEvent[]): Promise<JobFolder> {
	return await jobAt(endpoint, jobs, events);
}

async function jobAt(endpoint: Endpoint, jobs: string, events: readonly JobEvent[]): Promise<JobFolder> {
	const task = { type: 'generate', image, endpoint, timeouts: timeoutsFor('2K'), retry: defaultRetryRules } as const;
	const folder = await createJob(jobs, task);
	const log = await EventLog.open(folder);
	for (const event of events) {
		await log.append(event);
	}
	await log.close();
	return folder;
}

async function delivered(jobs: string): Promise<JobFolder> {
	const saved = { at: 61_200, type: 'saved', attempt: 1, service: 'gemini', model: 'm', ...png } as const;
	const folder = await job(jobs, ...asked, saved);
	await writeFile(join(folder.path, 'image-1.png'), 'an image');
	await markDelivered(folder, 'file:///w/fox.png', { isLinkMissing: true });
	return folder;
}

const byId = (records: readonly JobRecord[]): Map<string, JobRecord> => new Map(records.map((r) => [r.id, r]));

describe('the records of jobs', () => {
	it('tell what was asked for, what became of it, where it went and which requests it took', async () => {
		await using home = await temporaryFolder();
		const [done, failed] = [
			await delivered(home.path),
			await job(home.path, ...asked, { at: 3_000, type: 'failed', ...refused }),
		];
		await job(home.path, ...asked);
		const records = byId(await new Records(home.path).read());
		assert.equal(records.size, 2, 'a job that is not over has none yet');
		const { requests, ...rest } = records.get(done.id) ?? assert.fail();
		const { path: _path, ...saved } = png;
		assert.deepEqual(rest, {
			id: done.id,
			image,
			endpoint,
			asked: { service: 'gemini', model: 'm' },
			startedAt: 1_000,
			endedAt: 61_200,
			maybePaid: false,
			saved,
			deliveredTo: 'file:///w/fox.png',
			isLinkMissing: true,
			hasThumbnail: false,
		});
		assert.deepEqual(
			requests.map(({ ms }) => ms),
			[60_000],
		);
		const failure = records.get(failed.id);
		assert.deepEqual([failure?.failure, failure?.maybePaid, failure?.deliveredTo], [refused, false, undefined]);
	});

	it('are kept in one file once nothing changes in a job any more, and read from there', async () => {
		await using home = await temporaryFolder();
		const done = await delivered(home.path);
		const records = new Records(home.path);
		const [before] = await records.read();
		await rm(join(done.path, 'image-1.png'));
		await writeFile(join(done.path, 'thumbnail.jpg'), 'small');
		const [after] = await records.read();
		assert.deepEqual([before?.hasThumbnail, after?.hasThumbnail], [false, true], 'looked at while its image is there');
		// What the folder says does not count any more: it is not even looked at.
		await rm(join(done.path, fileNames.events));
		assert.deepEqual(await records.read(), [after]);
		assert.deepEqual(await new Records(home.path).read(), [after]);
	});

	it('are read from the folders where that file is damaged, or is of another version', async () => {
		await using home = await temporaryFolder();
		const failed = await job(home.path, ...asked, { at: 3_000, type: 'failed', ...refused });
		await markSeen(failed);
		const [record] = await new Records(home.path).read();
		const path = join(home.path, 'records.jsonl');
		const text = await readFile(path, 'utf8');
		for (const damaged of [
			text.replace('a fox', 'a box'),
			text.slice(0, -20),
			text.replace('"version":1', '"version":2'),
			'x\n'.repeat(300),
		]) {
			await writeFile(path, damaged);
			assert.deepEqual(await new Records(home.path).read(), [record]);
		}
	});

	it('tell of an image that came after all, and keep one line for each job', async () => {
		await using home = await temporaryFolder();
		const lost = { kind: 'lost', facts: {}, sent: true, maybePaid: true } as const;
		const folder = await job(home.path, ...asked, { at: 3_000, type: 'failed', ...lost });
		await markSeen(folder);
		await noteClosed(folder);
		await new Records(home.path).read();
		const log = await EventLog.open(folder);
		await log.append({ at: 61_200, type: 'saved', attempt: 1, service: 'gemini', model: 'm', ...png });
		await log.close();
		await writeFile(join(folder.path, 'image-1.png'), 'an image');
		// Who tidies up notes what nobody has dealt with.
		await noteOpen(folder);
		const records = new Records(home.path);
		await records.read();
		const [found] = await records.read();
		assert.equal(found?.saved?.width, 2048);
		assert.equal((await readFile(join(home.path, 'records.jsonl'), 'utf8')).trim().split('\n').length, 1);
	});

	it('tell of an image that another look has brought, once a failure was put away', async () => {
		await using home = await temporaryFolder();
		await startNotes(home.path);
		const lost = { kind: 'lost', facts: {}, sent: true, maybePaid: true } as const;
		const folder = await job(home.path, ...asked, { at: 3_000, type: 'failed', ...lost });
		await markSeen(folder);
		const records = new Records(home.path);
		assert.equal((await records.read())[0]?.failure?.kind, 'lost');
		await noteOpen(folder);
		await markUnseen(folder);
		const log = await EventLog.open(folder);
		await log.append({ at: 8_000, type: 'started', pid: 2 });
		await log.append({ at: 9_000, type: 'saved', attempt: 1, service: 'gemini', model: 'm', ...png });
		await log.close();
		await records.read();
		await markDelivered(folder, 'file:///w/fox.png');
		await noteClosed(folder);
		for (const now of [records, new Records(home.path)]) {
			const [{ failure, deliveredTo } = assert.fail()] = await now.read();
			assert.deepEqual([failure, deliveredTo], [undefined, 'file:///w/fox.png']);
		}
	});

	it('tell whether a service that keeps a list can be asked what came of it', async () => {
		await using home = await temporaryFolder();
		const fal = { service: 'fal', protocol: 'fal', baseUrl: 'https://h', model: 'm' } as const;
		const sent = asked.map((event) => (event.type === 'attempt' ? { ...event, service: 'fal' } : event));
		const ends = [
			{ kind: 'interrupted', facts: { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 1 } },
			{ kind: 'cancelled', facts: {} },
		] as const;
		const told = [];
		for (const end of ends) {
			const failed = { at: 3_000, type: 'failed', ...end, sent: true, maybePaid: true } as const;
			told.push((await jobAt(fal, home.path, [...sent, failed])).id, (await job(home.path, ...asked, failed)).id);
		}
		const records = byId(await new Records(home.path).read());
		assert.deepEqual(
			told.map((id) => records.get(id)?.isUnclear),
			[true, undefined, undefined, undefined],
		);
	});

	it('are read from that file whatever the prompt ends its lines with', async () => {
		await using home = await temporaryFolder();
		const folder = await createJob(home.path, {
			...{ type: 'generate', endpoint, timeouts: timeoutsFor('2K'), retry: defaultRetryRules },
			image: { ...image, prompt: 'a fox\u2028and\u2029a \ngoose' },
		});
		const log = await EventLog.open(folder);
		await log.append({ at: 3_000, type: 'failed', ...refused });
		await log.close();
		await markSeen(folder);
		const [first] = await new Records(home.path).read();
		const [second] = await new Records(home.path).read();
		assert.equal(second?.image?.prompt, 'a fox\u2028and\u2029a \ngoose');
		assert.deepEqual(second, first);
		assert.equal((await readFile(join(home.path, 'records.jsonl'), 'utf8')).split('\n').length, 2);
	});

	it('are read from the folders where that file cannot be one', async () => {
		await using home = await temporaryFolder();
		await delivered(home.path);
		await mkdir(join(home.path, 'records.jsonl'));
		assert.equal((await new Records(home.path).read()).length, 1);
	});

	it('go with their jobs', async () => {
		await using home = await temporaryFolder();
		const jobs = [];
		for (let count = 0; count < 5; count++) {
			const failed = await job(home.path, ...asked, { at: 3_000, type: 'failed', ...refused });
			await markSeen(failed);
			jobs.push(failed);
		}
		const records = new Records(home.path);
		assert.equal((await records.read()).length, 5);
		await Promise.all(jobs.slice(1).map(removeJob));
		assert.deepEqual(
			(await records.read()).map(({ id }) => id),
			[jobs[0]?.id],
		);
		assert.equal((await readFile(join(home.path, 'records.jsonl'), 'utf8')).trim().split('\n').length, 1);
		await writeFile(join(home.path, 'records.jsonl'), '');
		assert.equal((await records.read()).length, 1);
	});

	it('leave out what cannot be read', async () => {
		await using home = await temporaryFolder();
		const done = await delivered(home.path);
		await writeFile(join((await job(home.path)).path, fileNames.task), 'nonsense');
		assert.deepEqual(
			(await new Records(home.path).read()).map(({ id }) => id),
			[done.id],
		);
		assert.deepEqual(await new Records(join(home.path, 'none')).read(), []);
	});
});

describe('the notes of jobs that need attention', () => {
	it('are there from before the job until somebody has dealt with it', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		assert.equal(await openJobs(jobs), undefined, 'nobody has kept any yet');
		const [one, other] = [newJobFolder(jobs), newJobFolder(jobs)];
		await noteOpen(one);
		await noteOpen(other);
		const ids = [one.id, other.id].sort();
		assert.deepEqual(
			(await openJobs(jobs))?.map(({ id }) => id),
			ids,
		);
		await noteClosed(one);
		await noteClosed(one);
		assert.deepEqual(await openJobs(jobs), [other]);
		await noteClosed(other);
		assert.deepEqual(await openJobs(jobs), []);
	});

	it('begin with every job that is not settled, all at once, however many windows begin', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const [waiting, done] = [await job(jobs, ...asked), await delivered(jobs)];
		await Promise.all(Array.from({ length: 8 }, () => startNotes(jobs)));
		assert.deepEqual(await openJobs(jobs), [waiting]);
		assert.deepEqual(
			(await listJobs(jobs)).map(({ id }) => id),
			[waiting.id, done.id].sort(),
		);
		// What comes later is noted by whoever makes it.
		await job(jobs, ...asked);
		await startNotes(jobs);
		assert.deepEqual(await openJobs(jobs), [waiting]);
	});
});

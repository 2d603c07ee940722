import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobEvent, JobStep } from '../../../src/engine/jobs/events';
import { apply, newJob } from '../../../src/engine/jobs/state';
import { cancelRequested, followJob, readState, requestCancel } from '../../../src/engine/jobs/follow';
import { claimJob, isSettled, markDelivered, markUnseen } from '../../../src/engine/jobs/claim';
import {
	createJob,
	type JobFolder,
	listJobs,
	namesIn,
	readTask,
	removedPath,
	runLock,
} from '../../../src/engine/jobs/layout';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import { defaultKeeping, pruneJobs, removeJob } from '../../../src/engine/jobs/retention';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';
import { acquire } from '../../../src/engine/jobs/lock';
import { seal } from '../../../src/engine/jobs/sealed';
import { temporaryFolder } from '../../support/folders';
import { recordOfDeadProcess } from '../../support/locks';

const request: GenerateTask = {
	type: 'generate',
	image: { prompt: 'a fox', resolution: '1K' },
	endpoint: { service: 'gemini', protocol: 'geminiNative', baseUrl: 'https://h/v1beta', model: 'm' },
	timeouts: timeoutsFor('1K'),
	retry: defaultRetryRules,
};

const never = new AbortController().signal;
const image = { path: '/i.png', width: 1, height: 1, format: 'png', bytes: 67 } as const;

async function write(folder: JobFolder, ...steps: JobStep[]): Promise<void> {
	const log = await EventLog.open(folder);
	for (const step of steps) {
		await log.append({ at: 1_000, ...step });
	}
	await log.close();
}

describe('the job folder', () => {
	it('keeps the request, privately, and checks it when it is read', async () => {
		await using jobs = await temporaryFolder();
		const folder = await createJob(jobs.path, request);
		assert.deepEqual(await readTask(folder), request);
		if (process.platform !== 'win32') {
			assert.equal((await stat(folder.path)).mode & 0o077, 0);
		}
		await writeFile(join(folder.path, 'task.json'), '{"image":{"prompt":""}}');
		await assert.rejects(readTask(folder), { name: 'ValiError' });
	});

	it('lists jobs oldest first, and none where there is no folder', async () => {
		await using jobs = await temporaryFolder();
		const names = ['20260101000000-a', '20250101000000-b'];
		await Promise.all(names.map((name) => mkdir(join(jobs.path, name))));
		assert.deepEqual(
			(await listJobs(jobs.path)).map(({ id }) => id),
			names.toReversed(),
		);
		assert.deepEqual(await listJobs(join(jobs.path, 'none')), []);
	});

	it('tells the state as the fold of its events', async () => {
		await using jobs = await temporaryFolder();
		const folder = await createJob(jobs.path, request);
		assert.equal((await readState(folder)).phase, 'starting');
		await write(
			folder,
			{ type: 'started', pid: 7 },
			{ type: 'attempt', attempt: 1, service: 'gemini', model: 'm', host: 'h', timeoutMs: 1 },
			{ type: 'sending', attempt: 1 },
		);
		assert.deepEqual(await readState(folder), {
			phase: 'waiting',
			attempt: 1,
			asked: { service: 'gemini', model: 'm' },
			isFree: false,
			sent: true,
			maybePaid: true,
			lost: false,
			sentAt: 1000,
			startedAt: 1000,
			changedAt: 1000,
			pid: 7,
			receivedBytes: 0,
			images: [],
		});
		await write(folder, { type: 'saved', attempt: 1, service: 's', model: 'm', ...image, others: [image] });
		const { phase, images } = await readState(folder);
		assert.deepEqual({ phase, images }, { phase: 'saved', images: [image, image] });
	});

	it('is not receiving an image while a stream only gives signs of life', () => {
		const stream = (bytes: number): JobEvent[] => [
			{ at: 1, type: 'sending', attempt: 1 },
			{ at: 2, type: 'replied', attempt: 1, status: 200 },
			{ at: 3, type: 'received', attempt: 1, bytes },
		];
		assert.equal(stream(300).reduce(apply, newJob).phase, 'waiting');
		assert.equal(stream(30_000).reduce(apply, newJob).phase, 'receiving');
	});

	it('is followed from its first event to its last, also when a line comes in two pieces', async () => {
		await using jobs = await temporaryFolder();
		const folder = await createJob(jobs.path, request);
		const seen: JobEvent['type'][] = [];
		const following = followJob(folder, ({ type }) => seen.push(type), never);
		const lock = await acquire(folder.path, runLock);
		await write(folder, { type: 'started', pid: process.pid });
		const line = seal({ at: 1, type: 'saved', attempt: 1, service: 's', model: 'm', ...image });
		await appendFile(join(folder.path, 'events.jsonl'), line.slice(0, 20));
		await appendFile(join(folder.path, 'events.jsonl'), `${line.slice(20)}\n`);
		assert.equal((await following).phase, 'saved');
		assert.deepEqual(seen, ['started', 'saved']);
		await lock?.release();
	});

	it('counts a job whose process is gone as lost, and as possibly paid once it was sent', async () => {
		await using jobs = await temporaryFolder();
		const folder = await createJob(jobs.path, request);
		await writeFile(join(folder.path, 'run.1'), await recordOfDeadProcess());
		await write(folder, { type: 'started', pid: 7 }, { type: 'sending', attempt: 1 });
		const { failure } = await followJob(folder, () => undefined, never);
		assert.deepEqual(failure, { kind: 'lost', facts: {}, sent: true, maybePaid: true });
	});

	it('is followed to its end although somebody empties its log', async () => {
		await using jobs = await temporaryFolder();
		const folder = await createJob(jobs.path, request);
		const lock = (await acquire(folder.path, runLock)) ?? assert.fail('somebody else runs it');
		const step = { attempt: 1, service: 'gemini', model: 'm', host: 'h', timeoutMs: 1 };
		await write(folder, { type: 'started', pid: process.pid }, { type: 'attempt', ...step });
		await write(folder, { type: 'sending', attempt: 1 });
		const sent = Promise.withResolvers<undefined>();
		const following = followJob(folder, ({ type }) => type === 'sending' && sent.resolve(undefined), never);
		await sent.promise;
		await writeFile(join(folder.path, 'events.jsonl'), '');
		await write(folder, { type: 'saved', attempt: 1, service: 'gemini', model: 'm', ...image });
		assert.equal((await following).phase, 'saved');
		await lock.release();
	});

	it('passes a cancel on', async () => {
		await using jobs = await temporaryFolder();
		const folder = await createJob(jobs.path, request);
		const asked = cancelRequested(folder, never);
		await requestCancel(folder);
		await asked;
		// Who has it go on again wants it stopped no more.
		await markUnseen(folder);
		assert.ok(!(await namesIn(folder)).includes('cancel'));
	});

	it('is claimed by one only, until the claim is given back or its holder has died', async () => {
		await using jobs = await temporaryFolder();
		const folder = await createJob(jobs.path, request);
		const claims = (await Promise.all([1, 2, 3, 4].map(() => claimJob(folder)))).filter((claim) => claim !== undefined);
		assert.deepEqual(
			claims.map(({ tookOver }) => tookOver),
			[false],
		);
		await claims[0]?.release();
		await writeFile(join(folder.path, 'claim.2'), await recordOfDeadProcess());
		assert.equal((await claimJob(folder))?.tookOver, true);
		assert.equal(await claimJob(folder), undefined);
	});

	it('goes when it is old and delivered, never before', async () => {
		await using jobs = await temporaryFolder();
		const folders = [await createJob(jobs.path, request), await createJob(jobs.path, request)];
		const waiting = await createJob(jobs.path, request);
		await Promise.all(folders.map((folder) => markDelivered(folder, 'file:///i.png')));
		await pruneJobs(jobs.path, { ...defaultKeeping, count: 0 });
		assert.deepEqual(await listJobs(jobs.path), [waiting]);
		assert.equal(await isSettled(waiting), false);
	});

	it('is removed at once for whoever reads it, and what a removal has left behind goes with the next', async () => {
		await using jobs = await temporaryFolder();
		const folder = await createJob(jobs.path, request);
		await mkdir(removedPath(await createJob(jobs.path, request)));
		await removeJob(folder);
		assert.deepEqual((await listJobs(jobs.path)).length, 1);
		await pruneJobs(jobs.path, defaultKeeping);
		assert.deepEqual(
			(await readdir(jobs.path)).filter((name) => name.endsWith('.removed')),
			[],
		);
	});

	it('is not removed where a newer version wrote it', async () => {
		await using jobs = await temporaryFolder();
		const path = join(jobs.path, 'newer');
		await mkdir(path);
		await writeFile(join(path, 'task.json'), seal({ version: 3, task: {} }));
		await writeFile(join(path, 'delivered.json'), '{}');
		await pruneJobs(jobs.path, { ...defaultKeeping, count: 0 });
		assert.equal((await listJobs(jobs.path)).length, 1);
	});

	for (const [name, told] of [
		['and the log tells so', true],
		['and the line is damaged that told so', false],
	] as const) {
		it(`may have been paid to its end where an earlier attempt was, ${name}`, async () => {
			await using jobs = await temporaryFolder();
			const folder = await createJob(jobs.path, request);
			const facts = { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 1 };
			const interrupted = { kind: 'interrupted', facts, sent: true, maybePaid: true } as const;
			const asked = { service: 'gemini', model: 'm', host: 'h', timeoutMs: 1 };
			await write(
				folder,
				{ type: 'attempt', attempt: 1, ...asked },
				{ type: 'sending', attempt: 1 },
				...(told ? [{ type: 'retrying', attempt: 1, delayMs: 1, failure: interrupted, fallback: false } as const] : []),
				{ type: 'attempt', attempt: 2, ...asked },
				{ type: 'sending', attempt: 2 },
				{ type: 'failed', kind: 'unauthorized', facts: { status: 401 }, sent: true, maybePaid: false },
			);
			const { maybePaid, failure } = await readState(folder);
			assert.deepEqual([maybePaid, failure?.maybePaid], [true, true]);
		});
	}
});

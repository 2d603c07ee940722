import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { claimJob, markDelivered, markLeft, markSeen, takeBack } from '../../../src/engine/jobs/claim';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import type { JobEvent } from '../../../src/engine/jobs/events';
import { createJob, type JobFolder, jobFolder, listJobs } from '../../../src/engine/jobs/layout';
import { openJobsPath } from '../../../src/engine/jobs/openJobsPath';
import { defaultKeeping, keepRecord, pruneJobs } from '../../../src/engine/jobs/retention';
import { seal } from '../../../src/engine/jobs/sealed';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';
import { temporaryFolder } from '../../support/folders';

const task: GenerateTask = {
	type: 'generate',
	image: { prompt: 'a fox', resolution: '1K' },
	endpoint: { service: 'openai', protocol: 'openaiImages', baseUrl: 'https://h/v1', model: 'm' },
	timeouts: timeoutsFor('1K'),
	retry: defaultRetryRules,
};

const record = ['events.jsonl', 'input-1.png', 'sending-1', 'task.json'];
const everything = [
	...['image-1.jpg', 'image-2.part', 'reply.txt', 'cancel', 'stderr.txt', 'names.json', 'delivery.json'],
	...['delivery.json.new', 'run.1', 'claim.1', 'thumbnail.jpg', 'sending-1', 'input-1.png'],
];

const failed: JobEvent = { at: 3, type: 'failed', kind: 'noImage', facts: {}, sent: true, maybePaid: true };
const image = { path: '/x.jpg', width: 1, height: 1, format: 'jpeg', bytes: 1 } as const;
const saved: JobEvent = { at: 3, type: 'saved', attempt: 1, service: 'openai', model: 'm', ...image };

/** A job that ended so, with all that may lie in its folder; its reply is what the service said. */
async function jobThat(home: string, end: JobEvent, reply: string, asked = task): Promise<JobFolder> {
	const folder = await createJob(home, asked);
	const log = await EventLog.open(folder);
	await log.append({ at: 1, type: 'attempt', attempt: 1, service: 'openai', model: 'm', host: 'h', timeoutMs: 1 });
	await log.append({ at: 2, type: 'sending', attempt: 1 });
	await log.append(end);
	await log.close();
	for (const name of everything) {
		const content = name === 'reply.txt' ? reply : /^(run|claim)/.test(name) ? seal({ free: true }) : name;
		await writeFile(join(folder.path, name), content);
	}
	return folder;
}

const namesOf = async (folder: JobFolder): Promise<string[]> => (await readdir(folder.path)).sort();
const withImage = 'QUJD'.repeat(20);

describe('the record of a job', () => {
	it('is all that is left of one whose image was delivered', async () => {
		await using home = await temporaryFolder();
		const folder = await jobThat(home.path, saved, withImage);
		const task = await readFile(join(folder.path, 'task.json'), 'utf8');
		await markDelivered(folder, 'file:///x.jpg');
		await keepRecord(folder);
		assert.deepEqual(await namesOf(folder), [...record, 'delivered.json', 'thumbnail.jpg'].sort());
		assert.equal(await readFile(join(folder.path, 'task.json'), 'utf8'), task);
	});

	it('stays beside the original of an image that was delivered as a copy', async () => {
		await using home = await temporaryFolder();
		const folder = await jobThat(home.path, saved, withImage);
		await markDelivered(folder, 'file:///x.webp', { copy: { format: 'webp', width: 1, height: 1, bytes: 1 } });
		await keepRecord(folder);
		assert.deepEqual(await namesOf(folder), [...record, 'delivered.json', 'image-1.jpg', 'thumbnail.jpg'].sort());
	});

	it('stays beside the images of a set, chosen or left, and goes with them once there is too much', async () => {
		await using home = await temporaryFolder();
		const chosen = await jobThat(home.path, saved, '', { ...task, set: 'four' });
		const left = await jobThat(home.path, saved, '', { ...task, set: 'four' });
		await markDelivered(chosen, 'file:///x.jpg');
		await markLeft(left);
		await Promise.all([chosen, left].map(keepRecord));
		// What their files are to be is of use when others are chosen later on.
		const kept = [...record, 'delivery.json', 'image-1.jpg', 'thumbnail.jpg'];
		assert.deepEqual(await namesOf(chosen), [...kept, 'delivered.json'].sort());
		assert.deepEqual(await namesOf(left), [...kept, 'left', 'seen'].sort());
		await mkdir(openJobsPath(home.path));
		await pruneJobs(home.path, { ...defaultKeeping, count: 2 });
		assert.deepEqual((await listJobs(home.path)).map(({ id }) => id).sort(), [chosen.id, left.id].sort());
		assert.deepEqual(await readdir(openJobsPath(home.path)), []);
		await pruneJobs(home.path, { ...defaultKeeping, count: 0 });
		assert.deepEqual(await listJobs(home.path), []);
	});

	it('loses what went along with its request once that is old, or too much, delivered or failed', async () => {
		await using home = await temporaryFolder();
		const [done, lost] = [await jobThat(home.path, saved, ''), await jobThat(home.path, failed, '')];
		await markDelivered(done, 'file:///x.jpg');
		await rm(join(lost.path, 'image-1.jpg'));
		await markSeen(lost);
		await mkdir(openJobsPath(home.path));
		const left = async (keeping: Partial<typeof defaultKeeping>): Promise<boolean[]> => {
			await Promise.all([done, lost].map(keepRecord));
			await pruneJobs(home.path, { ...defaultKeeping, ...keeping });
			return await Promise.all([done, lost].map(async (job) => (await namesOf(job)).includes('input-1.png')));
		};
		assert.deepEqual(await left({}), [true, true]);
		assert.deepEqual(await left({ originalDays: 0 }), [false, false]);
		assert.deepEqual((await listJobs(home.path)).length, 2);
	});

	it('is all that is left of one that failed without a reply to look into', async () => {
		await using home = await temporaryFolder();
		const folder = await jobThat(home.path, failed, 'no');
		await markSeen(folder);
		await keepRecord(folder);
		// Also the image that nobody has yet.
		assert.deepEqual(await namesOf(folder), [...record, 'image-1.jpg', 'seen', 'thumbnail.jpg'].sort());
	});

	it('stays beside a reply in which an image may still be found, and where that belongs', async () => {
		await using home = await temporaryFolder();
		const kept = ['delivery.json', 'image-2.part', 'reply.txt', 'thumbnail.jpg'];
		const folder = await jobThat(home.path, failed, withImage);
		await markSeen(folder);
		await keepRecord(folder);
		assert.deepEqual(await namesOf(folder), [...record, ...kept, 'image-1.jpg', 'seen'].sort());
		const spoiled = await jobThat(home.path, { ...saved, spoiled: [{ ...failed, kind: 'noImage' }] }, withImage);
		await markDelivered(spoiled, 'file:///x.jpg');
		await keepRecord(spoiled);
		assert.deepEqual(await namesOf(spoiled), [...record, ...kept, 'delivered.json'].sort());
	});

	it('stays beside where an image belongs that a service still has, or may have', async () => {
		await using home = await temporaryFolder();
		const endpoint = { service: 'fal', protocol: 'fal', baseUrl: 'https://h', model: 'm' } as const;
		const kept: boolean[] = [];
		for (const keptMs of [undefined, 1e9, 0]) {
			const folder = await createJob(home.path, { ...task, endpoint });
			const log = await EventLog.open(folder);
			await log.append({ at: 1, type: 'attempt', attempt: 1, service: 'fal', model: 'm', host: 'h', timeoutMs: 1 });
			await log.append({ at: 2, type: 'sending', attempt: 1 });
			if (keptMs !== undefined) {
				const at = keptMs === 0 ? 3 : Date.now();
				await log.append({ at, type: 'accepted', attempt: 1, id: 'one', endpoint, keptMs });
			}
			await log.append({ at: Date.now(), type: 'failed', kind: 'lost', facts: {}, sent: true, maybePaid: true });
			await log.close();
			await writeFile(join(folder.path, 'delivery.json'), '{}');
			await markSeen(folder);
			await keepRecord(folder);
			kept.push((await namesOf(folder)).includes('delivery.json'));
		}
		assert.deepEqual(kept, [true, true, false]);
	});

	it('is made of no job that is not settled, and of none that a newer version wrote', async () => {
		await using home = await temporaryFolder();
		const folder = await jobThat(home.path, saved, withImage);
		const before = await namesOf(folder);
		await keepRecord(folder);
		assert.deepEqual(await namesOf(folder), before);
		const newer = jobFolder(join(home.path, 'newer'));
		await mkdir(newer.path);
		await writeFile(join(newer.path, 'task.json'), seal({ version: 99, task: {} }));
		await writeFile(join(newer.path, 'anything'), '');
		await markDelivered(newer, 'file:///x.jpg');
		await keepRecord(newer);
		assert.deepEqual(await namesOf(newer), ['anything', 'delivered.json', 'task.json']);
	});

	it('takes no lock away from whoever has it', async () => {
		await using home = await temporaryFolder();
		const folder = await jobThat(home.path, saved, withImage);
		await markDelivered(folder, 'file:///x.jpg');
		const claim = await claimJob(folder);
		await keepRecord(folder);
		assert.equal(await claim?.isHeld(), true);
		assert.equal(await claimJob(folder), undefined);
		await claim?.release();
		await keepRecord(folder);
		assert.deepEqual(await namesOf(folder), [...record, 'delivered.json', 'thumbnail.jpg'].sort());
	});

	it('leaves an image that is taken back at that moment, whichever is faster', async () => {
		await using home = await temporaryFolder();
		for (let turn = 0; turn < 40; turn++) {
			const folder = await jobThat(home.path, saved, withImage);
			await markDelivered(folder, 'file:///x.jpg');
			const path = join(folder.path, 'image-1.jpg');
			const takeItBack = async (): Promise<void> => {
				for (let wait = 0; wait < turn % 8; wait++) {
					await setImmediate();
				}
				await takeBack(folder);
				await writeFile(path, 'image-1.jpg');
			};
			await Promise.all([keepRecord(folder), takeItBack()]);
			assert.equal(await readFile(path, 'utf8'), 'image-1.jpg');
		}
	});
});

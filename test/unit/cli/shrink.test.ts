import assert from 'node:assert/strict';
import { cp, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markDelivered, markSeen } from '../../../src/engine/jobs/claim';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import type { JobStep } from '../../../src/engine/jobs/events';
import { createJob, jobFolder, type JobFolder, listJobs } from '../../../src/engine/jobs/layout';
import { Records } from '../../../src/engine/jobs/records';
import { removeJob } from '../../../src/engine/jobs/retention';
import { noteOpen, openJobs, startNotes } from '../../../src/engine/jobs/openJobs';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import { measureImage } from '../../../src/engine/decode/imageFile';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { imagegen } from './cli';

const png = noisePng(600, 300);
const lost = { kind: 'lost', facts: {}, sent: true, maybePaid: true } as const;

/** A job whose image has come, and lies in its folder. */
async function job(jobs: string, ...steps: readonly JobStep[]): Promise<JobFolder> {
	const endpoint = { service: 'gemini', protocol: 'geminiNative', baseUrl: 'https://h/v1', model: 'm' } as const;
	const image = { prompt: 'a fox', resolution: '1K' } as const;
	const folder = await createJob(jobs, {
		type: 'generate',
		image,
		endpoint,
		timeouts: timeoutsFor('1K'),
		retry: defaultRetryRules,
	});
	const path = join(folder.path, 'image-1.png');
	const log = await EventLog.open(folder);
	if (steps.length === 0) {
		await writeFile(path, png);
		const saved = { path, width: 600, height: 300, format: 'png', bytes: png.length } as const;
		await log.append({ at: 1, type: 'saved', attempt: 1, service: 'gemini', model: 'm', ...saved });
	}
	for (const step of steps) {
		await log.append({ at: 1, ...step });
	}
	await log.close();
	await writeFile(join(folder.path, 'delivery.json'), '{}');
	return folder;
}

async function shrink(home: string, jobs: string, ...options: string[]): Promise<void> {
	const { code, stdout, stderr } = await imagegen(['shrink', jobs, ...options], home);
	assert.deepEqual([code, stdout, stderr], [0, '', '']);
}

const idsIn = async (jobs: string): Promise<string[]> => (await listJobs(jobs)).map(({ id }) => id);

describe('imagegen shrink', () => {
	it('leaves of a delivered job its record and a thumbnail, and of what waits everything', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const [delivered, waiting] = [await job(jobs), await job(jobs)];
		const failed = await job(jobs, { type: 'failed', ...lost });
		await markDelivered(delivered, 'file:///fox.png');
		await startNotes(jobs);
		await markSeen(failed);
		await shrink(home.path, jobs);
		assert.deepEqual((await readdir(delivered.path)).sort(), [
			'delivered.json',
			'events.jsonl',
			'task.json',
			'thumbnail.jpg',
		]);
		const small = await measureImage(join(delivered.path, 'thumbnail.jpg'));
		assert.deepEqual([small?.width, small?.height], [256, 128]);
		assert.ok((await readdir(waiting.path)).includes('image-1.png'));
		assert.ok((await readdir(failed.path)).includes('delivery.json'), 'where it belongs, for another try');
		const before = (await stat(join(delivered.path, 'thumbnail.jpg'))).mtimeMs;
		await shrink(home.path, jobs);
		assert.equal((await stat(join(delivered.path, 'thumbnail.jpg'))).mtimeMs, before);
	});

	it('has a small SVG stand for itself, and none for one that is much to draw', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const drawn = async (bytes: number): Promise<readonly string[]> => {
			const folder = await job(jobs, { type: 'started', pid: process.pid });
			const path = join(folder.path, 'image-1.svg');
			await writeFile(path, `<svg>${' '.repeat(bytes)}</svg>`);
			const log = await EventLog.open(folder);
			const saved = { path, width: 64, height: 64, format: 'svg', bytes } as const;
			await log.append({ at: 1, type: 'saved', attempt: 1, service: 'openai', model: 'm', ...saved });
			await log.close();
			await markDelivered(folder, 'file:///fox.svg');
			await shrink(home.path, jobs);
			const [record] = (await new Records(jobs).read()).filter(({ id }) => id === folder.id);
			const names = await readdir(folder.path);
			assert.equal(record?.hasThumbnail, names.includes('thumbnail.svg'));
			return names.filter((name) => name.endsWith('.svg'));
		};
		assert.deepEqual(await drawn(1000), ['thumbnail.svg']);
		assert.deepEqual(await drawn(100_000), []);
	});

	it('keeps as many as are wanted, by number, age and room, and whatever waits', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const [template] = [await job(jobs)];
		await markDelivered(template, 'file:///fox.png');
		const stamp = (daysAgo: number): string =>
			new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000).toISOString().replace(/\D/g, '').slice(0, 14);
		const ids = [40, 30, 20, 10, 0].map((daysAgo) => `${stamp(daysAgo)}-0000000${daysAgo % 9}`);
		for (const id of ids) {
			await cp(template.path, join(jobs, id), { recursive: true });
		}
		const [oldest = '', second = '', third = '', fourth = '', newest = ''] = ids;
		await noteOpen(jobFolder(join(jobs, oldest)));
		const left = async (): Promise<string[]> => (await idsIn(jobs)).filter((id) => ids.includes(id));
		await shrink(home.path, jobs, '--days', '25.5');
		assert.deepEqual(await left(), [oldest, third, fourth, newest], `${second} is too old`);
		// The template's own is one of the two.
		await shrink(home.path, jobs, '--count', '2');
		assert.deepEqual(await left(), [oldest, newest].sort());
		await shrink(home.path, jobs, '--megabytes', '0.001');
		assert.deepEqual(await left(), [oldest]);
		assert.deepEqual(
			(await openJobs(jobs))?.map(({ id }) => id),
			[oldest],
		);
	});

	it('keeps originals of copies for a while, in as much room again, and never makes their thumbnails anew', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const template = await job(jobs);
		const copy = { format: 'webp', width: 60, height: 30, bytes: 900 };
		await markDelivered(template, 'file:///fox.webp', { copy });
		const idAt = (daysAgo: number, end: string): string =>
			`${new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000).toISOString().replace(/\D/g, '').slice(0, 14)}-${end}`;
		const ids = [idAt(31, 'old00000'), idAt(2, 'older000'), idAt(1, 'newer000')];
		for (const id of ids) {
			await cp(template.path, join(jobs, id), { recursive: true });
		}
		await removeJob(template);
		const originals = async (): Promise<boolean[]> =>
			await Promise.all(ids.map(async (id) => (await readdir(join(jobs, id))).includes('image-1.png')));
		await shrink(home.path, jobs);
		assert.deepEqual(await originals(), [false, true, true]);
		const thumbnail = join(jobs, ids[2] ?? '', 'thumbnail.jpg');
		const before = (await stat(thumbnail)).mtimeMs;
		await shrink(home.path, jobs, '--megabytes', String((png.length * 1.5) / 1e6));
		assert.deepEqual(await originals(), [false, false, true]);
		assert.equal((await stat(thumbnail)).mtimeMs, before);
		assert.deepEqual(await idsIn(jobs), ids);
		await shrink(home.path, jobs, '--original-days', '0.5');
		assert.deepEqual(await originals(), [false, false, true], 'the newest counts as of now');
		await shrink(home.path, jobs, '--original-days', '0');
		assert.deepEqual([await originals(), await idsIn(jobs)], [[false, false, false], ids]);
	});

	it('notes what needs attention and nobody has noted', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const first = await job(jobs);
		await shrink(home.path, jobs, '--count', '0');
		assert.equal(await openJobs(jobs), undefined, 'a version that keeps no notes');
		await startNotes(jobs);
		// An older version's, used in between; and one that was told as lost before its image came.
		const later = await job(jobs);
		const late = await job(jobs);
		await markSeen(late);
		await shrink(home.path, jobs, '--count', '0');
		const ids = [first, later, late].map(({ id }) => id).sort();
		assert.deepEqual(
			(await openJobs(jobs))?.map(({ id }) => id),
			ids,
		);
		await shrink(home.path, jobs, '--count', '0');
		for (const { path } of [first, later, late]) {
			assert.ok((await readdir(path)).includes('image-1.png'), path);
		}
	});

	it('leaves alone what was told as lost and may yet turn out to have arrived', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const folder = await job(jobs, { type: 'started', pid: 1 }, { type: 'sending', attempt: 1 });
		await writeFile(join(folder.path, 'image-1.part'), png);
		await noteOpen(folder);
		await markSeen(folder);
		await shrink(home.path, jobs, '--count', '0');
		assert.ok((await readdir(folder.path)).includes('image-1.part'));
	});

	it('says how it is used', async () => {
		await using home = await temporaryFolder();
		const { code, stderr } = await imagegen(['shrink'], home.path);
		assert.equal(code, 2);
		assert.match(stderr, /one folder with job folders/);
	});
});

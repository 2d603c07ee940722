import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { markDelivered, markSeen } from '../../../src/engine/jobs/claim';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import type { JobStep } from '../../../src/engine/jobs/events';
import { createJob, type JobFolder, jobFolder, runLock } from '../../../src/engine/jobs/layout';
import { acquire } from '../../../src/engine/jobs/lock';
import { seal } from '../../../src/engine/jobs/sealed';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import { inspectJob } from '../../../src/engine/run/inspect';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';

const png = noisePng(40, 30);
const attempt: JobStep = { type: 'attempt', attempt: 1, service: 's', model: 'm', host: 'h', timeoutMs: 1 };
const atSandbox: JobStep = { ...attempt, service: 'sandbox' };
const sending: JobStep = { type: 'sending', attempt: 1 };
const refused: JobStep = {
	type: 'retrying',
	attempt: 1,
	delayMs: 1000,
	fallback: false,
	failure: { kind: 'overloaded', facts: { status: 503 }, sent: true, maybePaid: false },
};
const unauthorized: JobStep = {
	type: 'failed',
	kind: 'unauthorized',
	facts: { status: 401 },
	sent: true,
	maybePaid: false,
};
const interrupted: JobStep = {
	type: 'failed',
	kind: 'interrupted',
	facts: { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 1 },
	sent: true,
	maybePaid: true,
};

const image = { path: '/gone.png', width: 40, height: 30, format: 'png', bytes: 1 } as const;

interface Left {
	readonly steps?: readonly JobStep[];
	readonly files?: Readonly<Record<string, string | Buffer>>;
	readonly then?: (folder: JobFolder) => Promise<unknown>;
}

/** What a process that is gone may have left, and how that is read. */
const cases: readonly (readonly [
	name: string,
	left: Left,
	state: string,
	maybePaid: boolean,
	images: readonly string[],
])[] = [
	['nothing but its task', {}, 'notSent', false, []],
	['an attempt that only connected', { steps: [attempt] }, 'notSent', false, []],
	['an attempt that may have gone out', { steps: [attempt, sending] }, 'maybePaid', true, []],
	['the mark of one, without its event', { steps: [attempt], files: { 'sending-1': '' } }, 'maybePaid', true, []],
	['the mark of one, and no event at all', { files: { 'sending-1': '' } }, 'maybePaid', true, []],
	['a refusal at no cost', { steps: [attempt, sending, refused], files: { 'sending-1': '' } }, 'failed', false, []],
	[
		'the mark of a second attempt after a refusal at no cost',
		{ steps: [attempt, sending, refused], files: { 'sending-1': '', 'sending-2': '' } },
		'maybePaid',
		true,
		[],
	],
	['a final refusal', { steps: [attempt, sending, unauthorized] }, 'failed', false, []],
	['a loss on the way', { steps: [attempt, sending, interrupted] }, 'maybePaid', true, []],
	['a request to the sandbox', { steps: [atSandbox, sending] }, 'failed', false, []],
	['the mark of one to the sandbox', { steps: [atSandbox], files: { 'sending-1': '' } }, 'failed', false, []],
	['a loss on the way from the sandbox', { steps: [atSandbox, sending, interrupted] }, 'failed', false, []],
	[
		'a loss, and then a request to the sandbox',
		{ steps: [attempt, sending, { ...atSandbox, attempt: 2 }, { ...sending, attempt: 2 }] },
		'maybePaid',
		true,
		[],
	],
	[
		'a request to the sandbox, and the mark of one to nobody knows whom',
		{ steps: [atSandbox, sending], files: { 'sending-2': '' } },
		'maybePaid',
		true,
		[],
	],
	[
		'an image of the sandbox that somebody has removed',
		{ steps: [atSandbox, sending, { type: 'saved', attempt: 1, service: 'sandbox', model: 'm', ...image }] },
		'failed',
		false,
		[],
	],
	[
		'half an image',
		{ steps: [attempt, sending], files: { 'image-1.part': png.subarray(0, 900) } },
		'maybePaid',
		true,
		[],
	],
	[
		'a whole image that is not named yet',
		{ steps: [attempt, sending], files: { 'image-1.part': png } },
		'arrived',
		false,
		['image-1.part'],
	],
	[
		'a whole image that nobody told of',
		{ steps: [attempt, sending], files: { 'image-1.png': png } },
		'arrived',
		false,
		['image-1.png'],
	],
	[
		'two images, one of them not named yet, and a beginning',
		{ steps: [attempt, sending], files: { 'image-1.png': png, 'image-2.part': png, 'image-10.part': 'be' } },
		'arrived',
		false,
		['image-1.png', 'image-2.part'],
	],
	[
		'a whole image beside a failure',
		{ steps: [attempt, sending, interrupted], files: { 'image-1.part': png } },
		'arrived',
		false,
		['image-1.part'],
	],
	[
		'a note that it was delivered',
		{ steps: [attempt, sending], then: (folder) => markDelivered(folder, 'file:///i.png') },
		'delivered',
		true,
		[],
	],
	[
		'a note that its failure was told',
		{ steps: [attempt, sending, interrupted], then: markSeen },
		'maybePaid',
		true,
		[],
	],
	[
		'a task that cannot be read',
		{ steps: [attempt, sending], files: { 'task.json': 'nonsense', 'image-1.png': png } },
		'arrived',
		false,
		['image-1.png'],
	],
];

async function leave(jobs: string, { steps = [], files = {}, then }: Left): Promise<JobFolder> {
	const folder = await createJob(jobs, { type: 'recover', source: '/reply.txt' });
	if (steps.length > 0) {
		const log = await EventLog.open(folder);
		for (const step of steps) {
			await log.append({ at: 1, ...step });
		}
		await log.close();
	}
	for (const [name, content] of Object.entries(files)) {
		await writeFile(join(folder.path, name), content);
	}
	await then?.(folder);
	return folder;
}

describe('what a job folder tells when its process is gone that left', () => {
	for (const [name, left, state, maybePaid, images] of cases) {
		it(`${name}: ${state}`, async () => {
			await using jobs = await temporaryFolder();
			const found = await inspectJob(await leave(jobs.path, left));
			assert.deepEqual(
				[found.state, found.maybePaid, found.images.map(({ path }) => basename(path))],
				[state, maybePaid, images],
			);
		});
	}
});

describe('what a job folder tells', () => {
	for (const [name, services, maybePaid] of [
		['the sandbox alone', ['sandbox'], false],
		['a program of one’s own', ['localAI'], false],
		['the sandbox or somebody who bills', ['sandbox', 'gemini'], true],
	] as const) {
		it(`whose events are lost, and whose task asked ${name}: ${maybePaid ? 'maybePaid' : 'failed'}`, async () => {
			await using jobs = await temporaryFolder();
			const [endpoint, ...fallbacks] = services.map((service) => ({
				...({ service, protocol: 'geminiNative', baseUrl: 'http://127.0.0.1:1', model: 'm' } as const),
			}));
			assert.ok(endpoint);
			const folder = await createJob(jobs.path, {
				...({ type: 'generate', image: { prompt: 'a fox', resolution: '1K' } } as const),
				...{ endpoint, fallbacks, timeouts: timeoutsFor('1K'), retry: defaultRetryRules },
			});
			await writeFile(join(folder.path, 'sending-1'), '');
			const told = await inspectJob(folder);
			assert.deepEqual([told.state, told.maybePaid], [maybePaid ? 'maybePaid' : 'failed', maybePaid]);
		});
	}

	it('while its process lives: running', async () => {
		await using jobs = await temporaryFolder();
		const folder = await leave(jobs.path, { steps: [attempt, sending], files: { 'image-1.part': png } });
		const lock = await acquire(folder.path, runLock);
		assert.equal((await inspectJob(folder)).state, 'running');
		await lock?.release();
		assert.equal((await inspectJob(folder)).state, 'arrived');
	});

	it('is not guessed where a newer version wrote it', async () => {
		await using jobs = await temporaryFolder();
		const path = join(jobs.path, 'job');
		await mkdir(path);
		await writeFile(join(path, 'task.json'), seal({ version: 3, task: { type: 'dream' } }));
		await assert.rejects(inspectJob(jobFolder(path)), /newer version/);
	});

	it('counts an image that was saved only while it is what it was then', async () => {
		await using jobs = await temporaryFolder();
		const folder = await leave(jobs.path, { steps: [attempt, sending] });
		const image = {
			path: join(folder.path, 'image-1.png'),
			width: 40,
			height: 30,
			format: 'png',
			bytes: png.length,
		} as const;
		await writeFile(image.path, png);
		const log = await EventLog.open(folder);
		await log.append({ at: 1, type: 'saved', attempt: 1, service: 's', model: 'm', ...image });
		await log.close();
		assert.deepEqual((await inspectJob(folder)).images, [image]);
		await writeFile(image.path, png.subarray(0, 700));
		const { state, images } = await inspectJob(folder);
		assert.deepEqual([state, images], ['maybePaid', []]);
	});
});

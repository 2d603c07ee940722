import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deliverOnce } from '../../../src/engine/jobs/deliverOnce';
import { claimJob, isSettled, markDelivered } from '../../../src/engine/jobs/claim';
import { createJob, type JobFolder, listJobs } from '../../../src/engine/jobs/layout';
import { request } from '../../editor/support/jobs';
import { temporaryFolder } from '../../support/folders';

describe('a delivery', () => {
	async function oneJob(run: (folder: JobFolder) => Promise<void>): Promise<void> {
		await using jobs = await temporaryFolder();
		await run(await createJob(jobs.path, request));
	}

	it('is left to whoever has claimed the job', () =>
		oneJob(async (folder) => {
			await claimJob(folder);
			assert.equal(await deliverOnce(folder, () => Promise.resolve('mine')), undefined);
		}));

	it('is not done again when whoever delivered the job is gone', () =>
		oneJob(async (folder) => {
			assert.equal(
				await deliverOnce(folder, () => markDelivered(folder, 'file:///fox.png').then(() => 'mine')),
				'mine',
			);
			assert.equal(await deliverOnce(folder, () => Promise.resolve('again')), undefined);
		}));

	it('can be done again after it failed', () =>
		oneJob(async (folder) => {
			await assert.rejects(deliverOnce(folder, () => Promise.reject(new Error('no'))));
			assert.equal(await isSettled(folder), false);
			assert.equal(await deliverOnce(folder, () => Promise.resolve('again')), 'again');
		}));

	it('is done once by four processes', async () => {
		await using home = await temporaryFolder();
		const [jobsPath, out] = [join(home.path, 'jobs'), join(home.path, 'out')];
		for (let count = 0; count < 100; count++) {
			const folder = await createJob(jobsPath, request);
			await writeFile(join(folder.path, 'image-1.png'), `image ${count}`);
		}
		const script = 'test/unit/jobs/deliveringProcess.ts';
		const windows = Array.from({ length: 4 }, () =>
			spawn(process.execPath, ['--import', 'tsx', script, jobsPath, out], { stdio: ['pipe', 'pipe', 'inherit'] }),
		);
		const ended = windows.map((window) => once(window, 'close'));
		await Promise.all(windows.map(({ stdout }) => once(stdout, 'data')));
		windows.forEach(({ stdin }) => stdin.write('go\n'));
		assert.deepEqual(
			(await Promise.all(ended)).map(([code]) => code as number),
			[0, 0, 0, 0],
		);
		for (const folder of await listJobs(jobsPath)) {
			assert.ok(await isSettled(folder));
			assert.deepEqual(await readdir(join(out, folder.id)), ['image.png']);
		}
	});
});

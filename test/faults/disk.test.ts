import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createJob, type JobFolder } from '../../src/engine/jobs/layout';
import { buildCli, startCli } from '../support/cli';
import { temporaryFolder } from '../support/folders';
import { noisePng } from '../support/images';
import { asks, checkOutcome, generateTask, type JobOptions, png, runJob, saved } from './run';
import { type Act, asked, type FaultyServer, faultyServer, images, linking, reply } from './servers';
import { canMount, smallDisk } from './smallDisk';
import { speakers, sweptProtocols, type SweptProtocol } from './speakers';

const good = asked(reply(images(png)));
const linked = linking(asked(reply('{"data":[{"url":"/i.png"}]}')), asked(reply(png)));
const large = asked(reply(images(noisePng(400, 400))));

interface DiskFault {
	readonly serve: Act;
	readonly code: string;
	/** Where jobs lie; a temporary folder where it is not given. */
	readonly jobs?: string;
	readonly requests?: string;
	readonly prepare?: (folder: JobFolder) => void | Promise<void>;
	readonly onStep?: JobOptions['onStep'];
}

/** One job whose folder fails it: asked once, told as the disk's failure, which may have cost an image. */
async function runOnDisk(fault: DiskFault, protocol: SweptProtocol): Promise<void> {
	const { serve, code, requests = 'POST', prepare = () => undefined, onStep } = fault;
	await using server = await faultyServer(serve, speakers[protocol]);
	await using temporary = await temporaryFolder();
	const request = generateTask({}, protocol, server);
	const folder = await createJob(fault.jobs ?? temporary.path, request);
	await prepare(folder);
	const { result } = await runJob(request, folder, onStep ? { onStep } : {});
	await checkOutcome(asks('notSaved', { code, path: folder.path }), result, folder);
	assert.equal(server.requests.map(({ method }) => method).join(' '), requests);
}

const vanish: JobOptions['onStep'] = ({ type }, folder) => {
	if (type === 'replied') {
		rmSync(folder.path, { recursive: true });
	}
};

/** A name that leads to a device that is always full. */
const full = (folder: JobFolder): Promise<void> => symlink('/dev/full', join(folder.path, 'image-1.part'));

describe('faults: the disk under the job', () => {
	for (const protocol of sweptProtocols) {
		it(`44 the folder vanishes: saved where it was (${protocol})`, async () => {
			await using server = await faultyServer(good, speakers[protocol]);
			await using jobs = await temporaryFolder();
			const request = generateTask({}, protocol, server);
			const folder = await createJob(jobs.path, request);
			await checkOutcome(saved(), (await runJob(request, folder, { onStep: vanish })).result, folder);
		});

		if (process.platform === 'linux') {
			it(`44 it is full: notSaved, may be paid (${protocol})`, () =>
				runOnDisk({ serve: good, code: 'ENOSPC', prepare: full }, protocol));
		}

		if (canMount) {
			it(`44 it becomes full on the way: notSaved, may be paid (${protocol})`, async () => {
				await using disk = await smallDisk();
				await runOnDisk({ serve: large, code: 'ENOSPC', jobs: disk.path }, protocol);
			});

			it(`44 it becomes read-only: notSaved, may be paid (${protocol})`, async () => {
				await using disk = await smallDisk();
				await runOnDisk({ serve: good, code: 'EROFS', jobs: disk.path, prepare: () => disk.makeReadOnly() }, protocol);
			});
		}
	}

	if (process.platform === 'linux') {
		it('44 it is full while a link is fetched: notSaved, may be paid, fetched once (openaiImages)', () =>
			runOnDisk({ serve: linked, code: 'ENOSPC', prepare: full, requests: 'POST GET' }, 'openaiImages'));
	}
	if (!canMount) {
		console.log('not run: a disk that fills up, and one that becomes read-only (mounting them needs root on Linux)');
	}
});

describe('faults: the place where the image is to go', () => {
	before(buildCli);

	/** `imagegen generate --out`, and where it works. */
	async function generateTo(out: string, server: FaultyServer, home: string) {
		const baseUrl = `http://127.0.0.1:${server.port}/v1`;
		const where = ['--service', 'openaiCompatible', '--base-url', baseUrl, '--model', 'm', '--out', out];
		return await startCli(['generate', 'a fox', ...where], home).ended;
	}

	/** The image waits in the job's folder, and the person is told where. */
	async function isKept(out: string): Promise<void> {
		await using server = await faultyServer(good, speakers.openaiImages);
		await using home = await temporaryFolder();
		const { code, stderr } = await generateTo(out, server, home.path);
		assert.equal(code, 4, stderr);
		const folder = /imagegen recover (\S+) --out PATH/.exec(stderr)?.[1] ?? '';
		assert.deepEqual(await readFile(join(folder, 'image-1.png')), png);
		assert.equal(server.requests.length, 1);
	}

	/** Nobody is asked for an image that could not be put there. */
	async function isRefused(out: string, says = /--out: nothing can be written to/): Promise<void> {
		await using server = await faultyServer(good, speakers.openaiImages);
		await using home = await temporaryFolder();
		const { code, stderr } = await generateTo(out, server, home.path);
		assert.equal(code, 2, stderr);
		assert.match(stderr, says);
		assert.equal(server.requests.length, 0);
	}

	it('44 is no folder: nothing is asked for', async () => {
		await using folder = await temporaryFolder();
		await writeFile(join(folder.path, 'file'), '');
		await isRefused(join(folder.path, 'file', 'fox.png'));
	});

	it('44 has too long a name: nothing is asked for', async () => {
		await using folder = await temporaryFolder();
		await isRefused(join(folder.path, 'x'.repeat(300)), /--out: a file name takes 240 bytes at most/);
	});

	if (canMount) {
		it('44 is on a disk that takes no more: nothing is asked for', async () => {
			await using disk = await smallDisk();
			disk.makeReadOnly();
			await isRefused(join(disk.path, 'fox.png'));
		});

		it('44 is on a disk that is full: the image is kept, and no beginning of it is left there', async () => {
			await using disk = await smallDisk();
			await writeFile(join(disk.path, 'other'), Buffer.alloc(124 * 1024));
			await isKept(join(disk.path, 'fox.png'));
			assert.deepEqual(await readdir(disk.path), ['other']);
		});
	}

	it('44 is taken: nothing is overwritten', async () => {
		await using server = await faultyServer(good, speakers.openaiImages);
		await using home = await temporaryFolder();
		const out = join(home.path, 'fox.png');
		await writeFile(out, 'mine');
		const { code, stdout } = await generateTo(out, server, home.path);
		assert.equal(code, 0);
		assert.equal(await readFile(out, 'utf8'), 'mine');
		assert.deepEqual(await readFile(stdout.trim()), png);
	});
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readState } from '../../../src/engine/jobs/follow';
import { createJob, type JobFolder, runLock } from '../../../src/engine/jobs/layout';
import { acquire } from '../../../src/engine/jobs/lock';
import { seal } from '../../../src/engine/jobs/sealed';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import { toLine } from '../../../src/engine/secrets';
import { temporaryFolder } from '../../support/folders';
import { noiseJpeg } from '../../support/images';
import { afterRequest, tcpServer, type TestServer } from '../../support/servers';
import { type Ended, imagegen, start } from './cli';

const jpeg = noiseJpeg(32, 24);

interface Line {
	readonly id: string;
	readonly path: string;
	readonly state: string;
	readonly maybePaid: boolean;
	readonly images: readonly string[];
	readonly failure?: { readonly kind: string };
}

async function listed(jobs: string, home: string): Promise<{ lines: Line[]; stderr: string }> {
	const { code, stdout, stderr } = await imagegen(['jobs', '--jobs', jobs, '--json'], home);
	assert.equal(code, 0);
	return {
		lines: stdout
			.split('\n')
			.filter(Boolean)
			.map((line) => JSON.parse(line) as Line),
		stderr,
	};
}

/** A job whose process was killed while the service was silent. */
async function killed(jobs: string, home: string, server: TestServer, asked: Promise<void>): Promise<JobFolder> {
	const endpoint = {
		service: 'openaiCompatible',
		protocol: 'openaiImages',
		baseUrl: `${server.url.origin}/v1`,
		model: 'm',
	} as const;
	const image = { prompt: 'a fox', resolution: '1K' } as const;
	const folder = await createJob(jobs, {
		type: 'generate',
		image,
		endpoint,
		timeouts: timeoutsFor('1K'),
		retry: defaultRetryRules,
	});
	const child = start(['run', folder.path], home);
	child.stdin.end(`${toLine({ keys: new Map() })}\n`);
	await asked;
	child.kill('SIGKILL');
	await once(child, 'close');
	return folder;
}

const settle = (folder: JobFolder, home: string): Promise<Ended> => imagegen(['run', folder.path], home);

describe('imagegen jobs', () => {
	it('lists nothing where there is nothing', async () => {
		await using home = await temporaryFolder();
		assert.deepEqual(await listed(join(home.path, 'none'), home.path), { lines: [], stderr: '' });
	});

	it('tells of a killed process’s request, and goes on telling the same once the job is settled, without asking again', async () => {
		await using home = await temporaryFolder();
		const asked = Promise.withResolvers<undefined>();
		await using server = await tcpServer((socket) => afterRequest(socket, () => asked.resolve(undefined)));
		const folder = await killed(join(home.path, 'jobs'), home.path, server, asked.promise);
		const line = { id: folder.id, path: folder.path, state: 'maybePaid', maybePaid: true, images: [] };
		const failure = { kind: 'lost', facts: {}, sent: true, maybePaid: true };
		assert.deepEqual((await listed(join(home.path, 'jobs'), home.path)).lines, [{ ...line, failure }]);
		for (let time = 0; time < 2; time++) {
			assert.equal((await settle(folder, home.path)).code, 4);
			assert.deepEqual((await readState(folder)).failure, failure);
			assert.deepEqual((await listed(join(home.path, 'jobs'), home.path)).lines, [{ ...line, failure }]);
		}
		assert.equal(server.connections(), 1);
	});

	it('offers an image that a killed process could not tell of any more; settled and recovered it is the same', async () => {
		await using home = await temporaryFolder();
		const asked = Promise.withResolvers<undefined>();
		await using server = await tcpServer((socket) => afterRequest(socket, () => asked.resolve(undefined)));
		const folder = await killed(join(home.path, 'jobs'), home.path, server, asked.promise);
		const part = join(folder.path, 'image-1.part');
		await writeFile(part, jpeg);
		const [line] = (await listed(join(home.path, 'jobs'), home.path)).lines;
		assert.deepEqual([line?.state, line?.images], ['arrived', [part]]);
		await mkdir(join(home.path, 'out'));
		await writeFile(join(home.path, 'out', `.imagegen-${folder.id}-notes.txt`), "somebody else's");
		const { stdout } = await imagegen(['recover', folder.path, '--out', join(home.path, 'out/found')], home.path);
		assert.deepEqual(await readdir(join(home.path, 'out')), [`.imagegen-${folder.id}-notes.txt`, 'found.jpg']);
		assert.deepEqual(await readFile(stdout.trim()), jpeg);
		assert.deepEqual(await readFile(part), jpeg);
		assert.equal((await settle(folder, home.path)).code, 0);
		const { phase, images } = await readState(folder);
		assert.deepEqual([phase, images[0]?.path], ['saved', join(folder.path, 'image-1.jpg')]);
	});

	it('says nothing was sent of a job that never got its secrets, and then nothing is', async () => {
		await using home = await temporaryFolder();
		await using server = await tcpServer(() => undefined);
		const endpoint = {
			service: 'openaiCompatible',
			protocol: 'openaiImages',
			baseUrl: `${server.url.origin}/v1`,
			model: 'm',
		} as const;
		const image = { prompt: 'a fox', resolution: '1K' } as const;
		const task = { type: 'generate', image, endpoint, timeouts: timeoutsFor('1K'), retry: defaultRetryRules } as const;
		const folder = await createJob(join(home.path, 'jobs'), task);
		assert.equal((await settle(folder, home.path)).code, 3);
		// A process that comes too late, secrets and all.
		const late = await imagegen(['run', folder.path], home.path, { input: `${toLine({ keys: new Map() })}\n` });
		assert.equal(late.code, 3);
		assert.equal(server.connections(), 0);
		const [line] = (await listed(join(home.path, 'jobs'), home.path)).lines;
		assert.deepEqual([line?.state, line?.maybePaid], ['notSent', false]);
	});

	it('leaves folders of a newer version alone and says so, and lists the others', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		await mkdir(join(jobs, '1-newer'), { recursive: true });
		await writeFile(join(jobs, '1-newer', 'task.json'), seal({ version: 3, task: {} }));
		await mkdir(join(jobs, '1-newer-sealed-otherwise'));
		await writeFile(join(jobs, '1-newer-sealed-otherwise', 'task.json'), '{"version":4,"seal":"x"}');
		await mkdir(join(jobs, '2-damaged'));
		await writeFile(join(jobs, '2-damaged', 'task.json'), '{');
		const folder = await createJob(jobs, { type: 'recover', source: '/reply.txt' });
		const { lines, stderr } = await listed(jobs, home.path);
		assert.deepEqual(
			lines.map(({ id }) => id),
			['2-damaged', folder.id],
		);
		assert.match(stderr, /1-newer is left alone.*newer version/);
		assert.match(stderr, /1-newer-sealed-otherwise is left alone.*newer version/);
	});

	it('takes no arguments', async () => {
		await using home = await temporaryFolder();
		assert.equal((await imagegen(['jobs', 'x'], home.path)).code, 2);
	});
});

describe('imagegen run', () => {
	it('does nothing to a job that another process works on', async () => {
		await using home = await temporaryFolder();
		const folder = await createJob(home.path, { type: 'recover', source: '/reply.txt' });
		const lock = await acquire(folder.path, runLock);
		const { code, stderr } = await settle(folder, home.path);
		assert.equal(code, 2);
		assert.match(stderr, /Another process works on this job/);
		await lock?.release();
	});
});

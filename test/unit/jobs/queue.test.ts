import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JobFolder, jobFolder, runLock } from '../../../src/engine/jobs/layout';
import { acquire, type Lock } from '../../../src/engine/jobs/lock';
import { moveInQueue, queuePath, takeTurn } from '../../../src/engine/jobs/queue';
import { temporaryFolder } from '../../support/folders';
import { until } from '../../support/until';

/** A job that asks for its turn, as its process does. */
interface Asking {
	readonly job: JobFolder;
	readonly run: Lock;
	readonly ahead: number[];
	readonly cancel: AbortController;
	turn: Lock | undefined;
	isOver: boolean;
}

async function ask(jobsPath: string, id: string, parallel: number): Promise<Asking> {
	const job = jobFolder(join(jobsPath, id));
	await mkdir(job.path, { recursive: true });
	const run = (await acquire(job.path, runLock)) ?? assert.fail('somebody else runs it');
	const asking: Asking = { job, run, ahead: [], cancel: new AbortController(), turn: undefined, isOver: false };
	const { signal } = asking.cancel;
	void takeTurn(queuePath(jobsPath, 'https://a'), job, {
		parallel,
		signal,
		onAhead: (ahead) => asking.ahead.push(ahead),
	}).then((turn) => {
		asking.turn = turn;
		asking.isOver = true;
	});
	// Told that it waits, or let in: by then it has its place.
	await until(() => asking.isOver || asking.ahead.length > 0, `${id} in the queue`);
	return asking;
}

const queueOf = (jobsPath: string): string => queuePath(jobsPath, 'https://a');

async function waits(jobsPath: string): Promise<string[]> {
	return (await readdir(queueOf(jobsPath))).filter((name) => name.startsWith('waits-'));
}

describe('the queue at a service', () => {
	it('lets so many jobs ask at once, and the others one after the other in their order', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const asking: Asking[] = [];
		for (const id of ['a', 'b', 'c', 'd']) {
			asking.push(await ask(jobs, id, 2));
		}
		const [a, b, c, d] = asking as [Asking, Asking, Asking, Asking];
		assert.deepEqual(
			asking.map(({ turn, ahead }) => [turn !== undefined, ahead]),
			[
				[true, []],
				[true, []],
				[false, [0]],
				[false, [1]],
			],
		);
		await b.turn?.release();
		await until(() => c.isOver && d.ahead.length > 1, 'the next one');
		assert.deepEqual([d.isOver, d.ahead], [false, [1, 0]]);
		await a.turn?.release();
		await until(() => d.isOver, 'the last one');
		assert.deepEqual(await waits(jobs), []);
	});

	it('is moved in by a person', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const asking: Asking[] = [];
		for (const id of ['a', 'b', 'c']) {
			asking.push(await ask(jobs, id, 1));
		}
		const [a, b, c] = asking as [Asking, Asking, Asking];
		await moveInQueue(queueOf(jobs), b.job, -1);
		assert.deepEqual([b.ahead, c.ahead], [[0], [1]], 'the first one stays the first');
		await moveInQueue(queueOf(jobs), c.job, -1);
		await until(() => b.ahead.length > 1 && c.ahead.length > 1, 'both told');
		assert.deepEqual([b.ahead.at(-1), c.ahead.at(-1)], [1, 0]);
		await a.turn?.release();
		await until(() => c.isOver, 'the one that was moved');
		assert.equal(b.isOver, false);
		await moveInQueue(queueOf(jobs), c.job, 1);
		await c.turn?.release();
		await until(() => b.isOver, 'the other one');
	});

	it('is left by a job that is cancelled, and by one whose process is gone', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const asking: Asking[] = [];
		for (const id of ['a', 'b', 'c', 'd']) {
			asking.push(await ask(jobs, id, 1));
		}
		const [a, b, c, d] = asking as [Asking, Asking, Asking, Asking];
		b.cancel.abort();
		await until(() => b.isOver && c.ahead.includes(0), 'the cancelled one gone');
		assert.equal(b.turn, undefined);
		await c.run.release();
		await until(() => d.ahead.includes(0), 'the dead one passed over');
		await a.turn?.release();
		await until(() => d.isOver, 'the last one');
		assert.ok(d.turn);
		c.cancel.abort();
		await until(() => c.isOver, 'the end');
	});

	it('counts those, too, that were let in while more were allowed', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const [a, b] = [await ask(jobs, 'a', 2), await ask(jobs, 'b', 2)];
		const c = await ask(jobs, 'c', 1);
		await a.turn?.release();
		const d = await ask(jobs, 'd', 3);
		assert.deepEqual([c.isOver, d.isOver], [false, false], 'not before the one that came first');
		await b.turn?.release();
		await until(() => c.isOver && d.isOver, 'both');
		assert.ok(c.turn && d.turn);
	});

	it('lets nobody pass by because of what is none of its own', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const a = await ask(jobs, 'a', 1);
		await mkdir(join(queueOf(jobs), 'waits-1-nobody'));
		await writeFile(join(queueOf(jobs), 'waits-2-records.jsonl'), '');
		await writeFile(join(jobs, 'records.jsonl'), '');
		const b = await ask(jobs, 'b', 1);
		assert.deepEqual([b.isOver, b.ahead], [false, [0]]);
		await a.turn?.release();
		await until(() => b.isOver, 'its turn');
		assert.ok(b.turn);
	});

	it('is one for each service', async () => {
		await using home = await temporaryFolder();
		const jobs = join(home.path, 'jobs');
		const a = await ask(jobs, 'a', 1);
		assert.ok(a.turn);
		assert.notEqual(queueOf(jobs), queuePath(jobs, 'https://b'));
	});
});

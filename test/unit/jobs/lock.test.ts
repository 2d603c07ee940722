import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lifeOf, thisProcess } from '../../../src/engine/jobs/holder';
import { acquire, lookAt } from '../../../src/engine/jobs/lock';
import { seal } from '../../../src/engine/jobs/sealed';
import { temporaryFolder } from '../../support/folders';
import { recordOfDeadProcess, startRival } from '../../support/locks';

const rounds = Number(process.env['LOCK_ROUNDS'] ?? 1000);

describe('a lock', () => {
	it('is one process’s at a time, and is had again when it was given back', async () => {
		await using folder = await temporaryFolder();
		assert.equal(await lookAt(folder.path, 'a'), 'none');
		const lock = await acquire(folder.path, 'a');
		assert.equal(lock?.tookOver, false);
		assert.equal(await lookAt(folder.path, 'a'), 'held');
		assert.equal(await acquire(folder.path, 'a'), undefined);
		assert.ok(await acquire(folder.path, 'b'), 'another one is another’s');
		await lock.release();
		assert.equal(await lookAt(folder.path, 'a'), 'free');
		assert.equal((await acquire(folder.path, 'a'))?.tookOver, false);
	});

	it('is taken over from a process that is gone', async () => {
		await using folder = await temporaryFolder();
		await writeFile(join(folder.path, 'a.1'), await recordOfDeadProcess());
		assert.equal(await lookAt(folder.path, 'a'), 'free');
		assert.equal((await acquire(folder.path, 'a'))?.tookOver, true);
		assert.deepEqual(await readdir(folder.path), ['a.2']);
	});

	it('is taken over from a file that says nothing and that nobody touches', async () => {
		await using folder = await temporaryFolder();
		await writeFile(join(folder.path, 'a.1'), '');
		assert.equal((await acquire(folder.path, 'a'))?.tookOver, true);
	}).timeout(30_000);

	it('stays another machine’s for as long as that touches it', async () => {
		await using folder = await temporaryFolder();
		const path = join(folder.path, 'a.1');
		const record = seal({ holder: { ...(await thisProcess()), host: 'elsewhere' } });
		await writeFile(path, record);
		const touching = setInterval(() => void writeFile(path, record), 1000);
		assert.equal(await lookAt(folder.path, 'a'), 'held');
		clearInterval(touching);
		assert.equal(await lookAt(folder.path, 'a'), 'free');
	}).timeout(30_000);

	it(`is taken over from a dead holder by exactly one of four processes, ${rounds} times`, async () => {
		await using folder = await temporaryFolder();
		const record = await recordOfDeadProcess();
		const rivals = [1, 2, 3, 4].map(startRival);
		try {
			const counts = new Map<number, number>();
			for (let round = 0; round < rounds; round++) {
				const name = `lock${round}`;
				await writeFile(join(folder.path, `${name}.1`), record);
				const won = (await Promise.all(rivals.map((other) => other.ask(folder.path, name)))).filter(Boolean).length;
				counts.set(won, (counts.get(won) ?? 0) + 1);
			}
			console.log(
				`      takeovers by that many at once: ${[...counts].map(([won, times]) => `${won}: ${times}`).join(', ')}`,
			);
			assert.deepEqual([...counts], [[1, rounds]]);
		} finally {
			rivals.forEach((rival) => rival.end());
		}
	}).timeout(120_000);
});

describe('a process', () => {
	it('is told from others that get its number later', async () => {
		const own = await thisProcess();
		assert.equal(await lifeOf(own), 'alive');
		if (process.platform === 'linux') {
			assert.equal(await lifeOf({ ...own, startedAt: '1' }), 'dead');
			assert.equal(await lifeOf({ ...own, boot: 'another' }), 'dead');
			assert.equal(await lifeOf({ ...own, pidSpace: 'pid:[1]' }), 'unknown');
			// Process 1 is there, and is not the one that had the number before.
			assert.equal(await lifeOf({ ...own, pid: 1 }), 'dead');
		}
		assert.equal(await lifeOf({ ...own, host: 'elsewhere' }), 'unknown');
	});

	it('is dead when it has ended and nobody has asked how yet', async function () {
		if (process.platform !== 'linux') {
			return;
		}
		// The shell waits for nobody, so the child that ends stays in the table of processes.
		const child = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
		const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
		const { startedAt: _startedAt, ...own } = await thisProcess();
		await untilAsync(async () => (await lifeOf({ ...own, pid: Number(line) })) === 'dead');
		child.kill();
	});
});

async function untilAsync(condition: () => Promise<boolean>): Promise<void> {
	while (!(await condition())) {
		await new Promise((resolve) => setImmediate(resolve));
	}
}

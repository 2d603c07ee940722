import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { ignoreMissing } from '../jobs/fileErrors';
import { originKey } from '../jobs/layout';
import { acquire, type Lock } from '../jobs/lock';
import { makeFolder, replaceFile } from '../jobs/durable';

/** How many further attempts the jobs of one person may make at one service within one window. */
const capacity = 10;
const windowMs = 60_000;

/** How long others may be busy with the budget before this job goes without. */
const patienceMs = 5_000;
const lookMs = 10;

/**
 * Takes one further attempt out of the budget that all of a person's jobs share for one service, and tells whether there
 * was one left. Jobs are processes, so the budget is a folder, with the times of the attempts taken in a file, and a lock.
 *
 * @param now wall time in milliseconds since 1970: the one clock that processes share. Times far ahead of it are those of a clock
 * that was wrong, and do not count; those a little ahead are of jobs that came later and got the lock sooner.
 */
export async function takeRetry(budgetPath: string, origin: string, now: number): Promise<boolean> {
	const folder = join(budgetPath, originKey(origin));
	await makeFolder(folder, 0o700);
	const lock = await acquireSoon(folder);
	if (!lock) {
		return false;
	}
	try {
		const path = join(folder, 'taken.json');
		const taken = (await readTimes(path)).filter((time) => Math.abs(now - time) < windowMs);
		if (taken.length >= capacity) {
			return false;
		}
		await replaceFile(path, JSON.stringify([...taken, now]));
		return true;
	} finally {
		await lock.release();
	}
}

async function acquireSoon(folder: string): Promise<Lock | undefined> {
	const giveUpAt = performance.now() + patienceMs;
	while (performance.now() < giveUpAt) {
		const lock = await acquire(folder, 'lock');
		if (lock) {
			return lock;
		}
		await delay(lookMs);
	}
	return undefined;
}

async function readTimes(path: string): Promise<readonly number[]> {
	const text = await readFile(path, 'utf8').catch(ignoreMissing('[]'));
	try {
		return v.parse(v.array(v.number()), JSON.parse(text));
	} catch {
		// A full disk. To count nothing lets one more attempt go; to count everything would let none go for ever.
		return [];
	}
}

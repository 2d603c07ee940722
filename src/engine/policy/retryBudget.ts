import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';

/** How many further attempts the jobs of one person may make at one service within one window. */
const capacity = 10;
const windowMs = 60_000;

/**
 * Takes one further attempt out of the budget that all of a person's jobs share for one service, and tells whether there
 * was one left. Jobs are processes, so the budget is a folder: a file for every attempt taken, named by its time.
 */
export async function takeRetry(budgetPath: string, origin: string, now: number): Promise<boolean> {
	const folder = join(budgetPath, createHash('sha256').update(origin).digest('hex').slice(0, 16));
	await mkdir(folder, { recursive: true });
	const names = await readdir(folder);
	const stale = names.filter((name) => Number.parseInt(name, 10) <= now - windowMs);
	await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
	if (names.length - stale.length >= capacity) {
		return false;
	}
	const mine = `${now}-${randomUUID()}`;
	await writeFile(join(folder, mine), '', { flag: 'wx' });
	// Several may have looked at the same moment: only the first ones of them keep what they took.
	const taken = (await readdir(folder)).sort();
	if (taken.indexOf(mine) < capacity) {
		return true;
	}
	await rm(join(folder, mine), { force: true });
	return false;
}

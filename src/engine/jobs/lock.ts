import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { addName } from './addName';
import { ignoreMissing, isCode } from './fileErrors';
import { beatMs, type Holder, holderSchema, isTouched, lifeOf, thisProcess } from './holder';
import { seal, unseal } from './sealed';

/** A right that one process has at a time. */
export interface Lock {
	/** Whether it was taken over from a process that died with it. */
	readonly tookOver: boolean;
	/** Whether nobody has taken it over since: a process that was stopped for long may have been taken for dead. */
	isHeld(): Promise<boolean>;
	/** Gives it back. Never throws: a lock that cannot be given back is taken over when this process is gone. */
	release(): Promise<void>;
}

const recordSchema = v.union([v.object({ holder: holderSchema }), v.object({ free: v.literal(true) })]);

/**
 * Takes the lock called `name` in `folder`; undefined where another process, or another part of this one, has it. A lock whose
 * holder has died is taken over, by exactly one.
 *
 * A lock is a row of files, `name.1`, `name.2`…, of which the last one counts. It is taken by creating the next one, which the
 * file system lets exactly one process do, and what is created is whole at once. So nobody can take away a lock that was taken
 * since they looked, as they could by removing or renaming a file that always has the same name.
 */
export async function acquire(folder: string, name: string): Promise<Lock | undefined> {
	for (;;) {
		const last = await lastOf(folder, name);
		if (last && (await isHeld(last))) {
			return undefined;
		}
		const number = (last?.number ?? 0) + 1;
		if (!(await create(folder, name, number, { holder: await thisProcess() }))) {
			continue;
		}
		const path = pathOf(folder, name, number);
		if (Math.max(...(await numbersOf(folder, name))) > number) {
			// Looked at long ago: others have had it since then.
			await rm(path, { force: true });
			continue;
		}
		await removeBefore(folder, name, number);
		return held(
			path,
			last !== undefined && isAbandoned(last),
			async () => Math.max(0, ...(await numbersOf(folder, name))) <= number,
		);
	}
}

/** How it stands with the lock: nobody ever had it, somebody has it, or it can be had (again). */
export async function lookAt(folder: string, name: string): Promise<'none' | 'held' | 'free'> {
	const last = await lastOf(folder, name);
	return last ? ((await isHeld(last)) ? 'held' : 'free') : 'none';
}

/** The process that has the lock, if it certainly lives. */
export async function holderOf(folder: string, name: string): Promise<Holder | undefined> {
	const record = (await lastOf(folder, name))?.record;
	return record && 'holder' in record && (await lifeOf(record.holder)) === 'alive' ? record.holder : undefined;
}

interface Entry {
	readonly path: string;
	readonly number: number;
	/** Undefined where it cannot be read. */
	readonly record: v.InferOutput<typeof recordSchema> | undefined;
}

async function lastOf(folder: string, name: string): Promise<Entry | undefined> {
	for (;;) {
		const number = Math.max(0, ...(await numbersOf(folder, name)));
		if (number === 0) {
			return undefined;
		}
		const path = pathOf(folder, name, number);
		const text = await readFile(path, 'utf8').catch(ignoreMissing(undefined));
		// Removed since: then there is a later one.
		if (text !== undefined) {
			const record = v.safeParse(recordSchema, unseal(text));
			return { path, number, record: record.success ? record.output : undefined };
		}
	}
}

async function numbersOf(folder: string, name: string): Promise<number[]> {
	const names = await readdir(folder).catch(ignoreMissing<string[]>([]));
	return names
		.filter((file) => file.startsWith(`${name}.`))
		.flatMap((file) => /\.([1-9]\d{0,8})$/.exec(file)?.[1] ?? [])
		.map(Number);
}

async function isHeld({ path, record }: Entry): Promise<boolean> {
	if (record && 'free' in record) {
		return false;
	}
	const life = record ? await lifeOf(record.holder) : 'unknown';
	return life === 'alive' || (life === 'unknown' && (await isTouched(path)));
}

/** Whether nobody gave it back. */
function isAbandoned({ record }: Entry): boolean {
	return record === undefined || 'holder' in record;
}

/** False where it exists. */
async function create(
	folder: string,
	name: string,
	number: number,
	record: v.InferOutput<typeof recordSchema>,
): Promise<boolean> {
	const draft = join(folder, `${name}.${randomUUID()}`);
	try {
		await writeFile(draft, seal(record), { mode: 0o600 });
		await addName(draft, pathOf(folder, name, number));
		return true;
	} catch (error) {
		if (isCode(error, 'EEXIST')) {
			return false;
		}
		throw error;
	} finally {
		await rm(draft, { force: true });
	}
}

async function removeBefore(folder: string, name: string, number: number): Promise<void> {
	const old = (await numbersOf(folder, name)).filter((other) => other < number);
	await Promise.all(old.map((other) => rm(pathOf(folder, name, other), { force: true }))).catch(() => undefined);
}

function held(path: string, tookOver: boolean, isHeld: () => Promise<boolean>): Lock {
	const touch = (): void => {
		const now = new Date();
		void utimes(path, now, now).catch(() => undefined);
	};
	const beat = setInterval(touch, beatMs).unref();
	return {
		tookOver,
		isHeld,
		release: async () => {
			clearInterval(beat);
			if (!(await isHeld().catch(() => false))) {
				return;
			}
			const draft = `${path}.${randomUUID()}`;
			await writeFile(draft, seal({ free: true }), { mode: 0o600 })
				.then(() => rename(draft, path))
				.catch(() => rm(draft, { force: true }));
		},
	};
}

function pathOf(folder: string, name: string, number: number): string {
	return join(folder, `${name}.${number}`);
}

import { randomBytes } from 'node:crypto';
import { chmod, constants, copyFile, link, lstat, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, syncFolder, syncPath } from './durable';
import { isCode } from './fileErrors';
import { fileHash } from './fileHash';
import { newJobId } from './layout';

export interface Placing {
	/** The job's, which the temporary name bears. */
	readonly id: string;
	/** Told a name that is free; the file gets it only after this has resolved. */
	readonly onName?: (name: string) => Promise<void>;
}

/**
 * Puts a copy of `source` into `folder` under the first of `names` that is free, and resolves with that name once the copy is
 * safe from a power cut. It bears the name only when it is whole, replaces nothing, and is a file of its own with the mode that
 * new files have there. The folder is made where it is missing. Throws what the disk says, or `EEXIST` when every name is
 * taken; nothing is left of the copy then, and `source` is always as it was.
 */
export async function placeFile(
	source: string,
	folder: string,
	names: Iterable<string>,
	{ id, onName }: Placing,
): Promise<string> {
	await makeFolder(folder);
	const draft = draftPath(folder, id);
	let isDrafted = false;
	try {
		for (const name of names) {
			const target = join(folder, name);
			if (await exists(target)) {
				continue;
			}
			await onName?.(name);
			if (!isDrafted) {
				await copyDurably(source, draft);
				isDrafted = true;
			}
			if (await giveName(draft, target)) {
				await syncFolder(folder);
				return name;
			}
		}
	} finally {
		await rm(draft, { force: true });
	}
	throw Object.assign(new Error('every name is taken'), { code: 'EEXIST' });
}

/** Puts a copy of `source` to `target`, over what is there, as whole and as safe as `placeFile` does. Its folder exists. */
export async function placeOver(source: string, target: string, id: string): Promise<void> {
	const folder = dirname(target);
	const draft = draftPath(folder, id);
	try {
		await copyDurably(source, draft);
		await rename(draft, target);
	} finally {
		await rm(draft, { force: true });
	}
	await syncFolder(folder);
}

/** Makes the folder where it is missing. Throws what the disk says where nothing can be put into it. */
export async function tryFolder(folder: string): Promise<void> {
	await makeFolder(folder);
	const draft = draftPath(folder, newJobId());
	try {
		await writeFile(draft, ' ', { flag: 'wx' });
	} finally {
		await rm(draft, { force: true }).catch(() => undefined);
	}
}

/** Removes what copies of that job have left in `folder` because their process died. */
export async function removeDrafts(folder: string, id: string): Promise<void> {
	const names = await readdir(folder).catch(() => []);
	const left = names.filter((name) => name.startsWith(draftPrefix(id)));
	await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

/** Removes what copies of any job have left in `folder` long ago because their process was killed. Never throws. */
export async function removeOldDrafts(folder: string): Promise<void> {
	const names = await readdir(folder).catch(() => []);
	for (const path of names.filter((name) => anyDraft.test(name)).map((name) => join(folder, name))) {
		const age = await lstat(path).then(
			({ mtimeMs }) => Date.now() - mtimeMs,
			() => 0,
		);
		if (age > deadDraftMs) {
			await rm(path, { force: true }).catch(() => undefined);
		}
	}
}

/** No copy takes so long, so that nobody's is removed under their hands. */
const deadDraftMs = 60 * 60 * 1000;

/** What `draftPath` makes of a job's id, which no other program would write. */
const anyDraft = /^\.imagegen-\d{14}-[\da-f]{8}-[\da-f]{8}\.part$/;

/** Whether `target` is a plain file, no link, with the bytes of `source`. False where it cannot be read. */
export async function isCopy(source: string, target: string): Promise<boolean> {
	const wanted = await lstat(source);
	try {
		const found = await lstat(target);
		return found.isFile() && found.size === wanted.size && (await fileHash(source)) === (await fileHash(target));
	} catch {
		return false;
	}
}

function draftPath(folder: string, id: string): string {
	return join(folder, draftName(id));
}

/** A name for what the job has in a folder for a moment. Hidden, and different every time: a copy that still runs must not be mixed with another. */
export function draftName(id: string): string {
	return `${draftPrefix(id)}${randomBytes(4).toString('hex')}.part`;
}

function draftPrefix(id: string): string {
	return `.imagegen-${id}-`;
}

async function copyDurably(source: string, draft: string): Promise<void> {
	const { mode } = await createFile(draft);
	// On a file system that shares blocks between files this takes no time and no room. It copies the mode too, which is
	// private in the job's folder.
	await copyFile(source, draft, constants.COPYFILE_FICLONE);
	await chmod(draft, mode);
	await syncPath(draft);
}

/** Gives a file another name in its folder, which it then has alone. False when that is taken. */
export async function giveName(draft: string, target: string): Promise<boolean> {
	try {
		await link(draft, target);
	} catch (error) {
		return isCode(error, 'EEXIST') ? false : await takeName(draft, target);
	}
	await rm(draft, { force: true });
	return true;
}

/**
 * Gives the name where hard links are not to be had, as on FAT and many network shares: an empty file takes it, and the draft
 * replaces that in one step. A process that dies between the two leaves the empty file: nobody can tell it from somebody else's, so
 * that the next copy takes another name. (Node.js knows no `rename` that refuses to replace.)
 */
async function takeName(draft: string, target: string): Promise<boolean> {
	try {
		await createFile(target);
	} catch (error) {
		if (isCode(error, 'EEXIST')) {
			return false;
		}
		throw error;
	}
	try {
		await rename(draft, target);
		return true;
	} catch (error) {
		await rm(target, { force: true });
		throw error;
	}
}

/** Created by this call or not at all. Its mode is what the person's umask and the folder leave of a new file's. */
async function createFile(path: string): Promise<{ readonly mode: number }> {
	const file = await open(path, 'wx', 0o666);
	try {
		return { mode: (await file.stat()).mode & 0o777 };
	} finally {
		await file.close();
	}
}

/** A link that leads nowhere takes a name, too. */
async function exists(path: string): Promise<boolean> {
	try {
		await lstat(path);
		return true;
	} catch (error) {
		if (isCode(error, 'ENOENT')) {
			return false;
		}
		throw error;
	}
}

import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ignoreMissing, isCode } from './fileErrors';

/** Gives a complete file its final name so that neither the bytes nor the name can be lost to a power cut. */
export async function moveDurably(from: string, to: string): Promise<void> {
	await syncPath(from);
	await rename(from, to);
	await syncFolder(dirname(to));
}

/** Writes a file that others read at the same time: they find it whole, or as it was before. The pieces are written one by one. */
export async function replaceFile(path: string, content: string | Iterable<string>): Promise<void> {
	const draft = `${path}.${randomUUID()}`;
	try {
		await writeFile(draft, content, { mode: 0o600 });
		await rename(draft, path);
	} catch (error) {
		await rm(draft, { force: true });
		throw error;
	}
}

/** Writes a file that survives a power cut: whole, or as it was before. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
	const draft = `${path}.new`;
	await writeFile(draft, content, { mode: 0o600 });
	await moveDurably(draft, path);
}

/** Makes a folder with all files in it safe from a power cut, and the names of all folders that it lies in. */
export async function syncTree(path: string): Promise<void> {
	const entries = await readdir(path, { withFileTypes: true });
	// A file may be replaced meanwhile by whoever keeps it up to date.
	const files = entries
		.filter((entry) => entry.isFile())
		.map(({ name }) => syncPath(join(path, name)).catch(() => undefined));
	// At the very first use most of them are new as well. What this person must not even open is not.
	const above = foldersAbove(dirname(path)).map((folder) => syncFolder(folder).catch(() => undefined));
	await Promise.all([...files, syncFolder(path), syncFolder(dirname(path)), ...above]);
}

function foldersAbove(path: string): string[] {
	const folder = dirname(path);
	return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/**
 * Makes a folder, and those that it lies in, where they are missing; their names survive a power cut. Throws what the disk says:
 * Node.js' own way to make several takes a read-only disk for a missing folder, and never ends where a folder takes no other.
 *
 * @param mode of the folders that were missing, before the umask.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
	if ((await stat(path).catch(ignoreMissing(undefined)))?.isDirectory()) {
		return;
	}
	const parent = dirname(path);
	if (parent !== path) {
		await makeFolder(parent, mode);
	}
	await mkdir(path, { mode }).catch((error: unknown) => {
		// Another process was faster, or it is no folder: then nothing can be put into it.
		if (!isCode(error, 'EEXIST')) {
			throw error;
		}
	});
	await syncFolder(parent);
}

export async function syncPath(path: string): Promise<void> {
	await syncAs(path, 'r+');
}

export async function syncFolder(path: string): Promise<void> {
	// Windows neither needs nor allows it.
	if (process.platform === 'win32') {
		return;
	}
	try {
		await syncAs(path, 'r');
	} catch (error) {
		if (!unsyncable.some((code) => isCode(error, code))) {
			throw error;
		}
	}
}

/**
 * What file systems say that do not sync folders, or that of a folder which may be written to and not read; there is nothing
 * better to be had there. The list is PostgreSQL's (`fsync_fname` in src/common/file_utils.c), with `ENOTSUP`.
 */
const unsyncable = ['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'ENOTSUP'];

async function syncAs(path: string, flags: 'r' | 'r+'): Promise<void> {
	const file = await open(path, flags);
	try {
		await file.sync();
	} finally {
		await file.close();
	}
}

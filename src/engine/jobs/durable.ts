import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Gives a complete file its final name so that neither the bytes nor the name can be lost to a power cut. */
export async function moveDurably(from: string, to: string): Promise<void> {
	await syncPath(from);
	await rename(from, to);
	await syncFolder(dirname(to));
}

/** Writes a file that others read at the same time: they find it whole, or as it was before. */
export async function replaceFile(path: string, content: string): Promise<void> {
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

/** Makes a folder with all files in it safe from a power cut, and the names of the folders that it lies in, `levels` up. */
export async function syncTree(path: string, levels: number): Promise<void> {
	const entries = await readdir(path, { withFileTypes: true });
	// A file may be replaced meanwhile by whoever keeps it up to date.
	const files = entries
		.filter((entry) => entry.isFile())
		.map(({ name }) => syncPath(join(path, name)).catch(() => undefined));
	const folders = Array.from({ length: levels + 1 }, (_, level) => join(path, ...Array<string>(level).fill('..')));
	await Promise.all([...files, ...folders.map(syncFolder)]);
}

export async function syncPath(path: string): Promise<void> {
	const file = await open(path, 'r+');
	try {
		await file.sync();
	} finally {
		await file.close();
	}
}

export async function syncFolder(path: string): Promise<void> {
	// Windows neither needs nor allows it.
	if (process.platform === 'win32') {
		return;
	}
	const folder = await open(path, 'r');
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}

import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Gives a complete file its final name so that neither the bytes nor the name can be lost to a power cut. */
export async function moveDurably(from: string, to: string): Promise<void> {
	await syncPath(from);
	await rename(from, to);
	await syncFolder(dirname(to));
}

/** Writes a new file that survives a power cut. */
export async function writeDurably(path: string, content: string | Buffer): Promise<void> {
	const file = await open(path, 'w', 0o600);
	try {
		await file.writeFile(content);
		await file.sync();
	} finally {
		await file.close();
	}
	await syncFolder(dirname(path));
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

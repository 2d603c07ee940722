import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether a file system of the tests' own can be mounted here. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** A file system of its own in memory, with room for 128 KiB. */
export interface SmallDisk extends AsyncDisposable {
	readonly path: string;
	/** Takes no more writes from now on. */
	makeReadOnly(): void;
	/** Fills it up to the last byte and the last file, by a folder called `filler`. */
	fill(): void;
}

/** Mounts it in a folder; only where `canMount`. */
export async function smallDisk(folder = tmpdir()): Promise<SmallDisk> {
	const path = await mkdtemp(join(folder, 'imagegen-disk-'));
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k,nr_inodes=200', 'tmpfs', path]);
	return {
		path,
		makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', path]),
		fill: () => fillUp(join(path, 'filler')),
		async [Symbol.asyncDispose]() {
			execFileSync('umount', ['--lazy', path]);
			await rm(path, { recursive: true, force: true });
		},
	};
}

function fillUp(path: string): void {
	mkdirSync(path);
	for (const content of [Buffer.alloc(4096), '']) {
		for (let count = 0, isFull = false; !isFull; count++) {
			try {
				writeFileSync(join(path, `${content.length}-${count}`), content);
			} catch {
				isFull = true;
			}
		}
	}
}

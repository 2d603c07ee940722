import { execFileSync } from 'node:child_process';
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
}

/** Mounts it; only where `canMount`. */
export async function smallDisk(): Promise<SmallDisk> {
	const path = await mkdtemp(join(tmpdir(), 'imagegen-disk-'));
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', path]);
	return {
		path,
		makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', path]),
		async [Symbol.asyncDispose]() {
			execFileSync('umount', ['--lazy', path]);
			await rm(path, { recursive: true, force: true });
		},
	};
}

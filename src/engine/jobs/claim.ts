import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable';
import { fileNames, type JobFolder, namesIn } from './layout';
import { acquire, type Lock } from './lock';

/**
 * Claims the right to deliver the job's images, and to tell of its end: undefined where another window has it. It is given back
 * when the delivery has failed, so that it can be tried again.
 */
export function claimJob(folder: JobFolder): Promise<Lock | undefined> {
	return acquire(folder.path, 'claim');
}

/** Notes that the job's image went to `uri`: it needs no more attention, and its own copy of the image may go. */
export async function markDelivered(folder: JobFolder, uri: string): Promise<void> {
	await writeDurably(join(folder.path, fileNames.delivered), JSON.stringify({ uri }));
}

/** Notes that a person was told of the job's failure. */
export async function markSeen(folder: JobFolder): Promise<void> {
	await writeFile(join(folder.path, fileNames.seen), '', { mode: 0o600 });
}

/** Whether the job needs no more attention. What the notes hold does not matter: they are there only when it is so. */
export async function isSettled(folder: JobFolder): Promise<boolean> {
	const names = await namesIn(folder);
	return names.includes(fileNames.delivered) || names.includes(fileNames.seen);
}

import { readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSettled } from './claim';
import { syncFolder } from './durable';
import { ignoreMissing } from './fileErrors';
import {
	fileNames,
	type JobFolder,
	listJobs,
	listRemoved,
	namesIn,
	readTaskIfAny,
	removedPath,
	replyPath,
	runLock,
} from './layout';
import { lookAt } from './lock';

/** A folder that a window made for a job that nobody asked for after all is left alone for so long. */
const abandonedMs = 24 * 60 * 60 * 1000;

/**
 * Whether a reply is kept that another look may find an image in: something in it is long enough to be one, or a link, or no text. Not
 * a mere refusal in words.
 */
export async function hasKeptReply(folder: JobFolder): Promise<boolean> {
	const reply = await readFile(replyPath(folder), 'latin1').catch(ignoreMissing(''));
	// eslint-disable-next-line no-control-regex -- of which no text consists
	return /[\w+/\\-]{64}|https?:|[\x00-\x08]/.test(reply);
}

/** Removes what attempts have left beside the images: drafts, damaged images, beginnings, a reply. */
export async function removeLeftovers(folder: JobFolder): Promise<void> {
	const parts = (await namesIn(folder)).filter((name) => name.endsWith('.part'));
	await Promise.all(
		[...parts.map((name) => join(folder.path, name)), replyPath(folder)].map((path) => rm(path, { force: true })),
	);
}

/** Removes the oldest settled jobs beyond the newest `keep`, folders of jobs that never came about, and what is half removed. */
export async function pruneJobs(jobsPath: string, keep: number): Promise<void> {
	const settled: JobFolder[] = [];
	for (const folder of await listJobs(jobsPath)) {
		if (await isNewerVersions(folder)) {
			continue;
		}
		if (await isSettled(folder)) {
			settled.push(folder);
		} else if (await cameToNothing(folder)) {
			await removeJob(folder);
		}
	}
	await Promise.all(settled.slice(0, Math.max(0, settled.length - keep)).map(removeJob));
	await Promise.all((await listRemoved(jobsPath)).map((path) => rm(path, { recursive: true, force: true })));
}

/** Removes the job with all that is in it. Only for a job whose image was delivered or that has none. */
export async function removeJob(folder: JobFolder): Promise<void> {
	// At once for whoever reads it: what is left of a half-removed job would tell something else.
	const removed = removedPath(folder);
	await rename(folder.path, removed)
		.then(() => syncFolder(dirname(removed)))
		.catch(() => undefined);
	await Promise.all([removed, folder.path].map((path) => rm(path, { recursive: true, force: true })));
}

/** Whether what lies in the folder may mean anything. */
async function isNewerVersions(folder: JobFolder): Promise<boolean> {
	return await readTaskIfAny(folder).then(
		() => false,
		() => true,
	);
}

/** Whether a window prepared the folder and then did not use it. */
async function cameToNothing(folder: JobFolder): Promise<boolean> {
	const names = await namesIn(folder);
	const isEmpty = names.every((name) => name.startsWith(`${runLock}.`) || name === fileNames.complaints);
	const changedAt = (await stat(folder.path).catch(() => undefined))?.mtimeMs ?? Date.now();
	return isEmpty && Date.now() - changedAt > abandonedMs && (await lookAt(folder.path, runLock)) !== 'held';
}

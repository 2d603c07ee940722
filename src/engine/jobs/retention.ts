import { readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { askedOn } from './askedOn';
import { isDelivered, isSettled, readDelivered } from './claim';
import { syncFolder } from './durable';
import { ignoreMissing } from './fileErrors';
import { readState } from './follow';
import {
	claimLock,
	fileNames,
	imagesAmong,
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
import { noteOpen, openJobs } from './openJobs';
import { fetchableUntil, isOver } from './state';
import { mapPooled } from '../pool';

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

/** Removes the previews of an image that is there by now, or will not come. */
export async function removePreviews(folder: JobFolder): Promise<void> {
	const previews = (await namesIn(folder)).filter((name) => /^preview-\d+$/.test(name));
	await Promise.all(previews.map((name) => rm(join(folder.path, name), { force: true })));
}

/** Removes what attempts have left beside the images: drafts, damaged images, beginnings, a reply. */
export async function removeLeftovers(folder: JobFolder): Promise<void> {
	const parts = (await namesIn(folder)).filter((name) => name.endsWith('.part'));
	await Promise.all(
		[...parts.map((name) => join(folder.path, name)), replyPath(folder)].map((path) => rm(path, { force: true })),
	);
}

/**
 * The files of a job that say what was asked, where that goes, what came of it, and what it may have cost. None is large but what went along with the request,
 * which is a part of it: without that it can't be asked for again. `pruneJobs` removes that with the originals.
 */
const recordName =
	/^(task\.json|destination\.json|input-\d+\.\w+|request\.json|events\.jsonl|sending-\d+|delivered\.json|seen|left|thumbnail\..+)$/;

/** What went along with a request. */
const inputName = /^input-\d+\.\w+$/;

/**
 * Removes everything of a settled job that is not its record. What nobody has yet stays: a reply that may hold an image, with where
 * that belongs, and a whole image that was not delivered, or only as a copy. One that is not settled is left alone, and so is a newer version's.
 */
export async function keepRecord(folder: JobFolder): Promise<void> {
	if (!(await isSettled(folder)) || (await isNewerVersions(folder))) {
		return;
	}
	const names = (await namesIn(folder)).filter((name) => !recordName.test(name));
	const looks = [unread, undelivered, original, unfetched, held, chosenAmong].map((look) => look(folder, names));
	const needed = new Set((await Promise.all(looks)).flat());
	const rest = names.filter((name) => !needed.has(name));
	await Promise.all(rest.map((name) => (isImage(name) ? removeImage(folder, name) : remove(folder, name))));
}

function isImage(name: string): boolean {
	return imagesAmong([name]).length > 0 && !name.endsWith('.part');
}

async function remove({ path }: JobFolder, name: string): Promise<void> {
	await rm(join(path, name), { recursive: true, force: true });
}

/**
 * Removes an image that was delivered, but never one that comes back meanwhile because its link was undone: under another name, which
 * counts as an image all the same, it is looked once more whether the job is still delivered.
 */
async function removeImage(folder: JobFolder, name: string): Promise<void> {
	const path = join(folder.path, name);
	const aside = join(folder.path, name.replace(/\.\w+$/, '.aside'));
	await rename(path, aside).catch(ignoreMissing(undefined));
	await ((await isDelivered(folder))
		? rm(aside, { force: true })
		: rename(aside, path).catch(ignoreMissing(undefined)));
}

/** The files of a reply in which an image may still be found. */
async function unread(folder: JobFolder, names: readonly string[]): Promise<readonly string[]> {
	const { phase, spoiled } = await readState(folder);
	const isReadWhole = phase === 'saved' && !spoiled;
	if (isReadWhole || !(await hasKeptReply(folder))) {
		return [];
	}
	const ofReply: readonly string[] = [basename(replyPath(folder)), fileNames.delivery];
	return names.filter((name) => name.endsWith('.part') || ofReply.includes(name));
}

async function undelivered(folder: JobFolder, names: readonly string[]): Promise<readonly string[]> {
	return (await isDelivered(folder)) ? [] : names.filter(isImage);
}

/** What was delivered as a copy; `pruneJobs` removes it later on. */
async function original(folder: JobFolder, names: readonly string[]): Promise<readonly string[]> {
	return (await readDelivered(folder)).copy ? names.filter(isImage) : [];
}

/** All images of a set that a person has chosen among, also those that were left, and what their files are to be: others may be chosen later. */
async function chosenAmong(folder: JobFolder, names: readonly string[]): Promise<readonly string[]> {
	const task = await readTaskIfAny(folder);
	const isOfSet = task?.type === 'generate' && task.set !== undefined;
	return isOfSet ? names.filter((name) => isImage(name) || name === fileNames.delivery) : [];
}

/** Where an image belongs that a service has, or may have: it can still be asked for. */
async function unfetched(folder: JobFolder, names: readonly string[]): Promise<readonly string[]> {
	const state = await readState(folder);
	const mayCome = askedOn(await readTaskIfAny(folder), state) && Date.now() < (fetchableUntil(state) ?? Infinity);
	return mayCome ? names.filter((name) => name === fileNames.delivery) : [];
}

/** The locks that somebody has. */
async function held(folder: JobFolder, names: readonly string[]): Promise<readonly string[]> {
	const locks = await Promise.all(
		[runLock, claimLock].map(async (lock) => ((await lookAt(folder.path, lock)) === 'held' ? [`${lock}.`] : [])),
	);
	return names.filter((name) => locks.flat().some((start) => name.startsWith(start)));
}

/** How much of what is over is kept. */
export interface Keeping {
	readonly count: number;
	readonly days: number;
	/** Of all that is kept together; and of the originals and of what went along, which do not count there, as much again. */
	readonly bytes: number;
	/** How long the originals of images are kept that were delivered as copies, and what went along with requests. */
	readonly originalDays: number;
}

export const defaultKeeping: Keeping = { count: 1000, days: 365, bytes: 200e6, originalDays: 30 };

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Removes the oldest settled jobs beyond what is kept, folders of jobs that never came about, and what is half removed. What needs
 * somebody's attention stays, however old, and what nobody has noted of that needs it is noted.
 *
 * @param now wall time in milliseconds since 1970.
 */
export async function pruneJobs(jobsPath: string, keeping: Keeping, now = Date.now()): Promise<void> {
	const open = await openJobs(jobsPath);
	const isOpen = new Set(open?.map(({ id }) => id));
	const settled: JobFolder[] = [];
	for (const folder of await listJobs(jobsPath)) {
		if (isOpen.has(folder.id) || (await isNewerVersions(folder))) {
			continue;
		}
		if (await isDealtWith(folder)) {
			settled.push(folder);
		} else if (await cameToNothing(folder)) {
			await removeJob(folder);
		} else if (open) {
			// Another version's, which keeps no notes.
			await noteOpen(folder);
		}
	}
	let bytes = 0;
	let originalBytes = 0;
	// Since the newest of them: by a clock that is far ahead all would be old.
	const newest = Math.min(now, Math.max(0, ...(await mapPooled(settled, beginOf))));
	for (const [index, folder] of settled.reverse().entries()) {
		const ageMs = newest - (await beginOf(folder));
		const names = await namesIn(folder);
		const originals = [...(await original(folder, names)), ...names.filter((name) => inputName.test(name))];
		const weight = await sizeOf(folder, originals);
		originalBytes += weight;
		if (ageMs >= keeping.originalDays * dayMs || originalBytes > keeping.bytes) {
			originalBytes -= weight;
			await Promise.all(originals.map((name) => (isImage(name) ? removeImage : remove)(folder, name)));
		}
		bytes += (await sizeOf(folder)) - (await sizeOf(folder, originals));
		const isTooMuch = index >= keeping.count || ageMs > keeping.days * dayMs || bytes > keeping.bytes;
		// What a service still has is paid for, and only this folder knows of it.
		if (isTooMuch && !(await isFetchable(folder, now))) {
			await removeJob(folder);
		}
	}
	await Promise.all((await listRemoved(jobsPath)).map((path) => rm(path, { recursive: true, force: true })));
}

/** Whether nothing that somebody may want lies in the job's folder. Whoever was told of a loss may get the image after all. */
async function isDealtWith(folder: JobFolder): Promise<boolean> {
	const names = await namesIn(folder);
	const isImageThere = names.some(isImage) && !names.includes(fileNames.left);
	return (await isDelivered(folder)) || ((await isSettled(folder)) && !isImageThere && isOver(await readState(folder)));
}

async function isFetchable(folder: JobFolder, now: number): Promise<boolean> {
	return (fetchableUntil(await readState(folder)) ?? 0) > now;
}

/** How much room the job takes, in bytes, or some of its files do. */
export async function sizeOf(folder: JobFolder, names?: readonly string[]): Promise<number> {
	const sizes = (names ?? (await namesIn(folder))).map(
		async (name) => (await stat(join(folder.path, name)).catch(() => undefined))?.size ?? 0,
	);
	return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** When the job was begun, by its id; by its folder where that says nothing. Wall time. */
async function beginOf({ id, path }: JobFolder): Promise<number> {
	const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)-/.exec(id) ?? [];
	const [year = 0, month = 1, ...rest] = parts.map(Number);
	return parts.length > 0
		? Date.UTC(year, month - 1, ...rest)
		: ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now());
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
	const isNothing = (name: string): boolean => name.startsWith(`${runLock}.`) || inputName.test(name);
	const isEmpty = names.every((name) => isNothing(name) || name === fileNames.complaints);
	const changedAt = (await stat(folder.path).catch(() => undefined))?.mtimeMs ?? Date.now();
	return isEmpty && Date.now() - changedAt > abandonedMs && (await lookAt(folder.path, runLock)) !== 'held';
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { syncFolder, writeDurably } from './durable';
import { isCode } from './fileErrors';
import { claimLock, fileNames, type JobFolder, namesIn } from './layout';
import { acquire, type Lock } from './lock';

/**
 * Claims the right to deliver the job's images, and to tell of its end: undefined where another window has it. It is given back
 * when the delivery has failed, so that it can be tried again.
 */
export function claimJob(folder: JobFolder): Promise<Lock | undefined> {
	return acquire(folder.path, claimLock);
}

const copySchema = v.object({ format: v.string(), width: v.number(), height: v.number(), bytes: v.number() });

/** What the note of a delivery holds. */
const deliveredSchema = v.object({
	uri: v.string(),
	isLinkMissing: v.optional(v.literal(true)),
	copy: v.optional(copySchema),
	remarks: v.optional(v.array(v.string())),
});

/** What went to the workspace in the place of the image as it came. */
export type DeliveredCopy = Readonly<v.InferOutput<typeof copySchema>>;

/** What is to be known of a delivery. */
export interface DeliveryNote {
	/** Whether a link to the image was asked for, and could not be inserted. */
	readonly isLinkMissing?: boolean | undefined;
	/** Where it went as a copy: the original stays with the job for a while. */
	readonly copy?: DeliveredCopy | undefined;
	/** What people are to know of it. */
	readonly remarks?: readonly string[];
}

/** Notes that the job's image went to `uri`: its own copy of the image may go. */
export async function markDelivered(
	folder: JobFolder,
	uri: string,
	{ isLinkMissing, copy, remarks }: DeliveryNote = {},
): Promise<void> {
	const note = JSON.stringify({ uri, ...(isLinkMissing && { isLinkMissing }), ...(copy && { copy }), remarks });
	await writeDurably(join(folder.path, fileNames.delivered), note);
}

/** The job's image is to go nowhere any more: once it is in the job's folder again, it waits for the person. */
export async function takeBack(folder: JobFolder): Promise<void> {
	// Else the next window would put it to its place once more.
	await rm(join(folder.path, fileNames.delivery), { force: true });
	await rm(join(folder.path, fileNames.delivered), { force: true });
	await syncFolder(folder.path);
}

/** Where the job's image went, whether the link to it is missing there, and as what copy; nothing where that is not known. */
export async function readDelivered(folder: JobFolder): Promise<{
	readonly deliveredTo?: string;
	readonly isLinkMissing?: true;
	readonly copy?: DeliveredCopy;
	readonly remarks?: readonly string[];
}> {
	try {
		const text = await readFile(join(folder.path, fileNames.delivered), 'utf8');
		const { uri, isLinkMissing, copy, remarks } = v.parse(deliveredSchema, JSON.parse(text));
		return {
			deliveredTo: uri,
			...(isLinkMissing && { isLinkMissing }),
			...(copy && { copy }),
			...(remarks && { remarks }),
		};
	} catch {
		return {};
	}
}

/** Notes that a person was told of the job's failure. */
export async function markSeen(folder: JobFolder): Promise<void> {
	await writeFile(join(folder.path, fileNames.seen), '', { mode: 0o600 });
}

/** Notes that a person has chosen other images of the job's set: it waits for nobody any more, and its images stay for as long as its record. */
export async function markLeft(folder: JobFolder): Promise<void> {
	await writeFile(join(folder.path, fileNames.left), '', { mode: 0o600 });
	await markSeen(folder);
}

/** The job goes on: what a person was told of it is not its end, and nobody wants it stopped any more. */
export async function markUnseen(folder: JobFolder): Promise<void> {
	await rm(join(folder.path, fileNames.cancel), { force: true });
	await rm(join(folder.path, fileNames.seen), { force: true });
}

/**
 * Whether the job's image went somewhere. Versions before 2 noted also that a person was told of a failure in this file, without an
 * address.
 */
export async function isDelivered(folder: JobFolder): Promise<boolean> {
	const note = await readFile(join(folder.path, fileNames.delivered), 'utf8').catch((error: unknown) =>
		isCode(error, 'ENOENT') ? undefined : '',
	);
	return note !== undefined && note.trim() !== '{}';
}

/** Whether the job needs no more attention. What the notes hold does not matter: they are there only when it is so. */
export async function isSettled(folder: JobFolder): Promise<boolean> {
	const names = await namesIn(folder);
	return names.includes(fileNames.delivered) || names.includes(fileNames.seen);
}

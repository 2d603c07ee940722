import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, type FileHandle, writeFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { addName } from './addName';
import { type JobRequest, jobRequestSchema } from '../task';
import type { JobEvent } from './events';
import { apply, isOver, type JobState, newJob } from './state';

/**
 * One job on disk: `request.json`, `events.jsonl`, the image. The only channel between the window and the job's process,
 * and the only truth about the job, so that it outlives both.
 */
export interface JobFolder {
	/** Sorts by time of creation. */
	readonly id: string;
	/** Absolute. */
	readonly path: string;
}

const files = {
	request: 'request.json',
	events: 'events.jsonl',
	cancel: 'cancel',
	claim: 'claim',
	delivered: 'delivered.json',
} as const;

/** How often a watcher looks by itself: file notifications are best-effort on network and container file systems. */
const pollMs = 500;

/** Where a new job in `jobsPath` will be. Nothing is created. */
export function newJobFolder(jobsPath: string): JobFolder {
	const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
	return jobFolder(join(jobsPath, `${stamp}-${randomBytes(4).toString('hex')}`));
}

/** Creates the folder of a new job in `jobsPath` and writes the request into it. */
export async function createJob(
	jobsPath: string,
	request: JobRequest,
	folder = newJobFolder(jobsPath),
): Promise<JobFolder> {
	// Prompts and images are private to the person, also on a shared machine.
	await mkdir(folder.path, { recursive: true, mode: 0o700 });
	await writeFile(join(folder.path, files.request), JSON.stringify(request, undefined, 2), { flag: 'wx', flush: true });
	return folder;
}

/** The job in an existing folder. */
export function jobFolder(path: string): JobFolder {
	return { id: basename(path), path };
}

/** All jobs in `jobsPath`, oldest first; none where the folder does not exist. */
export async function listJobs(jobsPath: string): Promise<JobFolder[]> {
	const entries = await readdir(jobsPath, { withFileTypes: true }).catch(ignoreMissing([]));
	return entries
		.filter((entry) => entry.isDirectory())
		.map((entry) => jobFolder(join(jobsPath, entry.name)))
		.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The job's request, checked. Throws a `ValiError` where it is not one. */
export async function readRequest(folder: JobFolder): Promise<JobRequest> {
	return v.parse(jobRequestSchema, JSON.parse(await readFile(join(folder.path, files.request), 'utf8')));
}

/** Where the job's process writes the bytes of image `index` (from 0) until they are whole. */
export function partPath(folder: JobFolder, index: number): string {
	return join(folder.path, `image-${index + 1}.part`);
}

/** Where image `index` lies once it is whole and verified. */
export function imagePath(folder: JobFolder, index: number, extension: string): string {
	return join(folder.path, `image-${index + 1}.${extension}`);
}

/** Where the text of a reply is kept from which no image could be read; its bytes lie beside it as `.part` files. */
export function replyPath(folder: JobFolder): string {
	return join(folder.path, 'reply.txt');
}

/** Whether a whole reply is kept in which image bytes were found, and yet no image: another look may help. */
export async function hasKeptReply(folder: JobFolder): Promise<boolean> {
	const names = await readdir(folder.path).catch(ignoreMissing<string[]>([]));
	return names.includes(basename(replyPath(folder))) && names.some((name) => name.endsWith('.part'));
}

/** Removes what attempts have left beside the images: drafts, damaged images, beginnings, a reply's text. */
export async function removeLeftovers(folder: JobFolder): Promise<void> {
	const names = await readdir(folder.path).catch(ignoreMissing([]));
	const paths = names.filter((name) => name.endsWith('.part')).map((name) => join(folder.path, name));
	await Promise.all([...paths, replyPath(folder)].map((path) => rm(path, { force: true })));
}

/** Appends events, one JSON line each. Writes are in order and reach the file before `append` resolves. */
export class EventLog {
	private constructor(private readonly file: FileHandle) {}

	static async open(folder: JobFolder): Promise<EventLog> {
		return new EventLog(await open(join(folder.path, files.events), 'a', 0o600));
	}

	async append(event: JobEvent): Promise<void> {
		await this.file.appendFile(JSON.stringify(event) + '\n');
	}

	/** Resolves when all events so far are safe from a power cut. */
	async sync(): Promise<void> {
		await this.file.sync();
	}

	async close(): Promise<void> {
		// The last event says whether money was spent: it must survive a power cut.
		await this.file.sync();
		await this.file.close();
	}
}

/** The job's events so far. */
export async function readEvents(folder: JobFolder): Promise<JobEvent[]> {
	const text = await readFile(join(folder.path, files.events), 'utf8').catch(ignoreMissing(''));
	return parseEvents(text).events;
}

/** The job's state as its events tell it now. */
export async function readState(folder: JobFolder): Promise<JobState> {
	return (await readEvents(folder)).reduce(apply, newJob);
}

/**
 * Calls `onEvent` for every event of the job, those already written first, until the job is over, its process is gone
 * (which counts as a `failed` event of kind `lost`), or `signal` aborts. Resolves with the last state.
 */
export async function followJob(
	folder: JobFolder,
	onEvent: (event: JobEvent, state: JobState) => void,
	signal: AbortSignal,
): Promise<JobState> {
	let state = newJob;
	let offset = 0;
	let rest: Buffer = Buffer.alloc(0);
	const take = (event: JobEvent): void => {
		state = apply(state, event);
		onEvent(event, state);
	};
	const readNew = async (): Promise<void> => {
		const bytes = await readFrom(join(folder.path, files.events), offset);
		offset += bytes.length;
		const { events, restBytes } = parseEvents(Buffer.concat([rest, bytes]));
		rest = restBytes;
		events.forEach(take);
	};
	await watchFolder(folder, signal, async () => {
		const { pid } = state;
		const alive = pid === undefined || isAlive(pid);
		await readNew();
		if (!isOver(state) && !alive) {
			take({ at: Date.now(), type: 'failed', ...lostJob(state) });
		}
		return isOver(state);
	});
	return state;
}

function lostJob(state: JobState): { kind: 'lost'; facts: object; sent: boolean; maybePaid: boolean } {
	return { kind: 'lost', facts: {}, sent: state.sent, maybePaid: state.sent };
}

/** Asks the job's process to stop. It closes its socket, makes no further call, and says so in its last event. */
export async function requestCancel(folder: JobFolder): Promise<void> {
	await writeFile(join(folder.path, files.cancel), '');
}

/** Resolves when someone asks the job to stop, or when `signal` aborts. */
export async function cancelRequested(folder: JobFolder, signal: AbortSignal): Promise<void> {
	await watchFolder(folder, signal, async () => (await readdir(folder.path)).includes(files.cancel));
}

/**
 * Claims the right to deliver the job's image: true for exactly one caller. A claim whose process has died is taken over,
 * so a window that was reloaded in the middle of a delivery does not keep the image to itself.
 */
export async function claimJob(folder: JobFolder): Promise<boolean> {
	const path = join(folder.path, files.claim);
	const draft = `${path}.${randomUUID()}`;
	try {
		// Whole at once, so that nobody ever reads a claim without its holder and takes it for a dead one's.
		await writeFile(draft, String(process.pid));
		await addName(draft, path);
		return true;
	} catch (error) {
		if (!isCode(error, 'EEXIST')) {
			throw error;
		}
	} finally {
		await rm(draft, { force: true });
	}
	const holder = Number(await readFile(path, 'utf8').catch(ignoreMissing('')));
	if (holder === process.pid || (holder > 0 && isAlive(holder))) {
		return false;
	}
	await rm(path, { force: true });
	return claimJob(folder);
}

/** Gives a claim back after a delivery that failed, so that it can be tried again. */
export async function releaseClaim(folder: JobFolder): Promise<void> {
	await rm(join(folder.path, files.claim), { force: true });
}

/** Notes that the job needs no more attention: its image went to `uri`, or the person was told of its failure (no `uri`). */
export async function markDelivered(folder: JobFolder, uri?: string): Promise<void> {
	await writeFile(join(folder.path, files.delivered), JSON.stringify({ uri }), { flush: true });
}

export async function isDelivered(folder: JobFolder): Promise<boolean> {
	return (await readdir(folder.path)).includes(files.delivered);
}

/** Removes the oldest delivered jobs beyond the newest `keep`. */
export async function pruneJobs(jobsPath: string, keep: number): Promise<void> {
	const delivered: JobFolder[] = [];
	for (const folder of await listJobs(jobsPath)) {
		if (await isDelivered(folder)) {
			delivered.push(folder);
		}
	}
	await Promise.all(delivered.slice(0, Math.max(0, delivered.length - keep)).map(removeJob));
}

/** Removes the job with all that is in it. Only for a job whose image was delivered or that has none. */
export async function removeJob(folder: JobFolder): Promise<void> {
	await rm(folder.path, { recursive: true, force: true });
}

/** Runs `look` at once and after every change in the folder, one at a time, until it returns true or `signal` aborts. */
async function watchFolder(folder: JobFolder, signal: AbortSignal, look: () => Promise<boolean>): Promise<void> {
	let change = Promise.withResolvers<undefined>();
	const notify = (): void => change.resolve(undefined);
	const watcher = watch(folder.path, notify).on('error', () => undefined);
	const timer = setInterval(notify, pollMs);
	signal.addEventListener('abort', notify, { once: true });
	try {
		while (!signal.aborted && !(await look())) {
			await change.promise;
			change = Promise.withResolvers();
		}
	} finally {
		watcher.close();
		clearInterval(timer);
		signal.removeEventListener('abort', notify);
	}
}

/** The complete lines of `bytes` as events, and what is left of an incomplete last line. */
function parseEvents(bytes: Buffer | string): { events: JobEvent[]; restBytes: Buffer } {
	const buffer = Buffer.from(bytes);
	const end = buffer.lastIndexOf(0x0a) + 1;
	const lines = buffer.subarray(0, end).toString('utf8').split('\n').filter(Boolean);
	return { events: lines.map((line) => JSON.parse(line) as JobEvent), restBytes: buffer.subarray(end) };
}

async function readFrom(path: string, offset: number): Promise<Buffer> {
	const file = await open(path, 'r').catch(ignoreMissing(undefined));
	if (!file) {
		return Buffer.alloc(0);
	}
	try {
		const { size } = await file.stat();
		const buffer = Buffer.alloc(Math.max(0, size - offset));
		const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return isCode(error, 'EPERM');
	}
}

function ignoreMissing<T>(fallback: T): (error: unknown) => T {
	return (error) => {
		if (isCode(error, 'ENOENT')) {
			return fallback;
		}
		throw error;
	};
}

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}

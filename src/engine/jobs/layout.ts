import { createHash, randomBytes } from 'node:crypto';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, parse, sep } from 'node:path';
import * as v from 'valibot';
import type { ImageFormat } from '../decode/imageFile';
import { extensionOf } from '../extension';
import { type Task, taskSchema } from '../task';
import { makeFolder } from './durable';
import { ignoreMissing } from './fileErrors';
import { isOpenJobsName } from './openJobsPath';
import { isSealed, seal, unseal } from './sealed';
import { taskOfVersion1 } from './version1';

/**
 * One job on disk: `task.json`, `events.jsonl`, the images. The only channel between the window and the job's process, and the
 * only truth about the job, so that it outlives both. ARCHITECTURE.md lists all files and who writes them.
 */
export interface JobFolder {
	/** Sorts by time of creation. */
	readonly id: string;
	/** Absolute. */
	readonly path: string;
}

/** The files that every part of `jobs/` must agree on. */
export const fileNames = {
	task: 'task.json',
	events: 'events.jsonl',
	cancel: 'cancel',
	/** Where the image is to go; the window's own. */
	delivery: 'delivery.json',
	/** Where the image is to go that `imagegen fill` makes; its own. */
	wanted: 'wanted.json',
	/** Where the image is to go that a terminal or an agent has asked for; of whatever process makes it. */
	destination: 'destination.json',
	delivered: 'delivered.json',
	seen: 'seen',
	/** Others of its set were chosen. */
	left: 'left',
	/** What the process complained of in its last moments. */
	complaints: 'stderr.txt',
} as const;

/** The image of that format, small, for lists. An SVG is so as it is. */
export function thumbnailName(format: string | undefined): string {
	return format === 'svg' ? 'thumbnail.svg' : 'thumbnail.jpg';
}

/** What a job's process has from its first moment to its last; see `lock.ts`. */
export const runLock = 'run';

/** What a window has while it delivers the image, or tells of a failure. */
export const claimLock = 'claim';

/** The version of the folders that this code writes. Older ones are read, newer ones left alone. */
const version = 2;
const taskFileOfVersion1 = 'request.json';

/** The folder is a newer version's: what lies in it may mean anything. */
export class NewerVersionError extends Error {
	override readonly name = 'NewerVersionError';

	readonly known = version;

	constructor(readonly found: number) {
		super(`it was made by a newer version of Image Gen (folder version ${found}, known up to ${version})`);
	}
}

/** Where a new job in `jobsPath` will be. Nothing is created. */
export function newJobFolder(jobsPath: string): JobFolder {
	return jobFolder(join(jobsPath, newJobId()));
}

/** An id that nobody else has, also for what is done like a job and is none. */
export function newJobId(): string {
	const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
	return `${stamp}-${randomBytes(4).toString('hex')}`;
}

/** What the folder is called in which a person's jobs keep what they share about the service at that origin. */
export function originKey(origin: string): string {
	return createHash('sha256').update(origin).digest('hex').slice(0, 16);
}

/** Creates the folder of a new job in `jobsPath` and writes the task into it. Its process makes it safe from a power cut. */
export async function createJob(jobsPath: string, task: Task, folder = newJobFolder(jobsPath)): Promise<JobFolder> {
	// Prompts and images are private to the person, also on a shared machine.
	await makeFolder(folder.path, 0o700);
	await writeFile(join(folder.path, fileNames.task), seal({ version, task }), { flag: 'wx', mode: 0o600 });
	return folder;
}

/** The job in an existing folder. */
export function jobFolder(path: string): JobFolder {
	return { id: basename(path), path };
}

/** All jobs in `jobsPath`, oldest first; none where the folder does not exist. */
export async function listJobs(jobsPath: string): Promise<JobFolder[]> {
	const names = (await foldersIn(jobsPath)).filter((name) => !isOpenJobsName(name) && !name.endsWith(removedEnding));
	// As join() would, which takes tens of milliseconds for ten thousand of them.
	const before = join(jobsPath, sep);
	return names.sort().map((id) => ({ id, path: before + id }));
}

const removedEnding = '.removed';

/** What a job's folder is called while it is being removed: it is no job any more. */
export function removedPath(folder: JobFolder): string {
	return `${folder.path}${removedEnding}`;
}

/** The folders of jobs in `jobsPath` whose removal has begun. */
export async function listRemoved(jobsPath: string): Promise<string[]> {
	return (await foldersIn(jobsPath)).filter((name) => name.endsWith(removedEnding)).map((name) => join(jobsPath, name));
}

async function foldersIn(path: string): Promise<string[]> {
	const entries = await readdir(path, { withFileTypes: true }).catch(ignoreMissing([]));
	return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** The job's task, checked. Throws where it is none, and a `NewerVersionError` where the folder is a newer version's. */
export async function readTask(folder: JobFolder): Promise<Task> {
	const text = await readFile(join(folder.path, fileNames.task), 'utf8').catch(ignoreMissing(undefined));
	if (text === undefined) {
		return taskOfVersion1(JSON.parse(await readFile(join(folder.path, taskFileOfVersion1), 'utf8')));
	}
	// A newer version may seal its files in another way; a number that is only damaged is none.
	const found = versionIn(unseal(text) ?? (isSealed(text) ? undefined : parsed(text)));
	if (found !== undefined && found > version) {
		throw new NewerVersionError(found);
	}
	return v.parse(v.object({ task: taskSchema }), unseal(text)).task;
}

/** The job's task; undefined where it is damaged or not there. Throws a `NewerVersionError` where the folder is a newer version's. */
export async function readTaskIfAny(folder: JobFolder): Promise<Task | undefined> {
	return await readTask(folder).catch((error: unknown) => {
		if (error instanceof NewerVersionError) {
			throw error;
		}
		return undefined;
	});
}

function versionIn(value: unknown): number | undefined {
	const found = v.safeParse(v.object({ version: v.number() }), value);
	return found.success ? found.output.version : undefined;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** Whether the folder was written by a version before checksums. */
export async function isVersion1(folder: JobFolder): Promise<boolean> {
	return (await exists(join(folder.path, taskFileOfVersion1))) && !(await exists(join(folder.path, fileNames.task)));
}

/** The names of all files in the folder; none where it does not exist. */
export async function namesIn(folder: JobFolder): Promise<readonly string[]> {
	return await readdir(folder.path).catch(ignoreMissing([]));
}

/** Where the job's process writes the bytes of image `index` (from 0) until they are whole. */
export function partPath(folder: JobFolder, index: number): string {
	return join(folder.path, `image-${index + 1}.part`);
}

/** Where image `index` lies once it is whole and verified. */
export function imagePath(folder: JobFolder, index: number, format: ImageFormat): string {
	return join(folder.path, `image-${index + 1}.${extensionOf(format)}`);
}

/** Where the copy lies as which an image in a job's folder is delivered: always there, so that what was cut short finds it again. */
export function copyPath(image: string, format: ImageFormat): string {
	const { dir, name } = parse(image);
	return join(dir, `${name.replace('image', 'copy')}.${extensionOf(format)}`);
}

/** The files of a job folder that are images, or may become one, in their order. */
export function imagesAmong(names: readonly string[]): readonly string[] {
	const numbered = names.flatMap((name) => {
		const [, number] = /^image-(\d+)\.\w+$/.exec(name) ?? [];
		return number === undefined ? [] : [{ name, number: Number(number) }];
	});
	return numbered.sort((a, b) => a.number - b.number).map(({ name }) => name);
}

/** Where a preview is kept that came as the part at `part`: each under a name of its own, so that a list shows the newer one. */
export function previewPath(folder: JobFolder, part: string): string {
	return join(folder.path, `preview-${/\d+/.exec(basename(part))?.[0] ?? '0'}`);
}

/** Where the reply is kept from which no image could be read; image bytes that were found in it lie beside it as `.part` files. */
export function replyPath(folder: JobFolder): string {
	return join(folder.path, 'reply.txt');
}

/** An empty file whose name says that attempt number `attempt` may have gone out: no byte of it can be damaged. */
export function sendingPath(folder: JobFolder, attempt: number): string {
	return join(folder.path, `sending-${attempt}`);
}

/** The last attempt that may have gone out, by the names of the folder's files; 0 where none has. */
export function lastSending(names: readonly string[]): number {
	return Math.max(0, ...names.map((name) => Number(/^sending-(\d+)$/.exec(name)?.[1] ?? 0)));
}

async function exists(path: string): Promise<boolean> {
	return await access(path).then(
		() => true,
		() => false,
	);
}

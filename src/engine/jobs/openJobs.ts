import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mapPooled } from '../pool';
import { isSettled } from './claim';
import { makeFolder, syncFolder, syncTree } from './durable';
import { ignoreMissing, isCode } from './fileErrors';
import { jobFolder, type JobFolder, listJobs } from './layout';
import { openJobsPath } from './openJobsPath';

/*
 * The jobs that somebody has yet to look at: those that run, those whose image is not delivered, and those that failed and may have
 * been paid for, until a person has dealt with that. An empty file for each, so that a window which opens needs one look at one folder
 * to know whether anything waits. The folders of the jobs tell the truth; this only says whose to read.
 */

/** Notes that the job needs attention; before it is one. Its process makes the note safe from a power cut. */
export async function noteOpen(job: JobFolder): Promise<void> {
	await startNotes(dirname(job.path));
	await note(openJobsPath(dirname(job.path)), job);
}

async function note(folder: string, { id }: JobFolder): Promise<void> {
	await writeFile(join(folder, id), '', { mode: 0o600 });
}

/** Makes the note of the job, where it has one, safe from a power cut. */
export async function syncNotes({ path }: JobFolder): Promise<void> {
	await syncFolder(openJobsPath(dirname(path))).catch(ignoreMissing(undefined));
}

/** Notes that nobody needs to look at the job any more. */
export async function noteClosed({ id, path }: JobFolder): Promise<void> {
	await rm(join(openJobsPath(dirname(path)), id), { force: true });
}

/** The jobs that need attention, oldest first; undefined where nobody has kept such notes yet: then any of the jobs may. */
export async function openJobs(jobsPath: string): Promise<JobFolder[] | undefined> {
	try {
		return (await readdir(openJobsPath(jobsPath))).sort().map((id) => jobFolder(join(jobsPath, id)));
	} catch (error) {
		if (isCode(error, 'ENOENT')) {
			return undefined;
		}
		throw error;
	}
}

/**
 * Begins to keep notes where nobody has yet: of every job that is not settled, from a version that kept none. All at once, so that a
 * process which dies meanwhile leaves none that lack some.
 */
export async function startNotes(jobsPath: string): Promise<void> {
	const folder = openJobsPath(jobsPath);
	if ((await readdir(folder).catch(ignoreMissing(undefined))) !== undefined) {
		return;
	}
	const all = await listJobs(jobsPath);
	const isDone = await mapPooled(all, isSettled);
	const open = all.filter((_, index) => !isDone[index]);
	const draft = `${folder}.${randomUUID()}`;
	try {
		await makeFolder(draft, 0o700);
		await mapPooled(open, (job) => note(draft, job));
		await syncTree(draft);
		await rename(draft, folder);
		await syncFolder(jobsPath);
	} catch (error) {
		await rm(draft, { recursive: true, force: true });
		// Another window was faster.
		if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) {
			throw error;
		}
	}
}

/** Whether the job needs attention. */
export async function isOpen({ id, path }: JobFolder): Promise<boolean> {
	return (await readdir(openJobsPath(dirname(path))).catch(ignoreMissing<string[]>([]))).includes(id);
}

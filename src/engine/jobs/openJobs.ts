import { readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, syncFolder } from './durable';
import { ignoreMissing, isCode } from './fileErrors';
import { jobFolder, type JobFolder } from './layout';
import { openJobsPath } from './openJobsPath';

/*
 * The jobs that somebody has yet to look at: those that run, those whose image is not delivered, and those that failed and may have
 * been paid for, until a person has dealt with that. An empty file for each, so that a window which opens needs one look at one folder
 * to know whether anything waits. The folders of the jobs tell the truth; this only says whose to read.
 */

/** Notes that the job needs attention; before it is one. Its process makes the note safe from a power cut. */
export async function noteOpen({ id, path }: JobFolder): Promise<void> {
	const folder = openJobsPath(dirname(path));
	await makeFolder(folder, 0o700);
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

/** Notes of these jobs, and of no others, that they need attention. */
export async function startNotes(jobsPath: string, open: readonly JobFolder[]): Promise<void> {
	await makeFolder(openJobsPath(jobsPath), 0o700);
	await Promise.all(open.map(noteOpen));
}

/** Whether the job needs attention. */
export async function isOpen({ id, path }: JobFolder): Promise<boolean> {
	return (await readdir(openJobsPath(dirname(path))).catch(ignoreMissing<string[]>([]))).includes(id);
}

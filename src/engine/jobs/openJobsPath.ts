import { join } from 'node:path';

/** What the folder beside those of the jobs is called that says which of them need attention; see `openJobs.ts`. */
const openJobsName = 'open';

/** Whether a folder beside those of the jobs is that one, or a draft of it. */
export function isOpenJobsName(name: string): boolean {
	return name === openJobsName || name.startsWith(`${openJobsName}.`);
}

/** By itself, since a window that starts loads nothing else before it knows that there is something to do. */
export function openJobsPath(jobsPath: string): string {
	return join(jobsPath, openJobsName);
}

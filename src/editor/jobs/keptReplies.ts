import { dirname } from 'node:path';
import { readState } from '../../engine/jobs/follow';
import { fileNames, type JobFolder, listJobs, namesIn, readTask } from '../../engine/jobs/layout';
import { hasKeptReply } from '../../engine/jobs/retention';
import type { JobState } from '../../engine/jobs/state';
import type { RecoverTask } from '../../engine/task';
import { type Delivery, readDelivery } from './delivery';
import type { JobTask } from './jobs';

/** A job whose reply is kept, because no image could be read from it. */
export interface KeptReply {
	readonly folder: JobFolder;
	/** What had been asked for, and of whom. */
	readonly of: RecoverTask['of'];
	/** Undefined where it cannot be read. */
	readonly delivery: Delivery | undefined;
	readonly state: JobState;
}

/** The kept replies of all windows' jobs whose image was not found and delivered since, the newest first. */
export async function keptReplies(jobsPath: string): Promise<KeptReply[]> {
	const folders = await listJobs(jobsPath);
	const recovered = await recoveredBy(folders);
	const found: KeptReply[] = [];
	for (const folder of folders.reverse()) {
		try {
			const isLeft = !recovered.has(folder.path) && (await hasKeptReply(folder));
			const task = isLeft ? await readTask(folder) : undefined;
			if (task && task.type !== 'diagnose') {
				const [state, delivery] = [await readState(folder), await readDelivery(folder)];
				found.push({ folder, of: knownOf(task), delivery, state });
			}
		} catch {
			// Written by another version, or not readable: its reply can still be chosen as a file.
		}
	}
	return found;
}

/** Whether the image in the job's reply was found and delivered since. */
export async function isRecovered(folder: JobFolder): Promise<boolean> {
	return (await recoveredBy(await listJobs(dirname(folder.path)))).has(folder.path);
}

/** Where those of the jobs looked that have found an image and delivered it: folders of jobs, and files. */
async function recoveredBy(folders: readonly JobFolder[]): Promise<ReadonlySet<string>> {
	const sources = new Set<string>();
	for (const folder of folders) {
		try {
			const task = (await namesIn(folder)).includes(fileNames.delivered) ? await readTask(folder) : undefined;
			if (task?.type === 'recover') {
				sources.add(task.source);
			}
		} catch {
			// Nobody knows what it was: what it may have found is listed once more.
		}
	}
	return sources;
}

/** What a job that looks into the task's reply is told of it. */
export function knownOf(task: JobTask): RecoverTask['of'] {
	return task.type === 'generate' ? { image: task.image, endpoint: task.endpoint } : task.of;
}

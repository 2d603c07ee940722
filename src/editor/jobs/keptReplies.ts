import { readState } from '../../engine/jobs/follow';
import { type JobFolder, listJobs, readTask } from '../../engine/jobs/layout';
import { hasKeptReply } from '../../engine/jobs/retention';
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
	/** Wall time in milliseconds since 1970. */
	readonly startedAt: number;
}

/** The kept replies of all windows' jobs, the newest first. */
export async function keptReplies(jobsPath: string): Promise<KeptReply[]> {
	const found: KeptReply[] = [];
	for (const folder of (await listJobs(jobsPath)).reverse()) {
		try {
			const task = (await hasKeptReply(folder)) ? await readTask(folder) : undefined;
			if (task && task.type !== 'diagnose') {
				const { startedAt = 0 } = await readState(folder);
				found.push({ folder, of: knownOf(task), delivery: await readDelivery(folder), startedAt });
			}
		} catch {
			// Written by another version, or not readable: its reply can still be chosen as a file.
		}
	}
	return found;
}

/** What a job that looks into the task's reply is told of it. */
function knownOf(task: JobTask): RecoverTask['of'] {
	return task.type === 'generate' ? { image: task.image, endpoint: task.endpoint } : task.of;
}

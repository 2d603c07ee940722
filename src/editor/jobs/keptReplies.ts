import { readState } from '../../engine/jobs/follow';
import { type JobFolder, listJobs, readTask } from '../../engine/jobs/layout';
import { hasKeptReply } from '../../engine/jobs/retention';
import type { GenerateTask } from '../../engine/task';
import { type Delivery, readDelivery } from './delivery';
import { requestOf } from './recovery';

/** A job whose reply is kept, because no image could be read from it. */
export interface KeptReply {
	readonly folder: JobFolder;
	readonly request: GenerateTask;
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
			if (await hasKeptReply(folder)) {
				const [request, delivery] = [requestOf(await readTask(folder)), await readDelivery(folder)];
				const { startedAt = 0 } = await readState(folder);
				found.push({ folder, request, delivery, startedAt });
			}
		} catch {
			// Written by another version, or not readable: its reply can still be chosen as a file.
		}
	}
	return found;
}

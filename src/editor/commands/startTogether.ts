import type * as vscode from 'vscode';
import type { Batches } from '../delivery/batches';
import type { Errand, Jobs, PreparedJob } from '../jobs/jobs';
import { tellNotStarted } from '../jobs/notStarted';
import type { PreparedTask } from '../jobs/preparedTask';
import { unattended } from '../log';

/** So many images are asked for at once, since each that waits for its turn is a process. */
export const maxAtOnce = 50;

/** One of several images that are asked for together. */
export interface Start {
	readonly task: PreparedTask;
	readonly errand: Errand;
	/** Of one whose process runs already. */
	readonly prepared?: PreparedJob | undefined;
}

/** A job for each, of which some wait for their turn. Resolves with how many have begun: where one can't, the others would fail as well. */
export async function startTogether(
	starts: readonly Start[],
	jobs: Jobs,
	batch: ReturnType<Batches['begin']> | undefined,
	log: vscode.LogOutputChannel,
): Promise<number> {
	let count = 0;
	try {
		for (const { task, errand, prepared = jobs.prepare() } of starts) {
			batch?.add(prepared.folder);
			try {
				await jobs.start(task, errand, prepared);
			} catch (error) {
				batch?.over(prepared.folder, false);
				throw error;
			}
			count++;
		}
	} catch (error) {
		unattended(log, tellNotStarted(error, log));
	} finally {
		batch?.complete();
	}
	return count;
}

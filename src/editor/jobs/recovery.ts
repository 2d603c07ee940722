import type * as vscode from 'vscode';
import { isSettled } from '../../engine/jobs/claim';
import { lifeOfProcess, readState } from '../../engine/jobs/follow';
import { type JobFolder, listJobs, namesIn, NewerVersionError, readTask } from '../../engine/jobs/layout';
import { pruneJobs } from '../../engine/jobs/retention';
import { isOver } from '../../engine/jobs/state';
import type { Anchors } from '../anchors/anchors';
import { keptReplies } from './keptReplies';
import { type Delivery, readDelivery, workspaceIdentity } from './delivery';
import type { Job, Jobs, JobTask } from './jobs';

/** Delivered jobs that are kept: what a person needs to claim an image that was billed and not received. */
const keptJobs = 200;

/**
 * Takes over the jobs that this workspace's earlier windows have left: those still running and those not yet delivered, and of those
 * that failed and kept a reply, the place. Those of other workspaces, or of nobody knows which, whose process is gone are settled, so
 * that their images are among those that wait.
 */
export async function recoverJobs(
	jobsPath: string,
	jobs: Jobs,
	anchors: Anchors,
	log: vscode.LogOutputChannel,
): Promise<void> {
	for (const { folder, state, delivery } of await keptReplies(jobsPath)) {
		// Those of jobs that are not settled are taken over below.
		if (delivery?.workspace === workspaceIdentity() && delivery.anchor && (await isSettled(folder))) {
			const { command, anchor } = delivery;
			jobs.keepPlace({ folder, state, command, anchor: anchors.restore(anchor) });
		}
	}
	for (const { folder, task, delivery } of await leftJobs(jobsPath, log)) {
		if (delivery?.workspace === workspaceIdentity()) {
			const { command, anchor } = delivery;
			log.info(`${folder.id} attempt 0: taken over from an earlier window`);
			await jobs.adopt({ folder, task, command, anchor: anchor && anchors.restore(anchor) });
		} else {
			const state = await readState(folder);
			if (!isOver(state) && (await lifeOfProcess(folder, state)) === 'free') {
				jobs.settle({ folder, state });
			}
		}
	}
	await pruneJobs(jobsPath, keptJobs);
}

/** The images, of whatever workspace, that were made and are not saved anywhere yet. */
export async function waitingImages(jobsPath: string, log: vscode.LogOutputChannel): Promise<Job[]> {
	const found = await Promise.all(
		(await leftJobs(jobsPath, log)).map(async ({ folder, task, delivery }): Promise<Job> => {
			const state = await readState(folder);
			const command = delivery?.command ?? 'generate';
			return { folder, task, command, anchor: undefined, state, startedAt: state.startedAt ?? 0 };
		}),
	);
	return found.filter(({ state }) => state.phase === 'saved');
}

interface LeftJob {
	readonly folder: JobFolder;
	readonly task: JobTask;
	/** Undefined where it cannot be read: its image is offered all the same. */
	readonly delivery: Delivery | undefined;
}

async function leftJobs(jobsPath: string, log: vscode.LogOutputChannel): Promise<LeftJob[]> {
	const found: LeftJob[] = [];
	for (const folder of await listJobs(jobsPath)) {
		try {
			const task = (await isSettled(folder)) ? undefined : await taskOf(folder);
			if (task) {
				found.push({ folder, task, delivery: await readDelivery(folder) });
			}
		} catch (error) {
			log.warn(`${folder.id} attempt 0: left alone: ${String(error)}`);
		}
	}
	return found;
}

/** The job's task. Where it cannot be read, its images are found in its folder all the same. Undefined for a folder that is no job's (yet). */
async function taskOf(folder: JobFolder): Promise<JobTask | undefined> {
	try {
		const task = await readTask(folder);
		return task.type === 'diagnose' ? undefined : task;
	} catch (error) {
		if (error instanceof NewerVersionError) {
			throw error;
		}
		const isJob = (await namesIn(folder)).some((name) => /^(task\.json|request\.json|events\.jsonl|image-)/.test(name));
		return isJob ? { type: 'recover', source: folder.path } : undefined;
	}
}

import { existsSync } from 'node:fs';
import type * as vscode from 'vscode';
import { askedOn } from '../../engine/jobs/askedOn';
import { isDelivered, isSettled, readDelivered } from '../../engine/jobs/claim';
import { lifeOfProcess, readState } from '../../engine/jobs/follow';
import { type JobFolder, namesIn, NewerVersionError, readTask } from '../../engine/jobs/layout';
import { noteClosed, openJobs, startNotes } from '../../engine/jobs/openJobs';
import { isOver } from '../../engine/jobs/state';
import { mapPooled } from '../../engine/pool';
import type { Anchors } from '../anchors/anchors';
import { type Delivery, readDelivery, workspaceIdentity } from './delivery';
import type { Job, Jobs, JobTask } from './jobs';

/** What came to its end while no window of this workspace was there, and that nobody was told of yet. */
export interface Missed {
	/** Their images have arrived, and wait to be delivered. */
	readonly arrived: readonly Job[];
	readonly failed: readonly Job[];
}

export interface Comeback {
	readonly jobsPath: string;
	readonly jobs: Jobs;
	readonly anchors: Anchors;
	readonly log: vscode.LogOutputChannel;
}

/**
 * Takes over the jobs that this workspace's earlier windows have left: those that run are followed, and the places of all are kept.
 * Those of other workspaces, or of nobody knows which, whose process is gone are settled, so that their images are among those that wait.
 */
export async function comeBack({ jobsPath, jobs, anchors, log }: Comeback): Promise<Missed> {
	await startNotes(jobsPath);
	const take = async (folder: JobFolder): Promise<Job | undefined> => {
		try {
			return await takeOver(folder, jobs, anchors, log);
		} catch (error) {
			log.warn(`${folder.id} attempt 0: left alone: ${String(error)}`);
			return undefined;
		}
	};
	const found = await mapPooled((await openJobs(jobsPath)) ?? [], take, width);
	const missed = found.filter((job) => job !== undefined);
	return {
		arrived: missed.filter(({ state }) => state.phase === 'saved'),
		failed: missed.filter(({ state }) => state.phase === 'failed'),
	};
}

/** So many jobs are taken over at once: each may need a process to see to it. */
const width = 4;

/** The job where it is over and its window does not know yet. */
async function takeOver(
	folder: JobFolder,
	jobs: Jobs,
	anchors: Anchors,
	log: vscode.LogOutputChannel,
): Promise<Job | undefined> {
	if (!existsSync(folder.path) || (await isOfNoUse(folder))) {
		await noteClosed(folder);
		return undefined;
	}
	const left = await readLeft(folder);
	if (!left) {
		return undefined;
	}
	const { task, delivery } = left;
	const state = await readState(folder);
	const isDead = !isOver(state) && (await lifeOfProcess(folder, state)) === 'free';
	if (delivery?.workspace !== workspaceIdentity()) {
		if (isDead) {
			jobs.settle({ folder, state, task });
		}
		return undefined;
	}
	const { command, anchor, target, versionOf, alt, output } = delivery;
	const job: Job = {
		...{ folder, task, command, anchor: anchor && anchors.restore(anchor), ...(target && { target }) },
		...(versionOf && { versionOf }),
		...(alt !== undefined && { alt }),
		...(output && { output }),
		...{ state, startedAt: state.startedAt ?? Date.now() },
	};
	log.info(`${folder.id} attempt ${state.attempt}: taken over from an earlier window`);
	// Following it has a process go on with what a service has taken on.
	if (!isOver(state) && (!isDead || askedOn(task, state))) {
		jobs.adopt(job);
		return undefined;
	}
	jobs.keepPlace(job);
	const last = isDead ? await jobs.settled(job) : state;
	// Who was told that a job is lost may yet get its image.
	const isKnown = last.phase === 'saved' ? await isDelivered(folder) : await isSettled(folder);
	return isOver(last) && !isKnown ? { ...job, state: last } : undefined;
}

/** Whether a window died between the delivery and taking the note away. */
async function isOfNoUse(folder: JobFolder): Promise<boolean> {
	const { deliveredTo, isLinkMissing } = await readDelivered(folder);
	return deliveredTo !== undefined && !isLinkMissing;
}

/** A job of whatever workspace as its folder tells it; undefined where there is none (yet). Its place is that which this window keeps. */
export async function readJob(folder: JobFolder, jobs: Pick<Jobs, 'keptPlace'>): Promise<Job | undefined> {
	const left = await readLeft(folder);
	if (!left) {
		return undefined;
	}
	const state = await readState(folder);
	const { task, delivery } = left;
	return {
		...{ folder, task, state, startedAt: state.startedAt ?? 0 },
		...{ command: delivery?.command ?? 'generate', anchor: jobs.keptPlace(folder) },
		...(delivery?.target && { target: delivery.target }),
		...(delivery?.versionOf && { versionOf: delivery.versionOf }),
		...(delivery?.alt !== undefined && { alt: delivery.alt }),
		...(delivery?.output && { output: delivery.output }),
	};
}

/** The job's task, and where its image belongs, where that can be read: otherwise it is offered all the same. */
async function readLeft(
	folder: JobFolder,
): Promise<{ readonly task: JobTask; readonly delivery: Delivery | undefined } | undefined> {
	const task = await taskOf(folder);
	return task && { task, delivery: await readDelivery(folder) };
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

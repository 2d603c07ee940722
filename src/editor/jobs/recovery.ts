import * as vscode from 'vscode';
import { isSettled } from '../../engine/jobs/claim';
import { readState } from '../../engine/jobs/follow';
import { type JobFolder, listJobs, readTask } from '../../engine/jobs/layout';
import { pruneJobs } from '../../engine/jobs/retention';
import { defaultRetryRules, timeoutsFor } from '../../engine/policy/timeouts';
import type { GenerateTask, Task } from '../../engine/task';
import type { Anchors } from '../anchors/anchors';
import { type Delivery, readDelivery, workspaceIdentity } from './delivery';
import type { Job, Jobs } from './jobs';

/** Delivered jobs that are kept: what a person needs to claim an image that was billed and not received. */
const keptJobs = 200;

/** Takes over the jobs that this workspace's earlier windows have left: those still running and those not yet delivered. */
export async function recoverJobs(
	jobsPath: string,
	jobs: Jobs,
	anchors: Anchors,
	log: vscode.LogOutputChannel,
): Promise<void> {
	for (const { folder, request, delivery } of await undeliveredJobs(jobsPath, log)) {
		if (delivery?.workspace === workspaceIdentity()) {
			const { command, anchor, source } = delivery;
			log.info(`${folder.id} attempt 0: taken over from an earlier window`);
			await jobs.adopt({ folder, request, command, source, anchor: anchor && anchors.restore(anchor) });
		}
	}
	await pruneJobs(jobsPath, keptJobs);
}

/** The images, of whatever workspace, that were made and are not saved anywhere yet. */
export async function waitingImages(jobsPath: string, log: vscode.LogOutputChannel): Promise<Job[]> {
	const found = await Promise.all(
		(await undeliveredJobs(jobsPath, log)).map(async ({ folder, request, delivery }): Promise<Job> => {
			const state = await readState(folder);
			const command = delivery?.command ?? 'generate';
			return { folder, request, command, anchor: undefined, state, startedAt: state.startedAt ?? 0 };
		}),
	);
	return found.filter(({ state }) => state.phase === 'saved');
}

interface LeftJob {
	readonly folder: JobFolder;
	readonly request: Job['request'];
	/** Undefined where it cannot be read: its image is offered all the same. */
	readonly delivery: Delivery | undefined;
}

async function undeliveredJobs(jobsPath: string, log: vscode.LogOutputChannel): Promise<LeftJob[]> {
	const found: LeftJob[] = [];
	for (const folder of await listJobs(jobsPath)) {
		try {
			if (!(await isSettled(folder))) {
				const [task, delivery] = [await readTask(folder), await readDelivery(folder)];
				found.push({ folder, request: requestOf(task), delivery });
			}
		} catch (error) {
			log.warn(`${folder.id} attempt 0: left alone, its files are not readable: ${String(error)}`);
		}
	}
	return found;
}

/** What had been asked for: of a reply in a file only that is known what the file is called. */
export function requestOf(task: Task): GenerateTask {
	if (task.type === 'generate') {
		return task;
	}
	const endpoint = { service: 'file', protocol: 'openaiImages', baseUrl: 'http://127.0.0.1:0', model: 'file' } as const;
	const image = { prompt: vscode.l10n.t('image'), resolution: '1K' } as const;
	const of = task.type === 'recover' && task.of ? task.of : { image, endpoint };
	return { type: 'generate', ...of, timeouts: timeoutsFor('1K'), retry: defaultRetryRules };
}

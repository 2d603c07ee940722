import type * as vscode from 'vscode';
import { isDelivered, type JobFolder, listJobs, pruneJobs, readRequest, readState } from '../../engine/jobs/layout';
import type { Anchors } from '../anchors/anchors';
import { type Delivery, readDelivery, workspaceIdentity } from './delivery';
import type { Job, Jobs } from './jobs';
import { failUnlessStarted } from './process';

/** Delivered jobs that are kept: what a person needs to claim an image that was billed and not received. */
const keptJobs = 200;

/** A process that has not said a word for so long never will. */
const startLimitMs = 60_000;

/** Takes over the jobs that this workspace's earlier windows have left: those still running and those not yet delivered. */
export async function recoverJobs(
	jobsPath: string,
	jobs: Jobs,
	anchors: Anchors,
	log: vscode.LogOutputChannel,
): Promise<void> {
	for (const { folder, request, delivery } of await undeliveredJobs(jobsPath, log)) {
		if (delivery.workspace === workspaceIdentity()) {
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
		(await undeliveredJobs(jobsPath, log)).map(async ({ folder, request, delivery: { command } }): Promise<Job> => {
			const state = await readState(folder);
			return { folder, request, command, anchor: undefined, state, startedAt: state.startedAt ?? 0 };
		}),
	);
	return found.filter(({ state }) => state.phase === 'saved');
}

interface LeftJob {
	readonly folder: JobFolder;
	readonly request: Job['request'];
	readonly delivery: Delivery;
}

async function undeliveredJobs(jobsPath: string, log: vscode.LogOutputChannel): Promise<LeftJob[]> {
	const found: LeftJob[] = [];
	for (const folder of await listJobs(jobsPath)) {
		try {
			if (!(await isDelivered(folder))) {
				const [request, delivery] = [await readRequest(folder), await readDelivery(folder)];
				if (ageOf(folder) > startLimitMs) {
					await failUnlessStarted(folder);
				}
				found.push({ folder, request, delivery });
			}
		} catch (error) {
			log.warn(`${folder.id} attempt 0: left alone, its files are not readable: ${String(error)}`);
		}
	}
	return found;
}

/** In milliseconds; the folder's name begins with the time of its creation. */
function ageOf({ id }: JobFolder): number {
	const [, year, month, day, hours, minutes, seconds] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(id) ?? [];
	return Date.now() - Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}

import type { Failure } from '../failure';
import type { Resolution } from '../task';
import type { JobEvent } from './events';
import { readEvents } from './eventLog';
import { type JobFolder, listJobs, readTask } from './layout';

/** A request for an image that went out, and what came of it. */
export interface PastRequest {
	/** With its port, where that is not the usual one. */
	readonly host: string;
	readonly model: string;
	readonly resolution: Resolution;
	/** From sending it until the image was on disk, or until it failed; in milliseconds. */
	readonly ms: number;
	/** Absent where the image came. */
	readonly failure?: Failure;
}

/** The requests of all jobs that are kept in `jobsPath`, oldest first. Jobs that cannot be read are left out. */
export async function readHistory(jobsPath: string): Promise<PastRequest[]> {
	return (await Promise.all((await listJobs(jobsPath)).map(historyOf))).flat();
}

/** The requests of one job; none where it cannot be read. */
export async function historyOf(job: JobFolder): Promise<PastRequest[]> {
	try {
		const task = await readTask(job);
		return task.type === 'generate' ? requestsIn((await readEvents(job)).events, task.image.resolution) : [];
	} catch {
		return [];
	}
}

/** The requests that a job's events tell of. */
export function requestsIn(events: readonly JobEvent[], resolution: Resolution): PastRequest[] {
	const requests: PastRequest[] = [];
	let asked: { host: string; model: string } | undefined;
	let sentAt: number | undefined;
	for (const event of events) {
		switch (event.type) {
			case 'attempt':
				asked = { host: event.host, model: event.model };
				sentAt = undefined;
				break;
			case 'sending':
				sentAt = event.at;
				break;
			case 'retrying':
			case 'failed':
			case 'saved':
				if (asked && sentAt !== undefined) {
					const failure =
						event.type === 'retrying' ? event.failure : event.type === 'failed' ? failureOf(event) : undefined;
					requests.push({ ...asked, resolution, ms: event.at - sentAt, ...(failure && { failure }) });
				}
				break;
			case 'started':
			case 'queued':
			case 'replied':
			case 'received':
		}
	}
	return requests;
}

function failureOf({ type: _type, at: _at, ...failure }: JobEvent & { type: 'failed' }): Failure {
	return failure;
}

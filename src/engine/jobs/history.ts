import { type Failure, isPaidByItself } from '../failure';
import type { Resolution } from '../task';
import type { JobEvent } from './events';
import { readEvents } from './eventLog';
import { lifeOfProcess, lostJob } from './follow';
import { type JobFolder, listJobs, readTask } from './layout';
import { apply, isFreeAttempt, isOver, newJob } from './state';

/** A request for an image that went out, and what came of it. */
export interface PastRequest {
	/** The id of the job that it was made for. */
	readonly job: string;
	/** When it was sent: wall time, in milliseconds since 1970. */
	readonly at: number;
	/** From sending it until the image was on disk, or until it failed; in milliseconds. */
	readonly ms: number;
	/** A preset's id. */
	readonly service: string;
	/** With its port, where that is not the usual one. */
	readonly host: string;
	readonly model: string;
	readonly resolution: Resolution;
	/** What the service calls it, where a reply said so. */
	readonly requestId?: string;
	/** Absent where the image came. Whether it may have been paid for is said of this request alone. */
	readonly failure?: Failure;
	/** A service has taken it on, and has not said that nothing came of it: it costs what it costs. */
	readonly isTaken?: true;
	/** Nobody was billed for it. */
	readonly isFree?: true;
	/** Its process died, and another one saw to it later: `ms` lasts until the last that was heard of it. */
	readonly died?: true;
}

/** The requests of all jobs that are kept in `jobsPath`, oldest first. Jobs that cannot be read are left out. */
export async function readHistory(jobsPath: string): Promise<PastRequest[]> {
	return oldestFirst(await Promise.all((await listJobs(jobsPath)).map(historyOf)));
}

/** The requests of several jobs, in the order in which they were sent. */
export function oldestFirst(requests: readonly (readonly PastRequest[])[]): PastRequest[] {
	return requests.flat().sort((a, b) => a.at - b.at);
}

/** The requests of one job; none where it cannot be read. */
export async function historyOf(job: JobFolder): Promise<PastRequest[]> {
	return await requestsOf(job).catch(() => []);
}

/** The requests of one job, but for one that is still under way. Throws where the job cannot be read. */
export async function requestsOf(job: JobFolder): Promise<PastRequest[]> {
	const task = await readTask(job);
	return task.type === 'generate'
		? requestsIn(await eventsOf(job), { job: job.id, resolution: task.image.resolution })
		: [];
}

/** A job's events, with the end that nobody has written yet where its process is gone. */
async function eventsOf(job: JobFolder): Promise<readonly JobEvent[]> {
	const { events } = await readEvents(job);
	const state = events.reduce(apply, newJob);
	if (isOver(state) || !state.sent || (await lifeOfProcess(job, state)) === 'held') {
		return events;
	}
	// What its process wrote in its last moment is there by now.
	const { events: all } = await readEvents(job);
	const last = all.reduce(apply, newJob);
	return isOver(last) ? all : [...all, { at: last.changedAt ?? 0, type: 'failed', ...lostJob(last) }];
}

/** The requests that a job's events tell of, but for one without an end. */
export function requestsIn(events: readonly JobEvent[], about: Pick<PastRequest, 'job' | 'resolution'>): PastRequest[] {
	const requests: PastRequest[] = [];
	let asked: Pick<PastRequest, 'service' | 'host' | 'model' | 'isFree'> | undefined;
	let open: PastRequest | undefined;
	let isEnded = false;
	for (const event of events) {
		if (open && !open.died && event.type !== 'started') {
			open = { ...open, ms: event.at - open.at };
		}
		switch (event.type) {
			case 'started':
				open = open && { ...open, died: true };
				break;
			case 'attempt':
				// The line is damaged that told how the attempt before ended.
				requests.push(...(open ? [failed(open, lost)] : []));
				asked = {
					...{ service: event.service, host: event.host, model: event.model },
					...(isFreeAttempt(event) && { isFree: true }),
				};
				open = undefined;
				break;
			case 'sending':
				open = asked && { ...about, ...asked, at: event.at, ms: 0 };
				isEnded = false;
				break;
			case 'replied':
				open = open && { ...open, ...(event.requestId !== undefined && { requestId: event.requestId }) };
				break;
			case 'accepted':
				open = open && { ...open, requestId: open.requestId ?? event.id, isTaken: true };
				break;
			case 'retrying':
			case 'withoutStream':
				requests.push(...(open ? [failed(open, event.failure)] : []));
				open = undefined;
				break;
			case 'failed':
				open = open && failed(open, failureOf(event));
				isEnded = true;
				break;
			case 'saved':
				// Also after a failure: an image that was found later counts.
				open = open && withoutFailure(open);
				isEnded = true;
				break;
			case 'done':
				open = open && (event.isFetchable ? open : untaken(open));
				break;
			case 'fitted':
			case 'prepared':
			case 'preview':
			case 'queued':
			case 'received':
			case 'foundElsewhere':
			case 'polled':
			case 'stopping':
		}
	}
	return open && isEnded ? [...requests, open] : requests;
}

function untaken({ isTaken: _isTaken, ...request }: PastRequest): PastRequest {
	return request;
}

const lost: Failure = { kind: 'lost', facts: {}, sent: true, maybePaid: true };

function failed(request: PastRequest, failure: Failure): PastRequest {
	// The last failure of a run also tells what an earlier attempt may have cost.
	const maybePaid = failure.maybePaid && !request.isFree && isPaidByItself(failure);
	return { ...request, failure: { ...failure, maybePaid } };
}

function withoutFailure({ failure: _failure, ...request }: PastRequest): PastRequest {
	return request;
}

function failureOf({ type: _type, at: _at, ...failure }: JobEvent & { type: 'failed' }): Failure {
	return failure;
}

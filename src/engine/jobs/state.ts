import type { Failure } from '../failure';
import { isSandbox } from '../providers/catalogue';
import { defaultTaskMs } from '../task';
import type { JobEvent, PreparedInput, SavedImage, TakenOn } from './events';

type JobPhase =
	| 'starting'
	/** Waits for its turn at the service. */
	| 'queued'
	| 'connecting'
	/** Sent; the service draws. */
	| 'waiting'
	/** A service that takes tasks on has this one, and is asked for it from time to time. */
	| 'accepted'
	| 'receiving'
	/** Between two attempts. */
	| 'pausing'
	| 'saved'
	| 'failed';

/** What a service has taken on, for as long as something may be fetched there. */
export interface AtService {
	readonly taken: TakenOn;
	readonly attempt: number;
	/** Wall time. */
	readonly takenAt: number;
	/** When it was found to be done there; wall time. */
	readonly doneAt?: number;
	/** How many others are before it there. */
	readonly ahead?: number;
	/** Whether the service was asked to stop. */
	readonly isStopping?: boolean;
}

/** What a job's events say, folded. */
export interface JobState {
	readonly phase: JobPhase;
	/** 1 for the first; 0 before it. */
	readonly attempt: number;
	/** Whether any request may have left, in any attempt. */
	readonly sent: boolean;
	/** Whether a service may bill for something that is not there: an attempt whose outcome nobody knows, or an earlier loss. */
	readonly maybePaid: boolean;
	/** Wall time of the first event, or of the end of a wait for its turn; in milliseconds since 1970. */
	readonly startedAt?: number;
	/** Wall time at which the last request was sent. */
	readonly sentAt?: number;
	/** Wall time of the last event. */
	readonly changedAt?: number;
	readonly pid?: number;
	/** Whom the last attempt asked; once saved, who made the image. */
	readonly asked?: { readonly service: string; readonly model: string };
	/** Whether whom the last attempt asked bills nobody. */
	readonly isFree?: boolean;
	/** Who was asked before the run turned to a fallback, and why it did. */
	readonly givenUp?: { readonly service: string; readonly model: string; readonly failure: Failure };
	/** Whether an attempt before the present one may have been paid for. */
	readonly lost: boolean;
	/** The task that can still be asked for, also after a failure of this side. */
	readonly atService?: AtService;
	/** The service has said that its task is over, and leaves nothing to be fetched. */
	readonly isEndedThere?: true;
	readonly receivedBytes: number;
	/** While the image is made: the file of the job's folder in which its latest preview lies, where one came. */
	readonly preview?: string;
	/** While queued: how many other jobs are before it. */
	readonly ahead?: number;
	/** While pausing: the wall time at which the next attempt begins. */
	readonly resumesAt?: number;
	/** Once saved: the image, and after it any others of the same reply. */
	readonly images: readonly SavedImage[];
	/** Once saved: why further images of the same reply are not among them. */
	readonly spoiled?: readonly Failure[];
	/** What went along in another form than its file has, with that attempt. */
	readonly prepared?: { readonly attempt: number; readonly inputs: readonly PreparedInput[] };
	readonly failure?: Failure;
}

export const newJob: JobState = {
	phase: 'starting',
	attempt: 0,
	sent: false,
	maybePaid: false,
	lost: false,
	receivedBytes: 0,
	images: [],
};

/** A stream begins, and sends signs of life, long before its image: no image is smaller. */
const imageBytes = 4096;

/** The state after one more event. */
export function apply(state: JobState, event: JobEvent): JobState {
	// A process that was taken for dead may go on for a while; only an image changes what was said then, and what a service has taken on.
	if (state.phase === 'saved' || (state.phase === 'failed' && !mayFollowFailure(state, event))) {
		return state;
	}
	const { preview, ...before } = state;
	const isMaking = event.type === 'received' || event.type === 'replied';
	const next = {
		...before,
		...(isMaking && preview !== undefined && { preview }),
		startedAt: state.startedAt ?? event.at,
		changedAt: event.at,
	};
	switch (event.type) {
		case 'started':
			return { ...(state.failure ? goingOn(next) : next), pid: event.pid };
		case 'queued':
			return { ...next, phase: 'queued', ahead: event.ahead };
		case 'attempt':
			return {
				...withoutTask(next),
				...(state.phase === 'queued' && state.attempt === 0 && { startedAt: event.at }),
				phase: 'connecting',
				attempt: event.attempt,
				asked: { service: event.service, model: event.model },
				isFree: isFreeAttempt(event),
				// Also where the line is damaged that told how the attempt before ended.
				lost: state.maybePaid,
				receivedBytes: 0,
			};
		case 'sending':
			return {
				...next,
				phase: 'waiting',
				attempt: event.attempt,
				sentAt: event.at,
				sent: true,
				maybePaid: mayBill(state),
			};
		case 'prepared':
			return { ...next, prepared: { attempt: event.attempt, inputs: event.inputs } };
		case 'fitted':
		case 'replied':
		case 'foundElsewhere':
			return next;
		case 'withoutStream': {
			const maybePaid = state.lost || (event.failure.maybePaid && mayBill(state));
			return { ...next, phase: 'pausing', maybePaid, lost: maybePaid, resumesAt: event.at };
		}
		case 'preview':
			return { ...next, preview: event.file };
		case 'accepted': {
			const { type: _type, at: takenAt, attempt, ...taken } = event;
			const { service, model } = taken.endpoint;
			return {
				...goingOn(next),
				...{ phase: 'accepted', attempt, asked: { service, model }, sent: true, maybePaid: state.lost },
				atService: { taken, attempt, takenAt },
			};
		}
		case 'polled':
			return atService(next, ({ ahead: _ahead, ...rest }) => ({
				...rest,
				...(event.ahead !== undefined && { ahead: event.ahead }),
			}));
		case 'stopping':
			return atService(next, (task) => ({ ...task, isStopping: true }));
		case 'done':
			return event.isFetchable
				? atService(next, ({ ahead: _ahead, ...rest }) => ({ ...rest, doneAt: rest.doneAt ?? event.at }))
				: { ...withoutTask(next), isEndedThere: true, maybePaid: mayBill(state) };
		case 'received': {
			const phase = event.bytes < imageBytes ? next.phase : 'receiving';
			return { ...next, phase, receivedBytes: event.bytes };
		}
		case 'retrying': {
			const maybePaid = state.lost || (event.failure.maybePaid && mayBill(state));
			return {
				...withoutTask(next),
				phase: 'pausing',
				maybePaid,
				lost: maybePaid,
				resumesAt: event.at + event.delayMs,
				...(event.fallback && state.asked && { givenUp: { ...state.asked, failure: event.failure } }),
			};
		}
		case 'saved': {
			const { path, width, height, format, bytes, isOpaque, removed, others = [], spoiled } = event;
			const first = { path, width, height, format, bytes, ...(isOpaque && { isOpaque }), ...(removed && { removed }) };
			const images = [first, ...others];
			return { ...withoutTask(next), phase: 'saved', maybePaid: state.lost, images, ...(spoiled && { spoiled }) };
		}
		case 'failed': {
			const { type: _type, at: _at, ...failure } = event;
			// Of the whole run: an earlier attempt may have been paid for.
			const isDoubtful = state.atService === undefined || failure.kind === 'cancelled';
			const maybePaid = state.lost || (failure.maybePaid && isDoubtful && mayBill(state));
			return { ...next, phase: 'failed', maybePaid, failure: { ...failure, maybePaid } };
		}
	}
}

/** Whether the event says something new of a job that has failed: its image, or that a process asks for its task again. */
function mayFollowFailure(state: JobState, { type }: JobEvent): boolean {
	const mayGoOn = state.atService !== undefined || isUnclear(state);
	return type === 'saved' || type === 'accepted' || (type === 'started' && mayGoOn);
}

/** Whether nobody knows what came of the one request that may have been paid for: a service that keeps a list can be asked. */
export function isUnclear({ maybePaid, lost, sentAt, phase, isEndedThere }: JobState): boolean {
	return (
		maybePaid && !lost && isEndedThere === undefined && sentAt !== undefined && phase !== 'pausing' && phase !== 'saved'
	);
}

function goingOn({ failure: _failure, ...state }: JobState): JobState {
	return { ...state, phase: state.atService ? 'accepted' : 'waiting' };
}

function withoutTask({ atService: _task, isEndedThere: _isEndedThere, ...state }: JobState): JobState {
	return state;
}

function atService(state: JobState, change: (task: AtService) => AtService): JobState {
	return state.atService ? { ...state, phase: 'accepted', atService: change(state.atService) } : state;
}

/** Until when a result can be fetched that a person may want: wall time. Undefined where there is none. */
export function fetchableUntil({ atService, failure }: Pick<JobState, 'atService' | 'failure'>): number | undefined {
	if (!atService || failure?.kind === 'cancelled') {
		return undefined;
	}
	const { taken, takenAt, doneAt = takenAt + defaultTaskMs } = atService;
	return doneAt + taken.keptMs;
}

/** Whether a request that has left may be billed: an earlier one, or that of the present attempt, also where nobody knows whom it asked. */
function mayBill({ lost, isFree = false }: JobState): boolean {
	return lost || !isFree;
}

/** Whether the attempt asks somebody who bills nobody. Of the sandbox earlier versions did not say so. */
export function isFreeAttempt({ service, free }: JobEvent & { type: 'attempt' }): boolean {
	return free ?? isSandbox(service);
}

/** The same of a job that can have asked only services that bill nobody. */
export function atNoCost({ failure, ...state }: JobState): JobState {
	return { ...state, lost: false, maybePaid: false, ...(failure && { failure: { ...failure, maybePaid: false } }) };
}

/** Whether nothing more will happen in the job. */
export function isOver(state: JobState): boolean {
	return state.phase === 'saved' || state.phase === 'failed';
}

/**
 * The state where the folder says that attempt `number` may have gone out although its events do not: they were lost or damaged, or
 * the process died in that very moment.
 */
export function noteSending(state: JobState, number: number): JobState {
	const isKnown =
		isOver(state) ||
		number === 0 ||
		number < state.attempt ||
		(number === state.attempt && state.atService !== undefined) ||
		(number === state.attempt && state.phase !== 'connecting');
	if (isKnown) {
		return state;
	}
	// An attempt of which the events do not tell at all may have asked anybody.
	const maybePaid = number > state.attempt || mayBill(state);
	return { ...state, phase: 'waiting', attempt: number, sent: true, maybePaid };
}

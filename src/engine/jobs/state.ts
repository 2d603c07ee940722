import type { Failure } from '../errors';
import type { JobEvent, SavedImage } from './events';

type JobPhase =
	| 'starting'
	| 'connecting'
	/** Sent; the service is silent while it draws. */
	| 'waiting'
	| 'receiving'
	/** Between two attempts. */
	| 'pausing'
	| 'saved'
	| 'failed';

/** What a job's events say, folded. */
export interface JobState {
	readonly phase: JobPhase;
	/** 1 for the first; 0 before it. */
	readonly attempt: number;
	/** Whether any request was handed to a connected socket, in any attempt. */
	readonly sent: boolean;
	/** Wall time of the first event, in milliseconds since 1970. */
	readonly startedAt?: number;
	/** Wall time of the last event. */
	readonly changedAt?: number;
	readonly pid?: number;
	readonly receivedBytes: number;
	/** While pausing: the wall time at which the next attempt begins. */
	readonly resumesAt?: number;
	/** Once saved: the image, and after it any others of the same reply. */
	readonly images: readonly SavedImage[];
	readonly failure?: Failure;
}

export const newJob: JobState = { phase: 'starting', attempt: 0, sent: false, receivedBytes: 0, images: [] };

/** The state after one more event. */
export function apply(state: JobState, event: JobEvent): JobState {
	const next = { ...state, startedAt: state.startedAt ?? event.at, changedAt: event.at };
	switch (event.type) {
		case 'started':
			return { ...next, pid: event.pid };
		case 'attempt':
			return { ...next, phase: 'connecting', attempt: event.attempt, receivedBytes: 0 };
		case 'sent':
			return { ...next, phase: 'waiting', sent: true };
		case 'replied':
			return { ...next, phase: 'receiving' };
		case 'received':
			return { ...next, phase: 'receiving', receivedBytes: event.bytes };
		case 'retrying':
			return { ...next, phase: 'pausing', resumesAt: event.at + event.delayMs };
		case 'saved': {
			const { path, width, height, format, bytes, others = [] } = event;
			return { ...next, phase: 'saved', images: [{ path, width, height, format, bytes }, ...others] };
		}
		case 'failed': {
			const { type: _type, at: _at, ...failure } = event;
			return { ...next, phase: 'failed', failure };
		}
	}
}

/** Whether nothing more will happen in the job. */
export function isOver(state: JobState): boolean {
	return state.phase === 'saved' || state.phase === 'failed';
}

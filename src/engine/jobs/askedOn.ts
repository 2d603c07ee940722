import { type Endpoint, type GenerateTask, listingProtocols, type Task, taskProtocols } from '../task';
import { isUnclear, type JobState } from './state';

/**
 * Whether a service can be asked, at no cost, what came of the job: it has taken it on, or may have, and keeps a list. The endpoint is whose
 * key that takes; undefined where nobody can be asked.
 */
export function askedOn(task: Task | undefined, state: JobState): Endpoint | undefined {
	if (task?.type !== 'generate' || state.phase === 'saved') {
		return undefined;
	}
	if (state.atService) {
		return state.atService.taken.endpoint;
	}
	const last = lastAsked(task, state);
	return isUnclear(state) && last && listingProtocols.has(last.protocol) ? last : undefined;
}

/**
 * Whether the job's process may end at any time, since another can ask on for what a service has taken on: `soon` where its request is on
 * the way to such a service, which has to answer first.
 */
export function mayLeave(task: Task | undefined, state: JobState): 'now' | 'soon' | 'no' {
	if (state.atService) {
		return 'now';
	}
	const last = task?.type === 'generate' && state.phase === 'waiting' ? lastAsked(task, state) : undefined;
	return last && taskProtocols.some((protocol) => protocol === last.protocol) ? 'soon' : 'no';
}

/** The endpoint that was asked last, as the task has it. */
function lastAsked({ endpoint, fallbacks = [] }: GenerateTask, { asked }: JobState): Endpoint | undefined {
	return [endpoint, ...fallbacks].find(({ service, model }) => service === asked?.service && model === asked.model);
}

import { type Endpoint, listingProtocols, type Task } from '../task';
import type { JobState } from './state';

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
	const { asked, maybePaid, lost, sentAt, phase } = state;
	const last = [task.endpoint, ...(task.fallbacks ?? [])].find(
		({ service, model }) => service === asked?.service && model === asked.model,
	);
	const mayBeThere = maybePaid && !lost && sentAt !== undefined && phase !== 'pausing';
	return mayBeThere && last && listingProtocols.has(last.protocol) ? last : undefined;
}

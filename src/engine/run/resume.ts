import { GenerationError } from '../failure';
import { lostJob } from '../jobs/follow';
import type { JobState } from '../jobs/state';
import { taskProtocolOf } from '../providers/registry';
import type { Endpoint, GenerateTask, Task } from '../task';
import type { GenerateOptions } from './options';
import type { Generated } from './result';
import { awake } from './run';
import { findTask, resumeTask } from './taskAttempt';

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
	const { asked, maybePaid, lost, sentAt } = state;
	const last = [task.endpoint, ...(task.fallbacks ?? [])].find(
		({ service, model }) => service === asked?.service && model === asked.model,
	);
	const mayBeThere = maybePaid && !lost && sentAt !== undefined && state.phase !== 'pausing';
	return last && mayBeThere && taskProtocolOf(last)?.list ? last : undefined;
}

/** Asks a service on for what it has taken on, or may have, for a job whose process is gone. Never asks for anything that costs. */
export async function resume(task: GenerateTask, state: JobState, options: GenerateOptions): Promise<Generated> {
	const endpoint = askedOn(task, state);
	const protocol = endpoint && taskProtocolOf(endpoint);
	const { kind, facts, sent, maybePaid } = lostJob(state);
	const lost = new GenerationError(kind, facts, sent, { atNoCost: !maybePaid });
	if (!protocol) {
		throw lost;
	}
	const { service, model } = endpoint;
	const { attempt, atService, sentAt = 0 } = state;
	const wanted = { request: { ...task, endpoint }, attempt, protocol };
	return await awake(options, async (awakeOptions) => {
		const made = await (atService
			? resumeTask(wanted, atService, awakeOptions)
			: findTask(wanted, sentAt, lost, awakeOptions));
		return { attempt, service, model, ...made };
	});
}

import { GenerationError } from '../failure';
import { askedOn } from '../jobs/askedOn';
import { lostJob } from '../jobs/follow';
import type { JobState } from '../jobs/state';
import { taskProtocolOf } from '../providers/registry';
import type { GenerateTask } from '../task';
import type { GenerateOptions } from './options';
import type { Generated } from './result';
import { awake } from './run';
import { findTask, resumeTask } from './taskAttempt';

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

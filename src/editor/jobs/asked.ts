import { basename } from 'node:path';
import { shorten } from '../../documents/shorten';
import { nameOf } from '../../engine/providers/catalogue';
import { type Endpoint, imageOf } from '../../engine/task';
import type { Job } from './jobs';

/** What the image is called by: its prompt, or what the reply is called that it is looked for in. */
export function promptOf({ task }: Pick<Job, 'task'>): string {
	return imageOf(task)?.prompt ?? (task.type === 'recover' ? basename(task.source) : '');
}

/** The same, enough of it to tell images apart, and short enough for one line of a notification. */
export function shortPromptOf(job: Pick<Job, 'task'>, maxLength = 50): string {
	return shorten(promptOf(job), maxLength);
}

/** The endpoint that is asked now, or was last: the chosen one, or the fallback that the run has turned to. Undefined where nobody is known. */
export function endpointOf({ task, state: { asked } }: Pick<Job, 'task' | 'state'>): Endpoint | undefined {
	const chosen = task.type === 'generate' ? task.endpoint : task.of?.endpoint;
	const all = [chosen, ...(task.type === 'generate' ? (task.fallbacks ?? []) : [])];
	return (
		all.find((endpoint) => endpoint && endpoint.service === asked?.service && endpoint.model === asked.model) ?? chosen
	);
}

/** The name of the service that is asked now, or was last; empty where nobody is known. */
export function serviceOf(job: Job): string {
	const endpoint = endpointOf(job);
	return endpoint ? nameOf(endpoint) : '';
}

export function isSandbox(job: Job): boolean {
	return endpointOf(job)?.service === 'sandbox';
}

/** What the jobs have in common whose images are to be chosen among; undefined where there is no choice. */
export function setOf({ task }: Pick<Job, 'task'>): string | undefined {
	return task.type === 'generate' ? task.set : undefined;
}

import { shorten } from '../../documents/shorten';
import { labelOf } from '../../engine/providers/catalogue';
import type { Endpoint } from '../../engine/task';
import type { Job } from './jobs';

/** Enough to tell images apart, and short enough for one line of a notification. */
export function promptOf(job: Job, maxLength = 50): string {
	return shorten(job.request.image.prompt, maxLength);
}

/** The endpoint that is asked now, or was last: the chosen one, or the fallback that the run has turned to. */
export function endpointOf({ request, state: { asked } }: Job): Endpoint {
	const all = [request.endpoint, ...(request.fallbacks ?? [])];
	return all.find(({ service, model }) => service === asked?.service && model === asked.model) ?? request.endpoint;
}

/** The name of the service that is asked now, or was last. */
export function serviceOf(job: Job): string {
	return labelOf(endpointOf(job).service);
}

export function isSandbox(job: Job): boolean {
	return endpointOf(job).service === 'sandbox';
}

import type { WakefulClock } from '../clock';
import { directNetwork } from '../network/proxy';
import type { Secrets } from '../secrets';
import type { GenerateTask, Timeouts } from '../task';
import type { DownloadOptions } from './download';

/** What the requests of one attempt have in common. Links are fetched in what is left of its time. */
export function wireFor(
	request: Pick<GenerateTask, 'network' | 'stream' | 'timeouts'>,
	{ secrets, signal, clock }: { readonly secrets: Secrets; readonly signal: AbortSignal; readonly clock: WakefulClock },
): DownloadOptions {
	const { network = directNetwork } = request;
	const { proxyAuthorization } = secrets;
	const timeouts = timeoutsOf(request);
	return {
		...{ timeouts, signal, network, clock, endsAt: clock.now() + timeouts.attemptMs },
		...(proxyAuthorization && { proxyAuthorization }),
	};
}

/**
 * The timeouts of one attempt. A service that streams sends its reply's head at once: the silence while the image is made then
 * lies within the reply, and may take as long there as it may before any other.
 */
function timeoutsOf({ timeouts, stream }: Pick<GenerateTask, 'stream' | 'timeouts'>): Timeouts {
	return stream === 'on' ? { ...timeouts, idleMs: Math.max(timeouts.idleMs, timeouts.firstByteMs) } : timeouts;
}

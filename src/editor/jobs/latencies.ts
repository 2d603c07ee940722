import { latencyOf, sandboxLatency } from '../../engine/jobs/latency';
import { isSandbox } from '../../engine/providers/catalogue';
import type { Latency } from '../../engine/providers/family';
import type { Endpoint, Resolution } from '../../engine/task';
import type { Library } from './library';

/** How long images take: by the jobs that are kept, once there are enough of them, or as was measured of their model. */
export class Latencies {
	constructor(
		private readonly library: Pick<Library, 'requests'>,
		/** How fast the sandbox draws. */
		private readonly timeScale: () => number,
	) {}

	/** For an image of that resolution at that endpoint; undefined where no times are known yet, or nobody to ask. */
	of(endpoint: Endpoint | undefined, resolution: Resolution): Latency | undefined {
		if (endpoint === undefined) {
			return undefined;
		}
		return isSandbox(endpoint.service)
			? sandboxLatency(resolution, this.timeScale())
			: latencyOf({ host: new URL(endpoint.baseUrl).host, model: endpoint.model, resolution }, this.library.requests);
	}
}

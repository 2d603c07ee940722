import type { JobFolder } from '../../engine/jobs/layout';
import { historyOf, type PastRequest, readHistory } from '../../engine/jobs/history';
import { latencyOf, sandboxLatency } from '../../engine/jobs/latency';
import { billsNobody } from '../../engine/providers/catalogue';
import type { Latency } from '../../engine/providers/models';
import type { Endpoint, Resolution } from '../../engine/task';

/** How long images take: by the jobs that are kept, once there are enough of them, or as was measured of their model. */
export class Latencies {
	private history: readonly PastRequest[] = [];

	constructor(
		private readonly jobsPath: string,
		/** How fast the sandbox draws. */
		private readonly timeScale: () => number,
	) {}

	/** Reads the jobs that are kept: when the window opens. */
	async load(): Promise<void> {
		this.history = await readHistory(this.jobsPath);
	}

	/** Adds a job that is over. */
	async add(job: JobFolder): Promise<void> {
		const added = await historyOf(job);
		this.history = [...this.history, ...added];
	}

	/** For an image of that resolution at that endpoint; undefined where no times are known yet, or nobody to ask. */
	of(endpoint: Endpoint | undefined, resolution: Resolution): Latency | undefined {
		if (endpoint === undefined) {
			return undefined;
		}
		return billsNobody(endpoint.service)
			? sandboxLatency(resolution, this.timeScale())
			: latencyOf({ host: new URL(endpoint.baseUrl).host, model: endpoint.model, resolution }, this.history);
	}
}

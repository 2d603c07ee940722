import type { JobFolder } from '../../engine/jobs/layout';
import { historyOf, type PastRequest, readHistory } from '../../engine/jobs/history';
import { type Latency, latencyOf, usualLatency } from '../../engine/jobs/latency';
import type { Endpoint, Resolution } from '../../engine/task';

/** How long images take: by the jobs that are kept, once there are enough of them. */
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

	/** For an image of that size at that service; as the article measured while it is not known which. */
	of(endpoint: Endpoint | undefined, resolution: Resolution): Latency {
		if (endpoint?.service === 'sandbox') {
			const scale = this.timeScale();
			const { p50Ms, p95Ms, p99Ms } = usualLatency[resolution];
			return { p50Ms: p50Ms * scale, p95Ms: p95Ms * scale, p99Ms: p99Ms * scale };
		}
		return endpoint
			? latencyOf({ host: new URL(endpoint.baseUrl).host, model: endpoint.model, resolution }, this.history)
			: usualLatency[resolution];
	}
}

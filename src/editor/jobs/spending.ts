import { costOf } from '../../engine/jobs/requestList';
import { priceOf } from '../../engine/providers/catalogue';
import type { Jobs } from './jobs';
import type { Library } from './library';

/** What images have cost, as far as it is known: by the prices that the providers publish for their own services. US dollars. */
export class Spending {
	constructor(
		private readonly library: Pick<Library, 'requests'>,
		private readonly jobs: Pick<Jobs, 'running'>,
	) {}

	/** Since the first of this month, by the clock of this machine; what is under way counts as paid. */
	get thisMonth(): number {
		const now = new Date();
		const start = new Date(now.getFullYear(), now.getMonth()).getTime();
		const past = this.library.requests.filter(({ at }) => at >= start).map((request) => costOf(request) ?? 0);
		const running = this.jobs.running.map(({ task }) =>
			task.type === 'generate' ? (priceOf(task.endpoint, task.image.resolution) ?? 0) : 0,
		);
		return [...past, ...running].reduce((sum, cost) => sum + cost, 0);
	}
}

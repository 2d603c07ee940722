import type * as vscode from 'vscode';
import type { PastRequest } from '../../engine/jobs/history';
import { costOf } from '../../engine/jobs/requestList';
import { priceOf } from '../../engine/providers/catalogue';
import { remember } from '../ui/context';
import type { Jobs } from './jobs';
import type { Library } from './library';

const memoryKey = 'removedCosts';

/** What jobs have cost that the person has removed since. */
interface RemovedCosts {
	/** When the month began that they were of: wall time. */
	readonly month: number;
	readonly cost: number;
}

/** What images have cost, as far as it is known: by the prices that the providers publish for their own services. US dollars. */
export class Spending implements vscode.Disposable {
	private readonly listener: vscode.Disposable;

	constructor(
		private readonly library: Pick<Library, 'requests' | 'onWillRemove'>,
		private readonly jobs: Pick<Jobs, 'running'>,
		private readonly memory: vscode.Memento,
	) {
		this.listener = library.onWillRemove((requests) => this.keep(requests));
	}

	/** Since the first of this month, by the clock of this machine; what is under way counts as paid. */
	get thisMonth(): number {
		const running = this.jobs.running.map(({ task }) =>
			task.type === 'generate' ? (priceOf(task.endpoint, task.image.resolution) ?? 0) : 0,
		);
		return sum([this.removed, costSince(startOfMonth(), this.library.requests), ...running]);
	}

	dispose(): void {
		this.listener.dispose();
	}

	private get removed(): number {
		const { month, cost } = this.memory.get<RemovedCosts>(memoryKey, { month: 0, cost: 0 });
		return month === startOfMonth() ? cost : 0;
	}

	/** Who tidies up has spent the money all the same. */
	private keep(requests: readonly PastRequest[]): void {
		const month = startOfMonth();
		const costs: RemovedCosts = { month, cost: this.removed + costSince(month, requests) };
		remember(this.memory, memoryKey, costs);
	}
}

function startOfMonth(): number {
	const now = new Date();
	return new Date(now.getFullYear(), now.getMonth()).getTime();
}

function costSince(start: number, requests: readonly PastRequest[]): number {
	return sum(requests.filter(({ at }) => at >= start).map((request) => costOf(request) ?? 0));
}

function sum(costs: readonly number[]): number {
	return costs.reduce((total, cost) => total + cost, 0);
}

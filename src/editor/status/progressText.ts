import { shareDone } from '../../engine/jobs/latency';
import type { Latency } from '../../engine/providers/family';
import { wordProgress } from '../../messages/progress';
import { imageOf } from '../../engine/task';
import { endpointOf, isSandbox } from '../jobs/asked';
import type { Job } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';
import { t } from '../ui/translate';

/** What a job does now, for a line that changes all the time; with a bar where that is wanted. `now` is wall time. */
export function progressText(job: Job, latencies: Latencies, now: number, hasBar = false): string {
	const { task, state } = job;
	const progress = {
		share: hasBar ? progressShare(job, latencies, now) : undefined,
		state,
		startedAt: startOf(job),
		usual: usualOf(job, latencies),
		isRecovery: task.type === 'recover',
	};
	const text = wordProgress(t, progress, now);
	return isSandbox(job) ? `${text} · ${t('sandbox')}` : text;
}

/** How many of such images are done by now, from 0 up to below 1; undefined where no times are known, or nothing is under way. */
function progressShare(job: Job, latencies: Latencies, now: number): number | undefined {
	const { phase, sentAt } = job.state;
	const usual = phase === 'waiting' || phase === 'receiving' ? usualOf(job, latencies) : undefined;
	return usual && sentAt !== undefined ? shareDone(usual, now - sentAt) : undefined;
}

/** When its work began: the wait for its turn is no part of it. Wall time. */
export function startOf({ state, startedAt }: Job): number {
	return state.startedAt ?? startedAt;
}

function usualOf(job: Job, latencies: Latencies): Latency | undefined {
	return latencies.of(endpointOf(job), imageOf(job.task)?.resolution ?? '1K');
}

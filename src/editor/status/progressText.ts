import { l10n } from 'vscode';
import { wordProgress } from '../../messages/progress';
import { imageOf } from '../../engine/task';
import { endpointOf, isSandbox } from '../jobs/asked';
import type { Job } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';

/** What a job does now, for the line that changes every second. `now` is wall time. */
export function progressText(job: Job, latencies: Latencies, now: number): string {
	const { task, state, startedAt } = job;
	const usual = latencies.of(endpointOf(job), imageOf(task)?.resolution ?? '1K');
	const text = wordProgress(l10n.t, { state, startedAt, usual, isRecovery: task.type === 'recover' }, now);
	return isSandbox(job) ? `${text} · ${l10n.t('sandbox')}` : text;
}

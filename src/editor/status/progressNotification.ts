import * as vscode from 'vscode';
import type { Job, Jobs } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';
import { shortPromptOf } from '../jobs/asked';
import { unattended } from '../log';
import { whileWorking } from '../ui/notify';
import { progressText } from './progressText';

const tickMs = 1000;

/** Shows a notification with a Cancel button while the job runs. Dismissing it changes nothing. */
export function showProgress(job: Job, jobs: Jobs, latencies: Latencies, log: vscode.LogOutputChannel): void {
	const shown = whileWorking(vscode.l10n.t('Image: {0}', shortPromptOf(job)), async (report, cancelled) => {
		const tick = (): void => report(progressText(job, latencies, Date.now()));
		tick();
		const timer = setInterval(tick, tickMs);
		const over = Promise.withResolvers<undefined>();
		const listeners = [
			jobs.onDidChange((changed) => {
				if (changed === job) {
					tick();
				}
				if (!jobs.running.includes(job)) {
					over.resolve(undefined);
				}
			}),
			cancelled.onCancellationRequested(() => unattended(log, jobs.cancel(job))),
		];
		await over.promise;
		clearInterval(timer);
		vscode.Disposable.from(...listeners).dispose();
	});
	unattended(log, shown);
}

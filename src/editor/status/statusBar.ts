import * as vscode from 'vscode';
import type { Job, Jobs } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';
import { clockTime } from '../../messages/elapsed';
import { shortPromptOf } from '../jobs/asked';
import { inert } from '../ui/inert';
import { progressText } from './progressText';

const tickMs = 1000;

/** One item for all jobs, shown while any runs: the sign of life that stays when a notification is dismissed. */
export class JobsStatusBar implements vscode.Disposable {
	private readonly item = vscode.window.createStatusBarItem('imagegen.jobs', vscode.StatusBarAlignment.Left);
	private readonly listener: vscode.Disposable;
	private timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly jobs: Jobs,
		private readonly latencies: Latencies,
	) {
		this.item.name = 'Image Gen';
		this.item.command = 'imagegen.showJobs';
		this.listener = jobs.onDidChange(() => this.update());
	}

	dispose(): void {
		clearInterval(this.timer);
		this.listener.dispose();
		this.item.dispose();
	}

	private update(): void {
		const { running } = this.jobs;
		const [oldest] = running;
		if (!oldest) {
			clearInterval(this.timer);
			this.timer = undefined;
			this.item.hide();
			return;
		}
		this.timer ??= setInterval(() => this.update(), tickMs);
		const { t } = vscode.l10n;
		const now = Date.now();
		const elapsed = clockTime(now - oldest.startedAt);
		const count = running.length;
		this.item.text = `$(loading~spin) ${count === 1 ? t('Image {0}', elapsed) : t('{0} images {1}', count, elapsed)}`;
		this.item.tooltip = running.map((job) => inert(this.describe(job, now))).join('\n');
		// Without the time: a screen reader would otherwise have news every second.
		const label = count === 1 ? t('1 image in progress') : t('{0} images in progress', count);
		this.item.accessibilityInformation = { label, role: 'button' };
		this.item.show();
	}

	private describe(job: Job, now: number): string {
		return `${shortPromptOf(job)}: ${progressText(job, this.latencies, now)}`;
	}
}

import * as vscode from 'vscode';
import { shorten } from '../../documents/shorten';
import type { JobRecord } from '../../engine/jobs/records';
import { clockTime } from '../../messages/elapsed';
import { shortPromptOf } from '../jobs/asked';
import type { Job, Jobs } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';
import { tooltip, type TooltipLink } from '../ui/tooltip';
import { wordBegun } from '../jobs/begun';
import { progressText, startOf } from './progressText';
import type { Unseen } from './unseen';
import { waitingText } from './waitingText';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';

const tickMs = 1000;

/** So many images stand in the item's hover text. */
const maxLines = 10;

/** The one item for all images: what runs, and what waits until it has been seen. Nothing when there is neither. */
export class JobsStatusBar implements vscode.Disposable {
	private readonly item = vscode.window.createStatusBarItem('imagegen.jobs', vscode.StatusBarAlignment.Left);
	private readonly listeners: readonly vscode.Disposable[];
	private timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly jobs: Jobs,
		private readonly latencies: Latencies,
		private readonly unseen: Unseen,
	) {
		this.item.name = 'Image Gen';
		this.item.command = 'imagegen.showJobs';
		this.listeners = [jobs.onDidChange(() => this.update()), unseen.onDidChange(() => this.update())];
		this.update();
	}

	dispose(): void {
		clearInterval(this.timer);
		vscode.Disposable.from(this.item, ...this.listeners).dispose();
	}

	private update(): void {
		const { running } = this.jobs;
		const [oldest] = running;
		if (oldest) {
			this.timer ??= setInterval(() => this.update(), tickMs);
			this.showRunning(running, oldest, Date.now());
			return;
		}
		clearInterval(this.timer);
		this.timer = undefined;
		const { records } = this.unseen;
		if (records.length > 0) {
			this.showWaiting(records);
		} else {
			this.item.hide();
		}
	}

	private showRunning(running: readonly Job[], oldest: Job, now: number): void {
		const count = running.length;
		const resumesAt = countdownOf(running);
		const text =
			resumesAt !== undefined
				? t('Retrying in {0}', clockTime(resumesAt - now))
				: count === 1
					? t('Image {0}', clockTime(now - startOf(oldest)))
					: plural(t, count, '{0} image {1}', '{0} images {1}', clockTime(now - startOf(oldest)));
		// Without the time: a screen reader would otherwise have news every second.
		const spoken = [wordBegun(count), ...(resumesAt === undefined ? [] : [t('waiting to retry')])];
		this.show(
			`${iconOfWork()} ${text}`,
			spoken.join(', '),
			running.map((job) => `${shortPromptOf(job)}: ${progressText(job, this.latencies, now)}`),
			running.map((job) => ({
				title: count === 1 ? t('Cancel') : t('Cancel "{0}"', shortPromptOf(job, 20)),
				command: 'imagegen.cancelImage',
				args: [job.folder.id],
			})),
		);
	}

	private showWaiting(records: readonly JobRecord[]): void {
		const count = records.length;
		const text = plural(t, count, '{0} image waiting for you', '{0} images waiting for you');
		const lines = records.slice(0, maxLines).map((record) => `${nameOf(record)}: ${waitingText(record)}`);
		this.show(`$(bell-dot) ${text}`, text, [...lines, ...(count > maxLines ? ['…'] : [])], []);
	}

	private show(text: string, label: string, lines: readonly string[], links: readonly TooltipLink[]): void {
		this.item.text = text;
		this.item.tooltip = tooltip(lines, undefined, [
			...links,
			{ title: t('Show All Images'), command: 'imagegen.showJobs' },
		]);
		this.item.accessibilityInformation = { label, role: 'button' };
		this.item.show();
	}
}

/** The editor stops none of the icons that turn for whoever wants less motion. */
function iconOfWork(): string {
	const motion = vscode.workspace.getConfiguration('workbench').get('reduceMotion');
	return motion === 'on' ? '$(sparkle)' : '$(loading~spin)';
}

function nameOf({ image, id }: JobRecord): string {
	return shorten(image?.prompt ?? id, 50);
}

/** When the next attempt begins, where every image waits for one; the soonest. Wall time. */
function countdownOf(running: readonly Job[]): number | undefined {
	const times = running.flatMap(({ state }) =>
		state.phase === 'pausing' && state.resumesAt !== undefined ? [state.resumesAt] : [],
	);
	return times.length === running.length ? Math.min(...times) : undefined;
}

import * as vscode from 'vscode';
import type { Job, Jobs } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';
import type { Outcomes } from '../delivery/outcomes';
import { imageOf } from '../../engine/task';
import { serviceOf, shortPromptOf } from '../jobs/asked';
import { progressText } from '../status/progressText';
import { type LiveItem, showLiveList } from '../ui/liveList';
import { unattended } from '../log';
import type { Command } from './command';

/** Lists the images in progress, each with its own cancel, and those that wait to be saved. */
export class ShowJobsCommand implements Command {
	readonly id = 'imagegen.showJobs';

	constructor(
		private readonly jobs: Jobs,
		private readonly outcomes: Outcomes,
		private readonly waitingImages: () => Promise<readonly Job[]>,
		private readonly latencies: Latencies,
		private readonly log: vscode.LogOutputChannel,
	) {}

	async execute(): Promise<void> {
		const { t } = vscode.l10n;
		let waiting = await this.waitingImages();
		// What others settle or save meanwhile comes and goes.
		const look = async (): Promise<void> => {
			waiting = await this.waitingImages();
		};
		showLiveList({
			title: t('Images in Progress'),
			onDidChange: this.jobs.onDidChange,
			read: () => {
				const { running } = this.jobs;
				const placeholder = running.length > 0 ? t('Cancel an image with the button at the end of its line') : '';
				unattended(this.log, look());
				return { placeholder, items: this.items(running, waiting) };
			},
		});
	}

	private items(running: readonly Job[], waiting: readonly Job[]): LiveItem[] {
		const { t } = vscode.l10n;
		const separator = (id: string, label: string): LiveItem => ({
			id,
			label,
			kind: vscode.QuickPickItemKind.Separator,
		});
		const cancel = { iconPath: new vscode.ThemeIcon('close'), tooltip: t('Cancel') };
		const now = Date.now();
		const runningItems = running.map((job) => ({
			id: job.folder.id,
			iconPath: new vscode.ThemeIcon('loading~spin'),
			label: shortPromptOf(job),
			description: [progressText(job, this.latencies, now), imageOf(job.task)?.resolution].filter(Boolean).join(' · '),
			buttons: [cancel],
			press: () => unattended(this.log, this.jobs.cancel(job)),
		}));
		const cancelAll = {
			id: 'cancelAll',
			iconPath: new vscode.ThemeIcon('close-all'),
			label: t('Cancel all'),
			accept: () => running.forEach((job) => unattended(this.log, this.jobs.cancel(job))),
		};
		const waitingItems = waiting.map((job) => ({
			id: job.folder.id,
			iconPath: new vscode.ThemeIcon('file-media'),
			label: shortPromptOf(job),
			description: [serviceOf(job), t('Save As…')].filter(Boolean).join(' · '),
			accept: () => unattended(this.log, this.outcomes.saveAs(job)),
		}));
		return [
			...runningItems,
			...(running.length > 1 ? [cancelAll] : []),
			...(waiting.length > 0 ? [separator('waiting', t('Waiting to be saved')), ...waitingItems] : []),
			...(running.length + waiting.length === 0 ? [{ id: 'none', label: t('No images in progress') }] : []),
		];
	}
}

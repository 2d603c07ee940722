import * as vscode from 'vscode';
import type { Job, Jobs } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';
import type { Outcomes } from '../delivery/outcomes';
import { progressText, promptOf, serviceOf } from '../status/progressText';
import type { Command } from './command';

const tickMs = 1000;

type JobItem = vscode.QuickPickItem & { readonly id: string; accept?(): unknown; readonly job?: Job };

/** Lists the images in progress, each with its own cancel, and those that wait to be saved. */
export class ShowJobsCommand implements Command {
	readonly id = 'imagegen.showJobs';

	constructor(
		private readonly jobs: Jobs,
		private readonly outcomes: Outcomes,
		private readonly waitingImages: () => Promise<readonly Job[]>,
		private readonly latencies: Latencies,
	) {}

	async execute(): Promise<void> {
		const { t } = vscode.l10n;
		const waiting = await this.waitingImages();
		const pick = vscode.window.createQuickPick<JobItem>();
		pick.title = t('Images in Progress');
		pick.keepScrollPosition = true;
		const update = (): void => {
			const { running } = this.jobs;
			const activeId = pick.activeItems[0]?.id;
			const items = this.items(running, waiting);
			pick.placeholder = running.length > 0 ? t('Each image can be cancelled by the button at its end') : '';
			pick.items = items;
			// New items would otherwise put the person back to the first one every second.
			const active = items.find(({ id }) => id === activeId);
			if (active) {
				pick.activeItems = [active];
			}
		};
		update();
		const timer = setInterval(update, tickMs);
		const listeners = [
			this.jobs.onDidChange(update),
			pick.onDidTriggerItemButton(({ item }) => item.job && this.jobs.cancel(item.job)),
			pick.onDidAccept(() => {
				const [item] = pick.selectedItems;
				if (item?.accept) {
					pick.hide();
					item.accept();
				}
			}),
			pick.onDidHide(() => {
				clearInterval(timer);
				vscode.Disposable.from(pick, ...listeners).dispose();
			}),
		];
		pick.show();
	}

	private items(running: readonly Job[], waiting: readonly Job[]): JobItem[] {
		const { t } = vscode.l10n;
		const separator = (id: string, label: string): JobItem => ({ id, label, kind: vscode.QuickPickItemKind.Separator });
		const cancel = { iconPath: new vscode.ThemeIcon('close'), tooltip: t('Cancel') };
		const now = Date.now();
		const runningItems = running.map((job) => ({
			id: job.folder.id,
			job,
			label: `$(loading~spin) ${promptOf(job)}`,
			description: `${progressText(job, this.latencies, now)} · ${job.request.image.resolution}`,
			buttons: [cancel],
		}));
		const cancelAll = {
			id: 'cancelAll',
			label: `$(close-all) ${t('Cancel all')}`,
			accept: () => running.forEach((job) => void this.jobs.cancel(job)),
		};
		const waitingItems = waiting.map((job) => ({
			id: job.folder.id,
			label: `$(file-media) ${promptOf(job)}`,
			description: `${serviceOf(job)} · ${t('Save As…')}`,
			accept: () => this.outcomes.saveAs(job),
		}));
		return [
			...runningItems,
			...(running.length > 1 ? [cancelAll] : []),
			...(waiting.length > 0 ? [separator('waiting', t('Waiting to be saved')), ...waitingItems] : []),
			...(running.length + waiting.length === 0 ? [{ id: 'none', label: t('No images in progress') }] : []),
		];
	}
}

import type * as vscode from 'vscode';
import type { Keeping } from '../../engine/jobs/retention';
import { unattended } from '../log';
import type { Library } from './library';
import { runAside } from '../../engine/jobs/launch';

export interface HousekeepingOptions {
	readonly cliPath: string;
	readonly jobsPath: string;
	/** How much the person wants to be kept. */
	readonly keeping: () => Keeping;
	readonly log: vscode.LogOutputChannel;
}

/** Images often come several at once, and starting a process keeps the editor's other extensions waiting: one is started for all of them. */
const gatherMs = 1000;

/** Has the jobs that are dealt with put away: a record and a thumbnail each. In a process of its own, one at a time. */
export class Housekeeping implements vscode.Disposable {
	private readonly listener: vscode.Disposable;
	private timer: NodeJS.Timeout | undefined;
	private isRunning = false;
	private isDue = false;

	constructor(
		private readonly library: Library,
		private readonly options: HousekeepingOptions,
	) {
		this.listener = library.onDidClose(() => {
			this.timer ??= setTimeout(() => this.run(), gatherMs);
		});
	}

	dispose(): void {
		clearTimeout(this.timer);
		this.listener.dispose();
	}

	private run(): void {
		this.timer = undefined;
		if (this.isRunning) {
			this.isDue = true;
			return;
		}
		this.isRunning = true;
		const { cliPath, jobsPath, keeping, log } = this.options;
		const { count, days, bytes, originalDays } = keeping();
		const limits = ['--count', count, '--days', days, '--megabytes', bytes / 1e6, '--original-days', originalDays].map(
			String,
		);
		runAside(cliPath, ['shrink', jobsPath, ...limits], () => {
			this.isRunning = false;
			unattended(log, this.library.refresh());
			if (this.isDue) {
				this.isDue = false;
				this.run();
			}
		});
	}
}

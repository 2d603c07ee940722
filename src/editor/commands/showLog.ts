import type * as vscode from 'vscode';
import type { Command } from './command';

/** Shows what happened to every job, step by step. */
export class ShowLogCommand implements Command {
	readonly id = 'imagegen.showLog';

	constructor(private readonly log: vscode.LogOutputChannel) {}

	execute(): void {
		this.log.show();
	}
}

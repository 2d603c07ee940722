import * as vscode from 'vscode';
import { extensionId } from '../ui/extensionId';
import type { Command } from './command';

/** Opens the walkthrough. */
export class GetStartedCommand implements Command {
	readonly id = 'imagegen.getStarted';

	async execute(): Promise<void> {
		const open = () =>
			vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#start`, false);
		await open();
		// In a new profile VS Code 1.106 has its own walkthrough for an answer, whichever is asked for first.
		await open();
	}
}

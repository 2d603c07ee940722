import * as vscode from 'vscode';
import { extensionId } from '../ui/extensionId';
import type { Command } from './command';

/** Opens the walkthrough. */
export class GetStartedCommand implements Command {
	readonly id = 'imagegen.getStarted';

	async execute(): Promise<void> {
		await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#start`, false);
	}
}

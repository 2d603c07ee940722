import * as vscode from 'vscode';

/** One entry of the command palette. */
export interface Command {
	/** As in package.json. */
	readonly id: string;
	execute(): unknown;
}

/** Registers the commands until the result is disposed. */
export function registerCommands(commands: readonly Command[]): vscode.Disposable {
	return vscode.Disposable.from(
		...commands.map((command) => vscode.commands.registerCommand(command.id, () => command.execute())),
	);
}

import * as vscode from 'vscode';

/** One entry of the command palette. */
export interface Command {
	/** As in package.json. */
	readonly id: string;
	/** Whoever runs it by its id may give arguments; the palette gives none. */
	execute(...args: readonly unknown[]): unknown;
}

/** Registers the commands until the result is disposed. */
export function registerCommands(commands: readonly Command[]): vscode.Disposable {
	return vscode.Disposable.from(
		...commands.map((command) =>
			vscode.commands.registerCommand(command.id, (...args: readonly unknown[]) => command.execute(...args)),
		),
	);
}

import * as vscode from 'vscode';
import { unattended } from '../log';
import { showLog } from '../ui/actions';
import { notify } from '../ui/notify';
import { reasonOf } from '../ui/reason';

/** One entry of the command palette. */
export interface Command {
	/** As in package.json. */
	readonly id: string;
	/** Whoever runs it by its id may give arguments; the palette gives none. */
	execute(...args: readonly unknown[]): unknown;
}

/** Registers the commands until the result is disposed. One that fails says why. */
export function registerCommands(commands: readonly Command[], log: vscode.LogOutputChannel): vscode.Disposable {
	return vscode.Disposable.from(
		...commands.map((command) =>
			vscode.commands.registerCommand(command.id, async (...args: readonly unknown[]) => {
				try {
					await command.execute(...args);
				} catch (error) {
					log.error(`${command.id}: ${String(error)}`);
					unattended(log, notify('error', vscode.l10n.t("Couldn't do that. {0}", reasonOf(error)), [showLog()]));
				}
			}),
		),
	);
}

import type * as vscode from 'vscode';
import { unattended } from '../log';
import { showLog } from '../ui/actions';
import { notify } from '../ui/notify';
import { reasonOf } from '../ui/reason';
import { t } from '../ui/translate';

/** One entry of the command palette. */
export interface Command {
	/** As in package.json. */
	readonly id: string;
	/** Whoever runs it by its id may give arguments; the palette gives none. */
	execute(...args: readonly unknown[]): unknown;
}

/** Runs a command. One that fails says why. */
export async function runCommand(
	command: Command,
	args: readonly unknown[],
	log: vscode.LogOutputChannel,
): Promise<void> {
	try {
		await command.execute(...args);
	} catch (error) {
		log.error(`${command.id}: ${String(error)}`);
		unattended(log, notify('error', t("Couldn't do that. {0}", reasonOf(error)), [showLog()], 'image-gen-itself'));
	}
}

import type * as vscode from 'vscode';
import { showLog } from '../ui/actions';
import { notify } from '../ui/notify';
import { reasonOf } from '../ui/reason';
import { t } from '../ui/translate';

/** Tells why a job could not be started. Resolves as `notify` does. */
export function tellNotStarted(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
	log.error(`not started: ${String(error)}`);
	const message = t("Couldn't start generating the image, and nothing was sent. {0}", reasonOf(error));
	return notify('error', message, [showLog()], 'image-gen-itself');
}

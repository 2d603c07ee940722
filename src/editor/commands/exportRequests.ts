import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { readHistory } from '../../engine/jobs/history';
import { claimableMs, toCsv, worthClaiming } from '../../engine/jobs/requestList';
import { exactTime } from '../../messages/elapsed';
import { unattended } from '../log';
import { openFile } from '../ui/actions';
import { notify } from '../ui/notify';
import { askPick, back } from '../ui/quickInput';
import type { Command } from './command';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';

type ChoiceItem = vscode.QuickPickItem & { readonly onlyClaimable: boolean };

/** Writes the requests that went out into a table: the record that a provider asks for who compensates for slow and lost ones. */
export class ExportRequestsCommand implements Command {
	readonly id = 'imagegen.exportRequests';

	constructor(
		private readonly jobsPath: string,
		private readonly log: vscode.LogOutputChannel,
	) {}

	async execute(): Promise<void> {
		const items = choices();
		const answer = await askPick<ChoiceItem>({
			title: t('Export Requests'),
			placeholder: t('Choose the requests to export'),
			items,
			active: items[0],
		});
		if (answer === undefined || answer === back) {
			return;
		}
		const all = await readHistory(this.jobsPath);
		const requests = answer.onlyClaimable ? all.filter((request) => worthClaiming(request, claimableMs)) : all;
		if (requests.length === 0) {
			const message =
				all.length === 0
					? t('There are no requests to export.')
					: plural(
							t,
							all.length,
							'{0} request, and it was neither that slow nor lost.',
							'None of {0} requests was that slow, or lost.',
						);
			unattended(this.log, notify('info', message, []));
			return;
		}
		const file = await askFile();
		if (!file) {
			return;
		}
		await vscode.workspace.fs.writeFile(file, Buffer.from(toCsv(requests), 'utf8'));
		const message = plural(t, requests.length, '{0} request exported.', '{0} requests exported.');
		unattended(this.log, notify('info', message, [openFile(file)]));
	}
}

function choices(): ChoiceItem[] {
	return [
		{ label: t('Slower than {0}, or lost', exactTime(t, claimableMs)), onlyClaimable: true },
		{ label: t('All requests'), onlyClaimable: false },
	];
}

/** Where the table goes; undefined when the person changed their mind. */
async function askFile(): Promise<vscode.Uri | undefined> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
	// The date at which the table's own times are: UTC.
	const name = `image-requests-${new Date().toISOString().slice(0, 10)}.csv`;
	return await vscode.window.showSaveDialog({
		title: t('Export Requests'),
		defaultUri: vscode.Uri.joinPath(folder, name),
		filters: { [t('Tables')]: ['csv'] },
	});
}

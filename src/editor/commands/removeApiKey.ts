import * as vscode from 'vscode';
import { askPick, back } from '../form/quickInput';
import { notify } from '../progress/notify';
import type { Keys } from '../secrets';
import type { Command } from './command';

/** Removes a key from the secret storage. */
export class RemoveApiKeyCommand implements Command {
	readonly id = 'imagegen.removeApiKey';

	constructor(private readonly keys: Keys) {}

	async execute(): Promise<void> {
		const { t } = vscode.l10n;
		const origins = await this.keys.origins();
		if (origins.length === 0) {
			return notify('info', t('No API key is stored.'), []);
		}
		const answer = await askPick({
			title: t('Remove API Key'),
			placeholder: t('The key of which service?'),
			items: origins.map((label) => ({ label })),
		});
		if (answer !== undefined && answer !== back) {
			await this.keys.remove(answer.label);
			vscode.window.setStatusBarMessage(t('API key of {0} removed.', answer.label), 5000);
		}
	}
}

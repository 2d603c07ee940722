import * as vscode from 'vscode';
import { connectionFor, presetOf } from '../../engine/services/catalogue';
import type { KeyForm } from '../form/keyForm';
import type { ServiceForm } from '../form/serviceForm';
import type { Settings } from '../settings';
import type { Command } from './command';

/** Asks for the key of the service that is set; first for a service where that one takes none. */
export class SetApiKeyCommand implements Command {
	readonly id = 'imagegen.setApiKey';

	constructor(
		private readonly settings: Settings,
		private readonly services: ServiceForm,
		private readonly keyForm: KeyForm,
	) {}

	async execute(): Promise<void> {
		const settings = this.settings.read();
		const connection = connectionFor(settings);
		const takesKey = presetOf(settings.service)?.key !== 'none';
		if (!takesKey || typeof connection !== 'object') {
			await this.services.choose(vscode.l10n.t('Select the Service of the Key'));
		} else if ((await this.keyForm.ask(connection)) !== undefined) {
			vscode.window.setStatusBarMessage(vscode.l10n.t('API key kept for {0}.', new URL(connection.baseUrl).host), 5000);
		}
	}
}

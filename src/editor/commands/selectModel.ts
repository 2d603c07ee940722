import * as vscode from 'vscode';
import type { ModelForm } from '../form/modelForm';
import type { Command } from './command';

/** Asks for the model of the service that is set. */
export class SelectModelCommand implements Command {
	readonly id = 'imagegen.selectModel';

	constructor(private readonly models: ModelForm) {}

	async execute(): Promise<void> {
		await this.models.choose(vscode.l10n.t('Select Model'));
	}
}

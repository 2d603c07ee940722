import * as vscode from 'vscode';
import type { ServiceForm } from '../form/serviceForm';
import type { Command } from './command';

/** Asks who draws the images from now on. */
export class SelectServiceCommand implements Command {
	readonly id = 'imagegen.selectService';

	constructor(private readonly services: ServiceForm) {}

	async execute(): Promise<void> {
		await this.services.choose(vscode.l10n.t('Select Service'));
	}
}

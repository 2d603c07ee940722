import * as vscode from 'vscode';
import { takesLinks } from '../delivery/links';
import { notify } from '../ui/notify';
import type { Command } from './command';
import type { ImageStarter } from './imageStarter';
import { t } from '../ui/translate';

/** Makes an image, saves it into the workspace, and inserts a reference where the cursor stands now. */
export class InsertImageCommand implements Command {
	readonly id = 'imagegen.insert';

	constructor(private readonly starter: ImageStarter) {}

	async execute(): Promise<void> {
		const editor = vscode.window.activeTextEditor;
		if (!editor || !takesLinks(editor.document)) {
			await notify('info', t('Place the cursor in a document first.'), []);
			return;
		}
		await this.starter.start('insert', t('Insert Generated Image'), editor);
	}
}

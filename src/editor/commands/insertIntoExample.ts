import * as vscode from 'vscode';
import { t } from '../ui/translate';
import type { Command } from './command';

/** Opens a new document with a few words, for whoever has none at hand, and asks for an image at its end. */
export class InsertIntoExampleCommand implements Command {
	readonly id = 'imagegen.insertIntoExample';

	async execute(): Promise<void> {
		const content = `# ${t('The fox')}\n\n${t('It had snowed all night, and the fox was out first.')}\n\n`;
		const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
		const end = document.positionAt(content.length);
		await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(end, end) });
		await vscode.commands.executeCommand('imagegen.insert');
	}
}

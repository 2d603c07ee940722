import * as vscode from 'vscode';
import type { Section } from '../../messages/sections';
import { extensionId } from './extensionId';

/** Opens the packed page on what can go wrong at a section, in a preview that stays there while the person goes on writing Markdown. */
export async function learnMore(section: Section): Promise<void> {
	const extension = vscode.extensions.getExtension(extensionId);
	if (extension) {
		const page = vscode.Uri.joinPath(extension.extensionUri, 'docs/troubleshooting.md').with({ fragment: section });
		await vscode.commands.executeCommand('markdown.showPreview', page, undefined, { locked: true });
	}
}

import * as vscode from 'vscode';
import type { PromptFiles } from '../form/promptFiles';
import type { PromptForm } from '../form/promptForm';
import type { Command } from './command';
import type { ImageStarter } from './imageStarter';

/** What can be done with the prompt while it is typed. */
export function promptCommands(prompts: PromptForm, files: PromptFiles, starter: ImageStarter): Command[] {
	return [
		{ id: 'imagegen.earlierPrompt', execute: () => prompts.recall(1) },
		{ id: 'imagegen.laterPrompt', execute: () => prompts.recall(-1) },
		{ id: 'imagegen.writePrompt', execute: () => prompts.writeInEditor() },
		{
			id: 'imagegen.usePrompt',
			execute: async () => {
				const { text } = files;
				if (!(await prompts.useWritten())) {
					// Of an earlier window: whatever it was for, nobody waits for it any more.
					const subject = { title: vscode.l10n.t('Generate Image'), prompt: text, isWritten: true };
					await starter.startFor(subject, { command: 'generate', anchor: undefined });
				}
			},
		},
	];
}

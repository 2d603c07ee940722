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
			execute: async (given) => {
				const path = files.pathFor(given);
				const left = path === undefined ? undefined : await prompts.useWritten(path);
				await (left && starter.resume(left));
			},
		},
	];
}

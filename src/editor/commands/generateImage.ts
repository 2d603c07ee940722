import * as vscode from 'vscode';
import type { Command } from './command';
import type { ImageStarter } from './imageStarter';
import { t } from '../ui/translate';

/** Makes an image and saves it into the workspace. */
export class GenerateImageCommand implements Command {
	readonly id = 'imagegen.generate';

	constructor(private readonly starter: ImageStarter) {}

	execute(): Promise<void> {
		return this.starter.start('generate', t('Generate Image'), vscode.window.activeTextEditor);
	}
}

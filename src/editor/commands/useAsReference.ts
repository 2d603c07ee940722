import * as vscode from 'vscode';
import { isImagePath } from '../../documents/imagePath';
import { takesLinks } from '../delivery/links';
import { inputFile, inputFlawsOf } from '../jobs/inputs';
import { notify } from '../ui/notify';
import type { Command } from './command';
import type { ImageStarter } from './imageStarter';
import { t } from '../ui/translate';

/** Makes an image after others: for the document that the person writes, where there is one. */
export class UseAsReferenceCommand implements Command {
	readonly id = 'imagegen.useAsReference';

	constructor(private readonly starter: ImageStarter) {}

	/** The explorer names the file that was clicked, and all that are selected; others name one by its address. */
	async execute(clicked?: unknown, selected?: unknown): Promise<void> {
		const among: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
		const uris = among.map((one) => (typeof one === 'string' ? vscode.Uri.parse(one) : one));
		// Beside images a document may be selected: the one that is being written, as a rule.
		const images = uris.filter((uri) => uri instanceof vscode.Uri).filter(({ path }) => isImagePath(path));
		const files = images.map(inputFile);
		const flaw = files.length === 0 ? t('Select images in the explorer first.') : await inputFlawsOf(files);
		if (flaw !== undefined) {
			await notify('info', flaw, []);
			return;
		}
		const editor = vscode.window.activeTextEditor;
		const along = { files, isEdit: false };
		await (editor && takesLinks(editor.document)
			? this.starter.start('insert', t('Insert Generated Image'), editor, along)
			: this.starter.start('generate', t('Generate Image'), editor, along));
	}
}

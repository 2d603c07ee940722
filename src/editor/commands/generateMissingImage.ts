import * as vscode from 'vscode';
import { findDocument } from '../anchors/documents';
import type { QuickFixes } from '../missing/quickFixes';
import type { TaskBuilder } from '../form/taskBuilder';
import { selectService } from '../ui/actions';
import { notify } from '../ui/notify';
import type { Command } from './command';
import type { ImageStarter } from './imageStarter';
import { t } from '../ui/translate';

/** Makes the image that a link leads to: the one of a quick fix, or where the cursor is. */
export class GenerateMissingImageCommand implements Command {
	readonly id = 'imagegen.generateMissingImage';

	constructor(
		private readonly starter: ImageStarter,
		private readonly fixes: QuickFixes,
		private readonly tasks: Pick<TaskBuilder, 'refusalForLink'>,
	) {}

	/** Nothing but a place: what may be written where follows from the link that stands there. */
	async execute(uri?: unknown, place?: unknown): Promise<void> {
		const editor = vscode.window.activeTextEditor;
		const document = uri instanceof vscode.Uri ? await findDocument(uri) : editor?.document;
		const position = place instanceof vscode.Position ? place : editor?.selection.active;
		const [image] =
			document && position ? await this.fixes.missingAt(document, new vscode.Range(position, position)) : [];
		if (!document || !image) {
			await notify('info', t('There is no link here to an image that is missing.'), []);
			return;
		}
		const { prompt, target, from, isSvg } = image;
		const refusal = this.tasks.refusalForLink(isSvg);
		if (refusal !== undefined) {
			await notify('warning', refusal, [selectService()], 'model');
			return;
		}
		const link = { document, position: document.positionAt(from), target };
		await this.starter.startAtLink(t('Generate Missing Image'), prompt, link);
	}
}

import { posix } from 'node:path';
import * as vscode from 'vscode';
import { inert } from '../ui/inert';
import { languageOf } from '../anchors/documents';
import type { LinkedImage, LinkedImages } from '../delivery/linkedImages';
import type { Recipes } from '../delivery/recipes';
import type { Library } from '../jobs/library';
import type { MissingImage, MissingImages } from './missingImages';
import { t } from '../ui/translate';

/** What the editor's own Markdown extension says of such links where its validation is on. */
const diagnosticCode = 'link.no-such-file';

/** The command of the quick fix, with the document and an offset in it. */
const generateMissingImage = 'imagegen.generateMissingImage';

/** Offers to make the image where a link leads to none, and other versions of those that are there. */
export class QuickFixes {
	constructor(
		private readonly linked: LinkedImages,
		private readonly missing: MissingImages,
		private readonly library: Pick<Library, 'deliveredTo'>,
		private readonly recipes: Pick<Recipes, 'find'>,
	) {}

	/** The images that are missing at a part of a document. */
	async missingAt(document: vscode.TextDocument, range: vscode.Range): Promise<readonly MissingImage[]> {
		const text = { uri: document.uri, languageId: languageOf(document), text: document.getText() };
		return this.missing.missing(text, await this.linked.at(document, range));
	}

	async at(
		document: vscode.TextDocument,
		range: vscode.Range,
		{ diagnostics }: vscode.CodeActionContext,
	): Promise<vscode.CodeAction[]> {
		const [missing, there] = await Promise.all([
			this.missingAt(document, range),
			this.linked.imagesAt(document, range),
		]);
		return [
			...missingFixes(document, missing, diagnostics),
			...(await Promise.all(there.map((image) => this.versionsOf(document, image)))).flat(),
		];
	}

	/** What can be done with an image that is there. */
	private async versionsOf(
		document: vscode.TextDocument,
		{ uri, link }: LinkedImage,
	): Promise<readonly vscode.CodeAction[]> {
		const place = { document: document.uri.toString(), offset: link.from };
		const action = (title: string, command: string): vscode.CodeAction => {
			const found = new vscode.CodeAction(inert(title), vscode.CodeActionKind.RefactorRewrite);
			found.command = { command, title: found.title, arguments: [uri.toString(), place] };
			return found;
		};
		const name = posix.basename(uri.path);
		return [
			action(t('Edit image {0}…', name), 'imagegen.edit'),
			...((this.library.deliveredTo(uri) ?? (await this.recipes.find(uri)))
				? [
						action(t('Generate image {0} again', name), 'imagegen.generateAgain'),
						action(t('Vary image {0}…', name), 'imagegen.vary'),
					]
				: []),
		];
	}
}

function missingFixes(
	document: vscode.TextDocument,
	images: readonly MissingImage[],
	diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
	return images.map((image) => {
		const title = images.length === 1 ? t('Generate missing image…') : t('Generate missing image {0}…', image.path);
		const action = new vscode.CodeAction(inert(title), vscode.CodeActionKind.QuickFix);
		const place = new vscode.Range(document.positionAt(image.from), document.positionAt(image.to));
		action.command = {
			...{ command: generateMissingImage, title: action.title },
			arguments: [document.uri, place.start],
		};
		action.diagnostics = diagnostics.filter((one) => codeOf(one) === diagnosticCode && one.range.intersection(place));
		action.isPreferred = action.diagnostics.length > 0;
		return action;
	});
}

function codeOf({ code }: vscode.Diagnostic): unknown {
	return typeof code === 'object' ? code.value : code;
}

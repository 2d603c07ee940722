import * as vscode from 'vscode';
import type { LinkedFile } from '../../documents/linkedFiles';
import { inert } from '../ui/inert';
import { languageOf } from '../anchors/documents';
import type { LinkingText, MissingImage, MissingImages } from './missingImages';

/** Whoever waits for a light bulb waits no longer. */
const maxReadingMs = 5_000;

/** What the editor's own Markdown extension says of such links where its validation is on. */
const diagnosticCode = 'link.no-such-file';

/** The command of the quick fix, with the document and an offset in it. */
const generateMissingImage = 'imagegen.generateMissingImage';

/** Offers to make the image where a link leads to none. */
export class QuickFixes {
	/** The links of documents as they were at last. Undefined links: those of a text that takes too long to read. */
	private readonly cache = new WeakMap<
		vscode.TextDocument,
		{ readonly version: number; readonly links: Promise<readonly LinkedFile[] | undefined> }
	>();

	constructor(private readonly missing: MissingImages) {}

	/** The images that are missing at a part of a document. */
	async missingAt(document: vscode.TextDocument, range: vscode.Range): Promise<readonly MissingImage[]> {
		const text = { uri: document.uri, languageId: languageOf(document), text: document.getText() };
		const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
		const links = (await this.linksIn(document, text)) ?? [];
		return this.missing.missing(
			text,
			links.filter((link) => {
				const { from: start, to: end } = link.whole ?? link;
				return start <= to && from <= end;
			}),
		);
	}

	async at(
		document: vscode.TextDocument,
		range: vscode.Range,
		{ diagnostics }: vscode.CodeActionContext,
	): Promise<vscode.CodeAction[]> {
		const { t } = vscode.l10n;
		const images = await this.missingAt(document, range);
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

	private linksIn(document: vscode.TextDocument, text: LinkingText): Promise<readonly LinkedFile[] | undefined> {
		const { version } = document;
		const cached = this.cache.get(document);
		if (cached?.version === version) {
			return cached.links;
		}
		const links = this.missing.linksIn(text, maxReadingMs);
		this.cache.set(document, { version, links });
		return links;
	}
}

function codeOf({ code }: vscode.Diagnostic): unknown {
	return typeof code === 'object' ? code.value : code;
}

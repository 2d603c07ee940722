import * as vscode from 'vscode';
import { alternativeText } from '../../documents/altText';
import { linkAt, refersTo } from '../../documents/base';
import type { formatOf } from '../../documents/formats';
import type { insertionAt } from '../../documents/insertion';
import { firstRule } from '../../documents/globRules';
import type { ImageLink } from '../../documents/link';
import type { placeOf } from '../../documents/place';
import type { PublicRoot } from '../../documents/sites/site';
import type { Place } from '../../documents/spots';
import { targetFrom } from '../../documents/target';
import type { Anchor } from '../anchors/anchor';
import { fileOf, findDocument, folderOf, languageOf } from '../anchors/documents';
import { obstacleIn } from '../anchors/obstacles';
import type { Settings } from '../settings';
import { siteOfDocument } from './sites';

/** An image that documents are to refer to. */
export interface Linked {
	readonly uri: vscode.Uri;
	readonly prompt: string;
	/** In pixels, where they are known. */
	readonly size?: { readonly width: number; readonly height: number };
}

/** What reads and writes documents' languages: large, and needed once an image is there. */
export interface Languages {
	readonly formatOf: typeof formatOf;
	readonly insertionAt: typeof insertionAt;
	readonly placeOf: typeof placeOf;
}

/** Puts links to images into documents, each in the language of the place. */
export class Links {
	constructor(
		private readonly load: () => Promise<Languages>,
		private readonly settings: Settings,
	) {}

	/** Whether the anchor's document refers to the image. */
	async isInserted({ uri }: Anchor, image: vscode.Uri): Promise<boolean> {
		const document = await findDocument(uri);
		return document !== undefined && (await this.refersTo(document, image));
	}

	/** Whether the document refers to the image. */
	async refersTo(document: vscode.TextDocument, image: vscode.Uri): Promise<boolean> {
		const { formatOf } = await this.load();
		const target = targetFrom(homeOf(document.uri), image, await this.rootFor(document));
		return refersTo(formatOf(languageOf(document)), document.getText(), target);
	}

	/**
	 * Inserts a link to the image where the anchor is by now, as one step of undo, whether or not the document is shown or open.
	 * False when the place is not known any more, or the document cannot be edited.
	 */
	async insertAtAnchor(anchor: Anchor, image: Linked): Promise<boolean> {
		await this.load();
		for (;;) {
			const document = (await obstacleIn(anchor.uri)) ? undefined : await findDocument(anchor.uri);
			const root = document && (await this.rootFor(document));
			const offset = document && anchor.offsetIn(document);
			if (!document || offset === undefined) {
				return false;
			}
			const { version } = document;
			const place = { text: document.getText(), offset, ...anchor.asked };
			if (await this.insert(document, place, image, root, anchor)) {
				return true;
			}
			// The editor refuses an edit that typing has overtaken, which over a slow remote connection is every one until the
			// person pauses. Refused without that, the document cannot be edited.
			if (document.version === version) {
				return false;
			}
		}
	}

	/** A link to the image as it would stand within a line of the document; without one its path. */
	async textFor(uri: vscode.Uri | undefined, image: Linked): Promise<string> {
		const document = uri && (await findDocument(uri));
		const { formatOf } = await this.load();
		const root = document && (await this.rootFor(document));
		const format = document && formatOf(languageOf(document));
		const text = document?.getText() ?? '';
		const link = format && linkAt(format, text, text.length, linkFrom(document, image, root));
		return (link && format.inLine(link)) ?? vscode.workspace.asRelativePath(image.uri, false);
	}

	/** Inserts a link at the cursor, behind what is selected, or in the stead of a path that is. False where the document cannot be edited. */
	async insertAtCursor({ document, selection }: vscode.TextEditor, image: Linked): Promise<boolean> {
		if ((await obstacleIn(document.uri)) === 'readOnly') {
			return false;
		}
		const root = await this.rootFor(document);
		return this.insert(document, await this.placeOf(document, selection), image, root);
	}

	/** The place that is meant by whoever asks for an image with that selected. */
	async placeOf(document: vscode.TextDocument, selected: vscode.Range): Promise<Place> {
		const [text, from, to] = [document.getText(), document.offsetAt(selected.start), document.offsetAt(selected.end)];
		const { formatOf, placeOf } = await this.load();
		return placeOf(formatOf(languageOf(document)), text, { from, to });
	}

	private async insert(
		document: vscode.TextDocument,
		place: Place,
		image: Linked,
		root: PublicRoot | undefined,
		anchor?: Anchor,
	): Promise<boolean> {
		const { formatOf, insertionAt } = await this.load();
		const style = this.settings.links(document.uri);
		const link = linkFrom(document, image, root);
		const insertion = insertionAt(formatOf(languageOf(document), style), place, link, templateFor(document, style));
		if (typeof insertion === 'string' || document.isClosed || document.getText() !== place.text) {
			return false;
		}
		const edit = new vscode.WorkspaceEdit();
		for (const { from, to, text } of [insertion, ...(insertion.also ?? [])]) {
			edit.replace(document.uri, new vscode.Range(document.positionAt(from), document.positionAt(to)), text);
		}
		const apply = (): Thenable<boolean> => vscode.workspace.applyEdit(edit);
		const isDone = await (anchor ? anchor.whileInserting(document, insertion, apply) : apply());
		if (isDone) {
			deselect(document, insertion.text);
		}
		return isDone;
	}

	/** What links begin with there to images that the document's site publishes. */
	private async rootFor(document: vscode.TextDocument): Promise<PublicRoot | undefined> {
		return (await siteOfDocument(this.settings, document))?.publicRoot;
	}
}

/** Documents that are written by programs, or thrown away: no image belongs there. */
const transientLanguages: ReadonlySet<string> = new Set([
	'log',
	'scminput',
	'search-result',
	'git-commit',
	'git-rebase',
]);

/** Whether a link can be inserted into documents such as this one. */
export function takesLinks({ uri, languageId }: vscode.TextDocument): boolean {
	return (
		!transientLanguages.has(languageId) &&
		(['untitled', 'vscode-notebook-cell'].includes(uri.scheme) || fileOf(uri) !== undefined)
	);
}

/** The template that the person has for links in such documents. */
function templateFor(document: vscode.TextDocument, { templates }: ReturnType<Settings['links']>): string | undefined {
	const folderPaths = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.path);
	const documentPath = (fileOf(document.uri) ?? document.uri).path;
	return firstRule(templates, { documentPath, folderPaths }, (rule) => rule === languageOf(document));
}

/** Where what was inserted has become a part of what is selected, the next key would take it away. */
function deselect(document: vscode.TextDocument, inserted: string): void {
	for (const editor of vscode.window.visibleTextEditors.filter((one) => one.document === document)) {
		const isSpoiled = ({ isEmpty, start, end }: vscode.Selection): boolean =>
			!isEmpty && document.getText(new vscode.Range(start, end)).endsWith(inserted);
		if (editor.selections.some(isSpoiled)) {
			editor.selections = editor.selections.map((one) =>
				isSpoiled(one) ? new vscode.Selection(one.end, one.end) : one,
			);
		}
	}
}

function linkFrom(
	document: vscode.TextDocument,
	{ uri, prompt, size }: Linked,
	root: PublicRoot | undefined,
): ImageLink {
	const target = targetFrom(homeOf(document.uri), uri, root);
	return { target, alt: alternativeText(prompt), prompt, ...(size && { size }) };
}

/** The folder that a document's relative links are meant from; the workspace folder for one that is not saved yet. */
function homeOf(uri: vscode.Uri): vscode.Uri {
	const file = fileOf(uri);
	return file ? vscode.Uri.joinPath(file, '..') : (folderOf(undefined) ?? uri);
}

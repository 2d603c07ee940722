import * as vscode from 'vscode';
import { alternativeText } from '../../documents/altText';
import { linkAt, refersTo } from '../../documents/base';
import type { formatOf } from '../../documents/formats';
import type { insertionAt } from '../../documents/insertion';
import type { ImageLink } from '../../documents/link';
import type { PublicRoot } from '../../documents/sites/site';
import type { Place } from '../../documents/spots';
import { targetFrom } from '../../documents/target';
import type { Anchor } from '../anchors/anchor';
import { fileOf, findDocument, folderOf } from '../anchors/documents';
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
		return refersTo(formatOf(document.languageId), document.getText(), target);
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
			const place = { text: document.getText(), offset, isBlock: anchor.isBlock };
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
		const format = document && formatOf(document.languageId);
		const text = document?.getText() ?? '';
		const link = format && linkAt(format, text, text.length, linkFrom(document, image, root));
		return (link && format.inLine(link)) ?? vscode.workspace.asRelativePath(image.uri, false);
	}

	/** Inserts a link at the end of what is selected. False where the document cannot be edited. */
	async insertAtCursor(editor: vscode.TextEditor, image: Linked): Promise<boolean> {
		const { document } = editor;
		if ((await obstacleIn(document.uri)) === 'readOnly') {
			return false;
		}
		const { end } = editor.selection;
		const isBlock = document.lineAt(end).isEmptyOrWhitespace;
		const place = { text: document.getText(), offset: document.offsetAt(end), isBlock };
		return this.insert(document, place, image, await this.rootFor(document));
	}

	private async insert(
		document: vscode.TextDocument,
		place: Place,
		image: Linked,
		root: PublicRoot | undefined,
		anchor?: Anchor,
	): Promise<boolean> {
		const { formatOf, insertionAt } = await this.load();
		const insertion = insertionAt(formatOf(document.languageId), place, linkFrom(document, image, root));
		if (typeof insertion === 'string' || document.isClosed || document.getText() !== place.text) {
			return false;
		}
		const edit = new vscode.WorkspaceEdit();
		for (const { from, to, text } of [insertion, ...(insertion.also ?? [])]) {
			edit.replace(document.uri, new vscode.Range(document.positionAt(from), document.positionAt(to)), text);
		}
		const apply = (): Thenable<boolean> => vscode.workspace.applyEdit(edit);
		return anchor ? anchor.whileInserting(document, insertion, apply) : apply();
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

function linkFrom(
	document: vscode.TextDocument,
	{ uri, prompt, size }: Linked,
	root: PublicRoot | undefined,
): ImageLink {
	const target = targetFrom(homeOf(document.uri), uri, root);
	return { target, alt: alternativeText(prompt), ...(size && { size }) };
}

/** The folder that a document's relative links are meant from; the workspace folder for one that is not saved yet. */
function homeOf(uri: vscode.Uri): vscode.Uri {
	const file = fileOf(uri);
	return file ? vscode.Uri.joinPath(file, '..') : (folderOf(undefined) ?? uri);
}

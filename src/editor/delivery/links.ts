import * as vscode from 'vscode';
import { alternativeText, ownAlternativeText } from '../../documents/altText';
import { joined } from '../../documents/edits';
import { firstRule } from '../../documents/globRules';
import type { ImageLink } from '../../documents/link';
import { placeOf } from '../../documents/place';
import type { Readings } from '../../documents/readings';
import type { PublicRoot } from '../../documents/sites/site';
import type { Place } from '../../documents/spots';
import { targetFrom } from '../../documents/target';
import type { Anchor } from '../anchors/anchor';
import { cellScheme, fileOf, folderOf, languageOf } from '../anchors/documents';
import { obstacleAt, obstacleIn } from '../anchors/obstacles';
import type { Settings } from '../settings';
import { LinkedImages } from './linkedImages';
import type { Reader } from './reader';
import { siteOfDocument } from './sites';
import { setContext } from '../ui/context';

/** An image that documents are to refer to. */
export interface Linked {
	readonly uri: vscode.Uri;
	readonly prompt: string;
	/** What it shows, as somebody has written it; empty for one that only decorates. Without it the prompt tells. */
	readonly alt?: string;
	/** In pixels, where they are known. */
	readonly size?: { readonly width: number; readonly height: number };
}

/**
 * What became of a link: inserted; or its document cannot be edited or takes too long to read, or the place is not known any more; or what
 * stands there leads elsewhere by now.
 */
export type LinkInsertion = NewLink | 'otherLink';
type NewLink = 'inserted' | 'notInserted' | 'notRead';

/** A document of many MiB takes seconds; the image took minutes. What takes longer is no document that a person has written. */
const maxReadingMs = 20_000;

/** A question is waiting to be asked. */
const maxPlaceMs = 1000;

/** Less than it takes to say what an image is to show. */
const maxCheckMs = 5000;

/** Puts links to images into documents, each in the language of the place. */
export class Links {
	private readonly linked: LinkedImages;

	/**
	 * @param reader Of its own: no link waits until a whole folder is read.
	 * @param maxMs How long a document may take to read.
	 */
	constructor(
		private readonly reader: Pick<Reader, 'read'>,
		private readonly settings: Settings,
		private readonly maxMs = maxReadingMs,
	) {
		this.linked = new LinkedImages(reader, settings);
	}

	/** Whether the anchor's document refers to the image; undefined where it takes too long to tell. */
	async isInserted(anchor: Anchor, image: vscode.Uri): Promise<boolean | undefined> {
		const document = await anchor.open();
		return document ? this.refersTo(document, image) : false;
	}

	/** Whether the document refers to the image; undefined where it takes too long to tell. */
	async refersTo(document: vscode.TextDocument, image: vscode.Uri): Promise<boolean | undefined> {
		const target = targetFrom(homeOf(document.uri), image, await this.rootFor(document));
		return this.reader.read('reference', { ...writtenIn(document), target }, this.maxMs);
	}

	/**
	 * Inserts a link to the image where the anchor is by now, as one step of undo, whether or not the document is shown or open.
	 *
	 * @param instead The file that the link there must lead to still, where the image goes in its stead.
	 */
	async insertAtAnchor(anchor: Anchor, image: Linked, instead?: vscode.Uri): Promise<LinkInsertion> {
		// What the link says of the image stays: what was asked for says only what is to change.
		const linked = instead ? { ...image, prompt: '' } : image;
		for (;;) {
			const document = (await obstacleAt(anchor)) ? undefined : await anchor.open();
			const root = document && (await this.rootFor(document));
			const offset = document && anchor.offsetIn(document);
			if (!document || offset === undefined) {
				return 'notInserted';
			}
			const { version } = document;
			const text = document.getText();
			const leads =
				!instead ||
				(await this.linked.leads({ ...writtenIn(document), uri: document.uri }, offset, instead, this.maxMs));
			if (leads !== true) {
				if (isOvertaken(document, version)) {
					continue;
				}
				return leads === undefined ? 'notRead' : 'otherLink';
			}
			const place = { text, offset, ...anchor.asked };
			const insertion = await this.insert(document, place, linked, root, anchor);
			if (insertion !== 'notInserted' || !isOvertaken(document, version)) {
				return insertion;
			}
		}
	}

	/** Whether an image can stand where the anchor is. True as well where it takes too long to tell. */
	async takesImageAt(anchor: Anchor): Promise<boolean> {
		const document = await anchor.open();
		const root = document && (await this.rootFor(document));
		const offset = document && anchor.offsetIn(document);
		if (!document || offset === undefined) {
			return true;
		}
		const image = { uri: vscode.Uri.joinPath(homeOf(document.uri), 'images', 'image.png'), prompt: '' };
		const asked = this.asked(document, { text: document.getText(), offset, ...anchor.asked }, image, root);
		return typeof (await this.reader.read('insertion', asked, maxCheckMs)) !== 'string';
	}

	/** A link to the image as it would stand within a line of the document; without one its path. */
	async textFor(document: vscode.TextDocument | undefined, image: Linked): Promise<string> {
		const link = document && linkFrom(document, image, await this.rootFor(document));
		const read = link && (await this.reader.read('link', { ...writtenIn(document), link }, maxPlaceMs));
		return read?.written ?? vscode.workspace.asRelativePath(image.uri, false);
	}

	/** What would be inserted for the image where the anchor is by now; undefined where nothing can stand there, or nobody knows where that is. */
	async textAt(anchor: Anchor, image: Linked): Promise<string | undefined> {
		const document = await anchor.open();
		const offset = document && anchor.offsetIn(document);
		if (!document || offset === undefined) {
			return undefined;
		}
		const place = { text: document.getText(), offset, ...anchor.asked };
		const asked = this.asked(document, place, image, await this.rootFor(document));
		const insertion = await this.reader.read('insertion', asked, this.maxMs);
		return typeof insertion === 'object'
			? joined(place.text, [insertion, ...(insertion.also ?? [])]).text.trim()
			: undefined;
	}

	/** Inserts a link at the cursor, behind what is selected, or in the stead of a path that is. */
	async insertAtCursor(editor: vscode.TextEditor, image: Linked): Promise<NewLink> {
		const { document } = editor;
		const root = await this.rootFor(document);
		while ((await obstacleIn(document)) !== 'readOnly') {
			const { version } = document;
			const insertion = await this.insert(document, await this.placeOf(document, editor.selection), image, root);
			if (insertion !== 'notInserted' || !isOvertaken(document, version) || document.isClosed) {
				return insertion;
			}
		}
		return 'notInserted';
	}

	/** The place that is meant by whoever asks for an image with that selected. */
	async placeOf(document: vscode.TextDocument, { start, end }: vscode.Range): Promise<Place> {
		const { languageId, text } = writtenIn(document);
		const selected = { from: document.offsetAt(start), to: document.offsetAt(end) };
		// The cursor alone takes no reading.
		const place = start.isEqual(end)
			? undefined
			: await this.reader.read('place', { languageId, text, selected }, maxPlaceMs);
		return place ? { text, ...place } : placeOf(undefined, text, selected);
	}

	private async insert(
		document: vscode.TextDocument,
		place: Place,
		image: Linked,
		root: PublicRoot | undefined,
		anchor?: Anchor,
	): Promise<NewLink> {
		const insertion = await this.reader.read('insertion', this.asked(document, place, image, root), this.maxMs);
		if (insertion === undefined) {
			return 'notRead';
		}
		// The text may have become another one while it was read.
		if (typeof insertion === 'string' || document.isClosed || document.getText() !== place.text) {
			return 'notInserted';
		}
		const edit = new vscode.WorkspaceEdit();
		for (const { from, to, text } of [insertion, ...(insertion.also ?? [])]) {
			edit.replace(document.uri, new vscode.Range(document.positionAt(from), document.positionAt(to)), text);
		}
		const apply = (): Thenable<boolean> => vscode.workspace.applyEdit(edit);
		if (!(await (anchor ? anchor.whileInserting(document, insertion, apply) : apply()))) {
			return 'notInserted';
		}
		deselect(document, insertion.text);
		// A step of the walkthrough is done.
		setContext('imagegen.hasInserted', true);
		return 'inserted';
	}

	/** What it takes to tell the change that puts the link there. */
	private asked(
		document: vscode.TextDocument,
		place: Place,
		image: Linked,
		root: PublicRoot | undefined,
	): Parameters<Readings['insertion']>[0] {
		const style = this.settings.links(document.uri);
		const { jsxImport, latexFigure } = style;
		const template = templateFor(document, style);
		return {
			// A template says by itself what is to stand there.
			style: { jsxImport: jsxImport && template === undefined, latexFigure },
			...{ languageId: languageOf(document), place, link: linkFrom(document, image, root), template },
		};
	}

	/** What links begin with there to images that the document's site publishes. */
	private async rootFor(document: vscode.TextDocument): Promise<PublicRoot | undefined> {
		return (await siteOfDocument(this.settings, document))?.publicRoot;
	}
}

/**
 * Whether the document is another one by now: typing overtakes what was read, and the editor refuses an edit that typing has overtaken,
 * which over a slow remote connection is every one until the person pauses. Refused without that, the document cannot be edited.
 */
function isOvertaken(document: vscode.TextDocument, version: number): boolean {
	return document.isClosed || document.version !== version;
}

/** Documents that are written by programs, or thrown away: no image belongs there. */
const transientLanguages: ReadonlySet<string> = new Set([
	'log',
	'scminput',
	'search-result',
	'git-commit',
	'git-rebase',
	'imagegen-prompt',
]);

/** Whether a link can be inserted into documents such as this one. */
export function takesLinks({ uri, languageId }: vscode.TextDocument): boolean {
	return (
		!transientLanguages.has(languageId) && (['untitled', cellScheme].includes(uri.scheme) || fileOf(uri) !== undefined)
	);
}

function writtenIn(document: vscode.TextDocument): { readonly languageId: string; readonly text: string } {
	return { languageId: languageOf(document), text: document.getText() };
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
	{ uri, prompt, alt, size }: Linked,
	root: PublicRoot | undefined,
): ImageLink {
	const target = targetFrom(homeOf(document.uri), uri, root);
	const words = alt === undefined ? alternativeText(prompt) : ownAlternativeText(alt);
	return { target, alt: words, prompt, ...(size && { size }) };
}

/** The folder that a document's relative links are meant from; the workspace folder for one that is not saved yet. */
function homeOf(uri: vscode.Uri): vscode.Uri {
	const file = fileOf(uri);
	return file ? vscode.Uri.joinPath(file, '..') : (folderOf(undefined) ?? uri);
}

import * as vscode from 'vscode';
import type { LinkedFile } from '../../documents/linkedFiles';
import { fileOf, folderOf, languageOf, statOf } from '../anchors/documents';
import type { Settings } from '../settings';
import type { Reader } from './reader';
import { siteOfDocument } from './sites';

/** A text with links: a document as it is in the editor, or a file. */
export interface LinkingText {
	readonly uri: vscode.Uri;
	readonly languageId: string;
	readonly text: string;
}

/** Where a document is, or would be. */
export interface Home {
	readonly file: vscode.Uri;
	/** What its images must not leave. */
	readonly root: vscode.Uri;
}

/** A link of a document to an image file that is there. */
export interface LinkedImage {
	readonly link: LinkedFile;
	readonly uri: vscode.Uri;
}

/** Whoever waits for a light bulb or a menu waits no longer. */
const maxReadingMs = 5_000;

/** Finds the image files that documents refer to. */
export class LinkedImages {
	/** The links of documents as they were at last. Undefined links: those of a text that takes too long to read. */
	private readonly cache = new WeakMap<
		vscode.TextDocument,
		{ readonly version: number; readonly links: Promise<readonly LinkedFile[] | undefined> }
	>();

	constructor(
		private readonly reader: Pick<Reader, 'read'>,
		private readonly settings: Settings,
	) {}

	/** All links of a text to files. They stay the same for as long as it does. Undefined where it takes longer than that to tell. */
	async in({ uri, languageId, text }: LinkingText, ms: number): Promise<readonly LinkedFile[] | undefined> {
		const home = homeOf(uri);
		if (!home) {
			return [];
		}
		const { publicRoot } = (await siteOfDocument(this.settings, { uri, languageId })) ?? {};
		const document = { path: home.file.path, languageId, text, roots: [home.root.path] };
		return this.reader.read('links', { ...document, ...(publicRoot && { publicRoot }) }, ms);
	}

	/** The links at a part of an open document. */
	async at(document: vscode.TextDocument, range: vscode.Range): Promise<readonly LinkedFile[]> {
		const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
		return ((await this.inOpen(document)) ?? []).filter((link) => {
			const { from: start, to: end } = link.whole ?? link;
			return start <= to && from <= end;
		});
	}

	/** The images that are linked at a part of an open document, and are there. */
	async imagesAt(document: vscode.TextDocument, range: vscode.Range): Promise<readonly LinkedImage[]> {
		const links = await this.at(document, range);
		const images = await Promise.all(links.map((link) => imageOf(document.uri, link)));
		return images.filter((image) => image !== undefined);
	}

	/** The links of an open document to that file. */
	async to(document: vscode.TextDocument, file: vscode.Uri): Promise<readonly LinkedFile[]> {
		return ((await this.inOpen(document)) ?? []).filter((link) => leadsTo(document.uri, link, file));
	}

	/** Whether the link whose path begins there in a text leads to that file; undefined where that takes too long to tell. */
	async leads(text: LinkingText, offset: number, file: vscode.Uri, ms: number): Promise<boolean | undefined> {
		const links = await this.in(text, ms);
		return links?.some((link) => link.from === offset && leadsTo(text.uri, link, file));
	}

	private inOpen(document: vscode.TextDocument): Promise<readonly LinkedFile[] | undefined> {
		const { uri, version } = document;
		const cached = this.cache.get(document);
		if (cached?.version === version) {
			return cached.links;
		}
		const links = this.in({ uri, languageId: languageOf(document), text: document.getText() }, maxReadingMs);
		this.cache.set(document, { version, links });
		return links;
	}
}

/** Where a document is; undefined for one that is nowhere. */
export function homeOf(uri: vscode.Uri): Home | undefined {
	const file = fileOf(uri);
	if (!file && uri.scheme !== 'untitled') {
		return undefined;
	}
	const folder = folderOf(file);
	if (file) {
		return { file, root: folder ?? vscode.Uri.joinPath(file, '..') };
	}
	return folder && { file: vscode.Uri.joinPath(folder, 'untitled'), root: folder };
}

/** The file that a link means: the likeliest that is there. */
async function imageOf(document: vscode.Uri, link: LinkedFile): Promise<LinkedImage | undefined> {
	const home = homeOf(document);
	for (const path of home ? link.candidates : []) {
		const uri = home?.file.with({ path });
		const stat = uri && (await statOf(uri));
		if (uri && typeof stat === 'object' && (stat.type & vscode.FileType.File) !== 0) {
			return { link, uri };
		}
	}
	return undefined;
}

function leadsTo(document: vscode.Uri, { candidates }: LinkedFile, file: vscode.Uri): boolean {
	const home = homeOf(document);
	return home !== undefined && candidates.some((path) => home.file.with({ path }).toString() === file.toString());
}

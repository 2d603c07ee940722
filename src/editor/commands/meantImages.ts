import * as vscode from 'vscode';
import { isImagePath } from '../../documents/imagePath';
import type { LinkedFile } from '../../documents/linkedFiles';
import type { Anchors } from '../anchors/anchors';
import { findDocument } from '../anchors/documents';
import type { LinkedImages } from '../delivery/linkedImages';
import { notify } from '../ui/notify';
import { t } from '../ui/translate';

/** The path of a link in an open document. */
export interface MeantLink {
	readonly document: vscode.TextDocument;
	readonly position: vscode.Position;
}

/** An image file that a command is for, and the link to it that is meant, where one is. */
export interface MeantImage {
	readonly uri: vscode.Uri;
	readonly link?: MeantLink;
}

/** Finds which image a command is for. */
export class MeantImages {
	constructor(
		private readonly linked: LinkedImages,
		private readonly anchors: Anchors,
	) {}

	/**
	 * The image that the command was given: by the explorer, or by its address, with the document that links to it and where, as a link
	 * to a command has them. Without, the one that is linked at the cursor, or shown. Undefined where there is none, which is told.
	 */
	async find([file, place]: readonly unknown[]): Promise<MeantImage | undefined> {
		const uri = imageIn(file);
		if (uri) {
			const link = await this.linkAt(uri, place);
			return { uri, ...(link && { link }) };
		}
		const shown = imageShown();
		if (shown) {
			return { uri: shown };
		}
		const editor = vscode.window.activeTextEditor;
		const found = editor && (await this.atCursor(editor));
		if (!found) {
			await notify('info', t('There is no image link here. Place the cursor on one.'), []);
		} else if (!('uri' in found)) {
			await notify('info', t("{0} isn't there any more.", found.path), []);
		} else {
			return found;
		}
		return undefined;
	}

	/** The image that is linked at the cursor; a link to none by itself. The text may change while it is read. */
	private async atCursor({ document, selection }: vscode.TextEditor): Promise<MeantImage | LinkedFile | undefined> {
		const cursor = this.anchors.pin(document, selection.active);
		try {
			for (;;) {
				const { version } = document;
				const offset = cursor.offsetIn(document);
				const position = offset === undefined ? undefined : document.positionAt(offset);
				const range = position && new vscode.Range(position, position);
				const [image] = range ? await this.linked.imagesAt(document, range) : [];
				const [link] = range ? await this.linked.at(document, range) : [];
				if (document.version === version || document.isClosed) {
					return image ? { uri: image.uri, link: { document, position: document.positionAt(image.link.from) } } : link;
				}
			}
		} finally {
			cursor.dispose();
		}
	}

	/** The link to the file in that document: the one at that offset, else the first. */
	private async linkAt(file: vscode.Uri, place: unknown): Promise<MeantLink | undefined> {
		const { document: address, offset } = placeIn(place);
		const uri = uriIn(address);
		const document = uri && (await findDocument(uri));
		const links = document ? await this.linked.to(document, file) : [];
		const link = links.find(({ from }) => from === offset) ?? links[0];
		return document && link && { document, position: document.positionAt(link.from) };
	}
}

/** The image that is open in an editor that shows it as one. */
function imageShown(): vscode.Uri | undefined {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	return input instanceof vscode.TabInputCustom && isImagePath(input.uri.path) ? input.uri : undefined;
}

function placeIn(value: unknown): { readonly document?: unknown; readonly offset?: unknown } {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** The image that a command was given. A menu within a document gives that document, which tells of none: there the cursor does. */
function imageIn(file: unknown): vscode.Uri | undefined {
	const uri = file instanceof vscode.Uri ? file : uriIn(file);
	const isShown = uri?.toString() === vscode.window.activeTextEditor?.document.uri.toString();
	return uri && isImagePath(uri.path) && !isShown ? uri : undefined;
}

/** What a text says, where that is an address. */
function uriIn(value: unknown): vscode.Uri | undefined {
	try {
		return typeof value === 'string' ? vscode.Uri.parse(value, true) : undefined;
	} catch {
		return undefined;
	}
}

import * as vscode from 'vscode';
import type { Around } from '../../documents/format';
import { formatFor } from '../../documents/formats';
import { targetFrom } from '../../documents/target';
import { fileOf, findDocument, folderOf } from '../anchors/documents';
import type { Anchor } from '../anchors/anchor';

/** Whether the anchor's document holds the link to `image` that would be inserted. */
export async function isInserted(anchor: Anchor, image: vscode.Uri, prompt: string): Promise<boolean> {
	const document = await findDocument(anchor.uri);
	const link = document && linkIn(document, image, prompt);
	return link !== undefined && document?.getText().includes(link) === true;
}

/**
 * Inserts a link to `image` where the anchor is by now, as one step of undo, whether or not the document is shown or open.
 * False when the place is not known any more, or the document cannot be edited.
 */
export async function insertAtAnchor(anchor: Anchor, image: vscode.Uri, prompt: string): Promise<boolean> {
	for (;;) {
		const document = await findDocument(anchor.uri);
		const offset = document && anchor.offsetIn(document);
		if (!document || offset === undefined) {
			return false;
		}
		const { version } = document;
		if (await insert(document, document.positionAt(offset), anchor.isBlock, image, prompt)) {
			return true;
		}
		// The editor refuses an edit that typing has overtaken, which over a slow remote connection is every one until the
		// person pauses. Refused without that, the document cannot be edited.
		if (document.version === version) {
			return false;
		}
	}
}

/** Inserts a link at the cursor. */
export function insertAtCursor(editor: vscode.TextEditor, image: vscode.Uri, prompt: string): Promise<boolean> {
	const { document, selection } = editor;
	return insert(document, selection.active, document.lineAt(selection.active).isEmptyOrWhitespace, image, prompt);
}

async function insert(
	document: vscode.TextDocument,
	position: vscode.Position,
	isBlock: boolean,
	image: vscode.Uri,
	prompt: string,
): Promise<boolean> {
	const format = formatFor(document.languageId);
	const link = linkIn(document, image, prompt);
	if (!format || link === undefined) {
		return false;
	}
	const around = textAround(document, position);
	const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
	const edit = new vscode.WorkspaceEdit();
	edit.insert(document.uri, position, isBlock ? format.block(link, around, eol) : link);
	return vscode.workspace.applyEdit(edit);
}

function textAround(document: vscode.TextDocument, { line, character }: vscode.Position): Around {
	const textOf = (number: number): string =>
		number >= 0 && number < document.lineCount ? document.lineAt(number).text : '';
	const text = textOf(line);
	return {
		...{ above: textOf(line - 1), before: text.slice(0, character) },
		...{ after: text.slice(character), below: textOf(line + 1) },
	};
}

/** Undefined in a document of a kind that has no links to images. */
function linkIn(document: vscode.TextDocument, image: vscode.Uri, prompt: string): string | undefined {
	return formatFor(document.languageId)?.image(prompt, targetFrom(homeOf(document.uri), image));
}

/** The folder that a document's relative links are meant from; the workspace folder for one that is not saved yet. */
function homeOf(uri: vscode.Uri): vscode.Uri {
	const file = fileOf(uri);
	return file ? vscode.Uri.joinPath(file, '..') : (folderOf(undefined) ?? uri);
}

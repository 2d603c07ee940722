import * as vscode from 'vscode';
import { maxDocumentBytes, textIn } from '../../documents/documentBytes';
import { documentLanguages } from '../../documents/documentLanguages';
import { extensionsOf, languageIdOf } from '../../documents/languageIds';
import { findDocument, languageOf, openDocument } from '../anchors/documents';
import type { LinkingText } from '../delivery/linkedImages';

/** So many documents of a folder are looked at, at most. */
const maxDocuments = 5_000;

/** Documents, by where they are; and whether there are more of them. */
export interface Scope {
	readonly uris: readonly vscode.Uri[];
	readonly isCut: boolean;
}

/** The documents that may refer to images, among these files and in these folders: neither what is hidden nor what the person excludes from search. */
export async function documentsIn(uris: readonly vscode.Uri[], token: vscode.CancellationToken): Promise<Scope> {
	const found = new Map<string, vscode.Uri>();
	let isCut = false;
	for (const uri of uris) {
		const { type } = await vscode.workspace.fs.stat(uri);
		const isFolder = (type & vscode.FileType.Directory) !== 0;
		const files = isFolder ? await filesIn(uri, token) : [uri];
		isCut ||= files.length > maxDocuments;
		files.slice(0, maxDocuments).forEach((file) => found.set(file.toString(), file));
	}
	return { uris: [...found.values()], isCut };
}

async function filesIn(folder: vscode.Uri, token: vscode.CancellationToken): Promise<readonly vscode.Uri[]> {
	const pattern = `**/*.{${extensionsOf(documentLanguages).join(',')}}`;
	const files = await vscode.workspace.findFiles(
		new vscode.RelativePattern(folder, pattern),
		excludeIn(folder),
		maxDocuments + 1,
		token,
	);
	return files
		.filter(({ path }) => !path.slice(folder.path.length).includes('/.'))
		.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** What the person has excluded from search. What is excluded from the explorer is left out as well. */
function excludeIn(folder: vscode.Uri): string {
	const excludes = vscode.workspace.getConfiguration('search', folder).get<Record<string, unknown>>('exclude', {});
	const globs = Object.entries(excludes).flatMap(([glob, isOn]) => (isOn === true ? [glob] : []));
	return `{${['**/node_modules', ...globs].join(',')}}`;
}

/** A document as it is in an editor, or else in its file; undefined for what is none, or too large. */
export async function textOf(uri: vscode.Uri): Promise<LinkingText | undefined> {
	const open = openDocument(uri);
	if (open) {
		return asText(open);
	}
	const { size } = await vscode.workspace.fs.stat(uri);
	if (size > maxDocumentBytes) {
		return undefined;
	}
	const languageId = languageIdOf(uri.path);
	if (languageId === undefined) {
		const document = await findDocument(uri);
		return document && asText(document);
	}
	const text = textIn(await vscode.workspace.fs.readFile(uri));
	return text === undefined ? undefined : { uri, languageId, text };
}

/** A document as it is in the editor; undefined for code. */
export function asText(document: vscode.TextDocument): LinkingText | undefined {
	const { uri } = document;
	const languageId = languageOf(document);
	return documentLanguages.includes(languageId) ? { uri, languageId, text: document.getText() } : undefined;
}

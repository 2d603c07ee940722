import * as vscode from 'vscode';
import { languageIdOf } from '../../documents/languageIds';

/** Of documents that are cells of notebooks; the fragment of their addresses tells the cell. */
export const cellScheme = 'vscode-notebook-cell';

/** The languages of Visual Studio Code's own Markdown: there it copies files, and shows images by itself. */
export const markdownLanguages: ReadonlySet<string> = new Set([
	'markdown',
	'prompt',
	'instructions',
	'chatagent',
	'skill',
]);

/** The file a document is part of, a notebook for one of its cells; undefined for a document that has no file (yet). */
export function fileOf(uri: vscode.Uri): vscode.Uri | undefined {
	const file = containerOf(uri);
	return vscode.workspace.fs.isWritableFileSystem(file.scheme) === true ? file : undefined;
}

/** The language of a document; where the editor knows none, since no extension for it is there, by the file's name. */
export function languageOf({ uri, languageId }: Pick<vscode.TextDocument, 'uri' | 'languageId'>): string {
	return languageId === 'plaintext' ? (languageIdOf(uri.path) ?? languageId) : languageId;
}

/** The notebook of one of its cells; any other document itself. */
export function containerOf(uri: vscode.Uri): vscode.Uri {
	return notebookOf(uri)?.uri ?? uri;
}

/** The open notebook that has a cell with that address. */
export function notebookOf(uri: vscode.Uri): vscode.NotebookDocument | undefined {
	return vscode.workspace.notebookDocuments.find((candidate) =>
		candidate.getCells().some(({ document }) => isAt(document, uri)),
	);
}

/** The workspace folder of a file, or the first one for none. */
export function folderOf(file: vscode.Uri | undefined): vscode.Uri | undefined {
	const folder = file ? vscode.workspace.getWorkspaceFolder(file) : vscode.workspace.workspaceFolders?.[0];
	return folder?.uri;
}

/** The document with that address, opened without being shown; undefined when it is gone. */
export async function findDocument(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
	const document = openDocument(uri);
	if (document || uri.scheme === 'untitled') {
		// Nothing is left of an untitled document that is closed; opening it would make a new one.
		return document;
	}
	try {
		return await vscode.workspace.openTextDocument(uri);
	} catch {
		return undefined;
	}
}

/** The open document with that address. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
	return vscode.workspace.textDocuments.find((document) => isAt(document, uri));
}

export function isAt(document: vscode.TextDocument, uri: vscode.Uri): boolean {
	return document.uri.toString() === uri.toString();
}

/** The open notebook with that address. */
export function openNotebook(uri: vscode.Uri): vscode.NotebookDocument | undefined {
	return vscode.workspace.notebookDocuments.find((notebook) => notebook.uri.toString() === uri.toString());
}

/** The notebook with that address, opened without being shown; undefined when it is gone. */
export async function findNotebook(uri: vscode.Uri): Promise<vscode.NotebookDocument | undefined> {
	const notebook = openNotebook(uri);
	if (notebook || uri.scheme === 'untitled') {
		return notebook;
	}
	try {
		return await vscode.workspace.openNotebookDocument(uri);
	} catch {
		return undefined;
	}
}

/** Stands for a cell that isn't there, or of which nobody knows which one it is. */
export function addressOfNoCell(notebook: vscode.Uri): vscode.Uri {
	return notebook.with({ scheme: cellScheme, fragment: '' });
}

export function isNoCell({ scheme, fragment }: vscode.Uri): boolean {
	return scheme === cellScheme && fragment === '';
}

/** The path of `uri` below `root`, with its slash; empty for `root` itself, undefined when it is elsewhere. */
export function pathWithin(root: vscode.Uri, uri: vscode.Uri): string | undefined {
	const isThere =
		uri.scheme === root.scheme && uri.authority === root.authority && `${uri.path}/`.startsWith(`${root.path}/`);
	return isThere ? uri.path.slice(root.path.length) : undefined;
}

/** What is known of a file; `gone` where there is none. */
export async function statOf(file: vscode.Uri): Promise<vscode.FileStat | 'gone' | undefined> {
	try {
		return await vscode.workspace.fs.stat(file);
	} catch (error) {
		return error instanceof vscode.FileSystemError && error.code === 'FileNotFound' ? 'gone' : undefined;
	}
}

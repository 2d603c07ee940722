import { basename } from 'node:path';
import * as vscode from 'vscode';
import { once } from './workspace';

/** Writes a notebook with these cells, of Markdown. */
export async function writeNotebook(uri: vscode.Uri, texts: readonly string[]): Promise<void> {
	const cells = texts.map((text, index) => ({
		cell_type: 'markdown',
		id: `cell-${index}`,
		metadata: {},
		source: text.split(/(?<=\n)/),
	}));
	const content = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
	await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
}

/** Shows a notebook in an editor, which alone keeps it open. */
export async function showNotebook(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
	const find = (): vscode.NotebookDocument | undefined =>
		vscode.workspace.notebookDocuments.find((notebook) => notebook.uri.toString() === uri.toString());
	const opened = find() ?? once(vscode.workspace.onDidOpenNotebookDocument, (one) => one.uri.path === uri.path);
	await vscode.commands.executeCommand('vscode.openWith', uri, 'jupyter-notebook');
	return opened;
}

/** Closes the notebook that is shown, after saving it, and waits until the editor has let go of it. */
export async function closeNotebook(notebook: vscode.NotebookDocument): Promise<void> {
	const closed = once(vscode.workspace.onDidCloseNotebookDocument, (one) => one === notebook);
	await notebook.save();
	const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
	await vscode.window.tabGroups.close(tabs.filter(({ label }) => label === basename(notebook.uri.path)));
	await closed;
}

/** Edits the cells of a notebook in one step. */
export async function editCells(notebook: vscode.NotebookDocument, ...edits: vscode.NotebookEdit[]): Promise<void> {
	const edit = new vscode.WorkspaceEdit();
	edit.set(notebook.uri, edits);
	await vscode.workspace.applyEdit(edit);
}

export function textsOf(notebook: vscode.NotebookDocument): string[] {
	return notebook.getCells().map(({ document }) => document.getText());
}

import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The folder that the tests' window has open. */
export function workspaceRoot(): vscode.Uri {
	const root = vscode.workspace.workspaceFolders?.[0]?.uri;
	assert.ok(root, 'the tests need a folder to be open');
	return root;
}

/** A new folder in the workspace for one test. */
export function makeFolder(): vscode.Uri {
	return vscode.Uri.file(mkdtempSync(join(workspaceRoot().fsPath, 'test-')));
}

/** Writes a text file and opens it as a document, without showing it. */
export async function openFile(folder: vscode.Uri, name: string, text: string): Promise<vscode.TextDocument> {
	const uri = vscode.Uri.joinPath(folder, name);
	await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
	return vscode.workspace.openTextDocument(uri);
}

/** Closes all editors without saving, and removes the folder. */
export async function tidyUp(folder: vscode.Uri): Promise<void> {
	while (vscode.window.activeTextEditor) {
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
	}
	// The editor may be saving a document by itself meanwhile.
	await rm(folder.fsPath, { recursive: true, force: true, maxRetries: 5 });
}

/** Resolves with the first event that `accept` takes. */
export function once<T>(event: vscode.Event<T>, accept: (value: T) => boolean = () => true): Promise<T> {
	return new Promise((resolve) => {
		const listener = event((value) => {
			if (accept(value)) {
				listener.dispose();
				resolve(value);
			}
		});
	});
}

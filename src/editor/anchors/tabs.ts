import * as vscode from 'vscode';

/** Custom editors that show a document's own text, and what is inserted into that. */
const textEditors: ReadonlySet<string> = new Set(['vscode.markdown.editor']);

/** Whether a tab shows the document as text, a notebook as a notebook. */
export function isShownAsText(uri: vscode.Uri): boolean {
	return inputs().some((input) => {
		if (input instanceof vscode.TabInputTextDiff) {
			return isSame(input.modified, uri) || isSame(input.original, uri);
		}
		const isText = input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook;
		return (isText || isTextEditor(input)) && isSame(input.uri, uri);
	});
}

/** Whether there are tabs of the document, and none of them shows it as text. */
export function isShownOtherwise(uri: vscode.Uri): boolean {
	const isThere = inputs().some((input) => input instanceof vscode.TabInputCustom && isSame(input.uri, uri));
	return isThere && !isShownAsText(uri);
}

function inputs(): readonly unknown[] {
	return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
}

function isTextEditor(input: unknown): input is vscode.TabInputCustom {
	return input instanceof vscode.TabInputCustom && textEditors.has(input.viewType);
}

function isSame(one: vscode.Uri, other: vscode.Uri): boolean {
	return one.toString() === other.toString();
}

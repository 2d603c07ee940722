import * as vscode from 'vscode';

/** Sets a context key, which the `when` clauses in package.json ask for. */
export function setContext(key: `imagegen.${string}`, value: boolean): void {
	// The editor's own command, which cannot fail.
	vscode.commands.executeCommand('setContext', key, value).then(undefined, () => undefined);
}

/** Keeps a value beyond the window. */
export function remember(memory: vscode.Memento, key: string, value: unknown): void {
	// Where the editor's storage fails, the value is as it was before.
	memory.update(key, value).then(undefined, () => undefined);
}

import * as vscode from 'vscode';
import { setContext } from '../ui/context';

/** Keeps up to date what menus ask: whether a link to an image can be inserted where the person is. */
export function watchInsertable(canInsert: () => boolean): vscode.Disposable {
	const tell = (): void => setContext('imagegen.canInsert', canInsert());
	tell();
	return vscode.window.onDidChangeActiveTextEditor(tell);
}

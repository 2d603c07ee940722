import { posix } from 'node:path';
import * as vscode from 'vscode';
import { fileNameLike } from '../../documents/destination/fileName';
import { refusalOf } from './atLink';
import type { SaveTarget } from './destinations';

/** Beside the image that it is another version of, by its name and a number; undefined where that is not in the workspace, or there is none. */
export async function targetBeside(versionOf: vscode.Uri | undefined, path: string): Promise<SaveTarget | undefined> {
	const root = versionOf && vscode.workspace.getWorkspaceFolder(versionOf)?.uri;
	if (!root) {
		return undefined;
	}
	const { name } = posix.parse(versionOf.path);
	const uri = vscode.Uri.joinPath(versionOf, '..', fileNameLike(name) + posix.extname(path));
	const isRefused = (await refusalOf(uri, root)) !== undefined;
	return isRefused ? undefined : { kind: 'file', uri, replaces: false, isNumbered: true };
}

import { posix } from 'node:path';
import * as vscode from 'vscode';
import { versionedName } from '../../documents/destination/fileName';
import { refusalOf } from './atLink';
import type { SaveTarget } from './destinations';

/** Beside the image that it is another version of, by its name and a number; undefined where that is not in the workspace, or there is none. */
export async function targetBeside(versionOf: vscode.Uri | undefined, path: string): Promise<SaveTarget | undefined> {
	const root = versionOf && vscode.workspace.getWorkspaceFolder(versionOf)?.uri;
	if (!root) {
		return undefined;
	}
	const folder = vscode.Uri.joinPath(versionOf, '..');
	const others = await Promise.resolve(vscode.workspace.fs.readDirectory(folder)).catch(() => []);
	const name = versionedName(
		posix.parse(versionOf.path).name,
		others.map(([file]) => file),
	);
	const uri = vscode.Uri.joinPath(folder, name + posix.extname(path));
	const isRefused = (await refusalOf(uri, root)) !== undefined;
	return isRefused ? undefined : { kind: 'file', uri, replaces: false, isNumbered: true };
}

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Anchor } from './anchor';
import { containerOf, folderOf, openNotebook, statOf } from './documents';
import { isShownOtherwise } from './tabs';

/** Why no image can be inserted at an anchor. */
export type Obstacle =
	/** Its document is not there any more. */
	| 'noDocument'
	/** Its document cannot be edited. */
	| 'readOnly'
	/** Its document is open in an editor of another kind, which may know nothing of its text. */
	| 'otherEditor'
	/** The text around it is gone, or stands there more than once. */
	| 'noPlace'
	/** Its document takes too long to read. */
	| 'notRead'
	/** The link that was to be changed leads elsewhere by now, or is gone. */
	| 'otherLink';

/** What stands in the way of an insertion at the anchor; undefined where nothing is known of that. */
export async function obstacleAt(anchor: Anchor): Promise<Obstacle | undefined> {
	const document = await anchor.open();
	if (!document) {
		// A cell may be gone from a notebook that is there.
		return openNotebook(anchor.container) ? 'noPlace' : 'noDocument';
	}
	return (await obstacleIn(document)) ?? (anchor.offsetIn(document) === undefined ? 'noPlace' : undefined);
}

/** What stands in the way of editing a document. The editor asks none of this when an extension edits one. */
export async function obstacleIn(
	document: vscode.TextDocument,
): Promise<Exclude<Obstacle, 'noPlace' | 'notRead' | 'otherLink'> | undefined> {
	const file = containerOf(document.uri);
	if (file.scheme === 'untitled') {
		return undefined;
	}
	if (vscode.workspace.fs.isWritableFileSystem(file.scheme) !== true) {
		return 'readOnly';
	}
	const stat = await statOf(file);
	if (stat === 'gone') {
		return 'noDocument';
	}
	if (await isReadOnly(file, stat, document)) {
		return 'readOnly';
	}
	return isShownOtherwise(file) ? 'otherEditor' : undefined;
}

async function isReadOnly(
	file: vscode.Uri,
	stat: vscode.FileStat | undefined,
	document: vscode.TextDocument,
): Promise<boolean> {
	if (((stat?.permissions ?? 0) & vscode.FilePermission.Readonly) !== 0) {
		return true;
	}
	const settings = vscode.workspace.getConfiguration('files', file);
	if (isNamedBy(settings.get('readonlyExclude'), document, file)) {
		return false;
	}
	const isLocked =
		settings.get('readonlyFromPermissions') === true && file.scheme === 'file' && !(await isWritable(file));
	return isLocked || isNamedBy(settings.get('readonlyInclude'), document, file);
}

/** Whether one of the setting's patterns that are switched on is that of the file: those that begin with no slash are the folder's. */
function isNamedBy(patterns: unknown, document: vscode.TextDocument, file: vscode.Uri): boolean {
	const folder = folderOf(file);
	return Object.entries(patterns ?? {}).some(([pattern, isOn]) => {
		const inFolder = folder ? [{ pattern: new vscode.RelativePattern(folder, pattern) }] : [];
		return isOn === true && [{ pattern }, ...inFolder].some((filter) => vscode.languages.match(filter, document) > 0);
	});
}

async function isWritable(file: vscode.Uri): Promise<boolean> {
	return access(file.fsPath, constants.W_OK).then(
		() => true,
		() => false,
	);
}

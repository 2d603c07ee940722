import * as vscode from 'vscode';
import { mayTake } from '../../documents/isWithin';
import { type ImageFileFormat, imageFileFormat } from '../../documents/wantedImage';
import type { SavedImage } from '../../engine/jobs/events';
import { leadsOutOf } from '../../engine/jobs/realPath';
import { type Output, outputNamed } from '../../pixels/output';
import type { LinkTarget } from '../jobs/delivery';
import type { SaveTarget } from './destinations';

/** Where an image goes that a link waits for, and what it is to be there. */
export interface AtLink {
	readonly uri: vscode.Uri;
	/** What the link's name says that it is; undefined where it says nothing. */
	readonly named: ImageFileFormat | undefined;
	readonly output: Output;
}

/**
 * A link names a format, and a service answers in the one that it likes: PNG, JPEG and WebP become one another, so that the file is what
 * it is called. A link that names none takes what comes, or what is wished.
 */
export function atLink({ format }: Pick<SavedImage, 'format'>, { uris }: LinkTarget, output: Output): AtLink {
	const [first] = uris;
	const uri = uris.find((one) => imageFileFormat(one.path) === (output.format ?? format)) ?? first;
	const named = imageFileFormat(uri.path);
	return { uri, named, output: outputNamed(named, format, output) };
}

/** Where the target's folder leads out of what it must not leave, by dots or by symbolic links: minutes may have passed since it was chosen. */
export async function refusalOf(uri: vscode.Uri, root: vscode.Uri): Promise<SaveTarget | undefined> {
	const folder = vscode.Uri.joinPath(uri, '..');
	if (!isWithin(root, uri)) {
		return { kind: 'linkedOut', folder, path: folder.path };
	}
	const path = uri.scheme === 'file' ? await leadsOutOf([root.fsPath], folder.fsPath) : undefined;
	return path === undefined ? undefined : { kind: 'linkedOut', folder, path };
}

/** Whether a file lies below a folder by its name, and not in what git keeps for itself. */
export function isWithin(folder: vscode.Uri, file: vscode.Uri): boolean {
	const isThere = folder.scheme === file.scheme && folder.authority === file.authority;
	return isThere && mayTake(folder.path, file.path);
}

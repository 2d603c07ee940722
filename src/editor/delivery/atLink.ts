import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { mayTake } from '../../documents/isWithin';
import { type ImageFileFormat, imageFileFormat } from '../../documents/wantedImage';
import type { SavedImage } from '../../engine/jobs/events';
import { leadsOutOf } from '../../engine/jobs/realPath';
import { imageFormatsAsked } from '../../engine/task';
import type { LinkTarget } from '../jobs/delivery';
import type { SaveTarget } from './destinations';

/** Writes an image as the PNG, JPEG or WebP that the name of another file says; false where that is not possible. */
export type Convert = (image: string, to: string) => Promise<boolean>;

/** An image as it goes to where a link waits for it. */
export interface AtLink {
	/** The file with its bytes. */
	readonly source: string;
	readonly uri: vscode.Uri;
	/** What it really is, where its name says something else. */
	readonly disguised?: ImageFileFormat;
}

/**
 * A link names a format, and a service answers in the one that it likes: PNG, JPEG and WebP become one another, so that the file is what
 * it is called. A link that names none takes what comes.
 */
export async function fitted(
	{ path, format }: Pick<SavedImage, 'path' | 'format'>,
	{ uris }: LinkTarget,
	convert: Convert,
): Promise<AtLink> {
	const [first] = uris;
	const uri = uris.find((one) => imageFileFormat(one.path) === format) ?? first;
	const wanted = imageFileFormat(uri.path);
	if (wanted === undefined || wanted === format) {
		return { source: path, uri };
	}
	const source = join(dirname(path), `converted-${basename(path, extname(path))}.${wanted}`);
	const isConverted = imageFormatsAsked.some((known) => known === wanted) && (await convert(path, source));
	return isConverted ? { source, uri } : { source: path, uri, disguised: format };
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

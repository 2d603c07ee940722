import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { maxDocumentBytes, textIn } from '../documents/documentBytes';
import type { Location } from '../documents/target';
import { urlPath } from '../documents/urlPath';

export const maxDocument = '4 MB';

/** Documents that people write take a hundredth of it; some that they don't would take for ever. */
export const maxReadingMs = 20_000;

/** A file's text as editors show it, without the mark that some begin with; or why it is no document. Throws what the disk says. */
export async function readDocument(path: string): Promise<{ readonly text: string } | 'large' | 'binary'> {
	return await readText(createReadStream(path, { end: maxDocumentBytes }));
}

/** The same of what a stream holds. */
export async function readText(stream: Readable): Promise<{ readonly text: string } | 'large' | 'binary'> {
	const bytes = await buffer(stream);
	if (bytes.length > maxDocumentBytes) {
		return 'large';
	}
	const text = textIn(bytes);
	return text === undefined ? 'binary' : { text };
}

/** Where a file is, as documents see it: with slashes on every system. */
export function locationOf(path: string): Location {
	const { hostname, pathname } = pathToFileURL(path);
	return { scheme: 'file', authority: hostname, path: decodeURIComponent(pathname) };
}

/** The way back: a path of this system; undefined where it cannot have such a file. */
export function pathOf({ authority, path }: Location): string | undefined {
	try {
		return fileURLToPath(`file://${authority}${urlPath(path)}`);
	} catch {
		return undefined;
	}
}

import { posix } from 'node:path';
import { driveOf, withLowerDrive } from './driveLetter';

/** Where a file is: the parts of its URI. The path is absolute, with slashes, not encoded. */
export interface Location {
	readonly scheme: string;
	readonly authority: string;
	readonly path: string;
}

/** What a reference points at: a path relative to the document, not encoded, or a whole URI where there is none. */
export type LinkTarget = { readonly path: string } | { readonly uri: string };

/** How `image` is reached from the document in the folder `from`. */
export function targetFrom(from: Location, image: Location): LinkTarget {
	const [fromPath, imagePath] = [withLowerDrive(from.path), withLowerDrive(image.path)];
	const sameRoot =
		from.scheme === image.scheme && from.authority === image.authority && driveOf(fromPath) === driveOf(imagePath);
	return sameRoot
		? { path: posix.relative(fromPath, imagePath) }
		: { uri: `${image.scheme}://${image.authority}${encodePath(image.path)}` };
}

/**
 * A path as it stands in a URL, and so in Markdown and HTML. Letters of any language stay readable; everything that ends a
 * Markdown link, starts a query or fragment, or reads as a scheme is percent-encoded.
 */
export function encodePath(path: string): string {
	return path.replace(/[^\p{L}\p{N}\p{M}/._~@+,=-]/gu, (character) =>
		Array.from(
			new TextEncoder().encode(character),
			(byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
		).join(''),
	);
}

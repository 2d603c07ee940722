/** What a link points at: a path, not encoded, or a whole URI where there is none. */
export type LinkTarget = PathTarget | { readonly uri: string };

interface PathTarget {
	readonly path: string;
	/** The document's folder, where the path is relative to that: absolute, with slashes, not encoded. */
	readonly from?: string;
}

/** As it is, not encoded. */
export function pathIn(target: LinkTarget): string {
	return 'uri' in target ? target.uri : target.path;
}

/** An image as a document refers to it. */
export interface ImageLink {
	readonly target: LinkTarget;
	/** What it shows, in words: one line, empty for an image that says nothing. */
	readonly alt: string;
	/** What it was asked for with, where it was; for templates. */
	readonly prompt?: string;
	/** In pixels, where they are known. */
	readonly size?: { readonly width: number; readonly height: number };
}

import type { LinkTarget } from './target';

/** An image as a document refers to it. */
export interface ImageLink {
	readonly target: LinkTarget;
	/** What it shows, in words: one line, empty for an image that says nothing. */
	readonly alt: string;
	/** In pixels, where they are known. */
	readonly size?: { readonly width: number; readonly height: number };
}

import type { Range } from './lines';
import type { ImageLink } from './link';
import type { Writing } from './linkTemplate';

/** Where in a text an image is to go. */
export interface Place {
	readonly text: string;
	/** In UTF-16 code units. */
	readonly offset: number;
	/** Whether it was asked for on a blank line: then it is to be a block of its own, whatever stands there by now. */
	readonly isBlock: boolean;
	/** What was selected when it was asked for, if anything: text, which ends here; or the path of an image, to be replaced by the new one's. */
	readonly selected?: 'text' | 'path';
}

/** Where an image may stand, and as what. */
export type Spot = InLine | Block | Path | Written | Embedded;

interface Checked {
	/** Whether the text still reads as it did after the edit, but for the image in it. Without it every edit is sound. */
	readonly isSound?: (change: Change) => boolean;
}

interface Finished extends Checked {
	/** What else is to be done with the change that puts the link there. */
	readonly finish?: (change: Change, link: ImageLink) => Change;
}

/** Within a line of text, at that offset or after the word there. */
export interface InLine extends Finished {
	readonly as: 'inLine';
	readonly offset: number;
	readonly apart?: Apart;
}

/** What must not touch what is put there, before and behind it: a space goes between. */
export interface Apart {
	readonly before?: RegExp;
	readonly after?: RegExp;
}

/** On lines of its own: before what stands on the line from that offset on, or below that line. */
export interface Block extends Finished {
	readonly as: 'block';
	readonly side: 'before' | 'after';
	readonly offset: number;
	readonly style: BlockStyle;
	/** Whether the link is written as it is within a line: where what a block is in this format cannot stand. */
	readonly isBare?: boolean;
}

/** Where text is no markup, such as in code: the path alone. */
export interface Path extends Checked {
	readonly as: 'path';
	readonly offset: number;
	readonly apart?: Apart;
	/**
	 * Writes the path as what is around it needs. Undefined where it cannot stand there. Without it, the path stands there as it is, with
	 * nothing around it that tells where it begins and ends: words beside it are parted from it by a space.
	 */
	readonly write?: (path: string) => string | undefined;
}

/** What a format writes by itself, with all that is around it. */
interface Written extends Checked {
	readonly as: 'written';
	/** Undefined where nothing that is written leads to such a path. */
	readonly write: (link: ImageLink) => Change | undefined;
}

/** A part in another language. */
interface Embedded extends Range {
	readonly as: 'embedded';
	readonly format: DocumentFormat;
}

/** How a block stands amid the lines of its language. */
export interface BlockStyle {
	/** What begins every line there: an indentation, the marks of a quote. */
	readonly prefix: string;
	/** Whether blank lines part it from its neighbours; else lines of its own are enough. */
	readonly isParted: boolean;
	/** A line above it in the stead of a blank one, which holds it to what is above. */
	readonly joint?: string;
}

/** A change of a text: what is from `from` up to `to` becomes `text`. */
export interface Edit extends Range {
	readonly text: string;
}

/** One that may need others elsewhere, such as an import; the offsets of all are those of the text as it was. */
export interface Change extends Edit {
	readonly also?: readonly Edit[];
}

/** How documents of one kind refer to images. */
export interface DocumentFormat {
	/** What it is called. */
	readonly id: string;
	/** A link within a line; undefined where nothing that is written leads to such a path. */
	readonly inLine: (link: ImageLink) => string | undefined;
	/** The same as a block of its own, its lines parted by line feeds. */
	readonly block: (link: ImageLink) => string | undefined;
	/**
	 * Completes a link that has no path yet, such as `![a fox]()`: given what stands before and after the place on its line, what
	 * to put in their stead. Undefined where there is none.
	 */
	readonly complete: (before: string, after: string, link: ImageLink) => readonly [string, string] | undefined;
	/** How it writes what a person's template puts into it; as addresses by default. */
	readonly writing?: Writing;
	/** Where an image that is asked for there may stand, the nearest first. */
	readonly spotsAt: (place: Place) => Iterable<Spot>;
	/** The images that a text refers to, in their order. */
	readonly imagesIn: (text: string) => readonly FoundImage[];
	/** Where relative paths begin there, where a document can tell. By default in the document's own folder. */
	readonly baseAt?: (text: string, offset: number) => Base;
}

/** Where relative paths begin: a folder, by its own from the document's. Undefined where only who builds the document knows. */
export interface Base {
	readonly folder: string | undefined;
}

/** A link to an image in a text: where its path stands there. */
export interface FoundImage extends Range {
	/** What is meant: decoded. */
	readonly path: string;
	readonly alt: string;
	/** Where the whole link stands, if the path is within it. */
	readonly whole?: Range;
	/** Where the path begins, if not in the document's folder. */
	readonly base?: Base;
}

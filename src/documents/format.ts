import type { LinkTarget } from './link';

/** What stands around a place: on its line, and on the lines next to that, empty where there are none. */
export interface Around {
	readonly above: string;
	readonly before: string;
	readonly after: string;
	readonly below: string;
}

/** How documents of one kind refer to an image. */
export interface LinkFormat {
	/** The reference, with an alternative text made from the prompt. */
	image(prompt: string, target: LinkTarget): string;
	/** The reference as a block of its own, parted from the text around it as the format needs. */
	block(link: string, around: Around, eol: string): string;
}

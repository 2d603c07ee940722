import type { LinkTarget } from './target';

/** What stands on the line around a place. */
interface Around {
	readonly before: string;
	readonly after: string;
}

/** How documents of one kind refer to an image. */
export interface LinkFormat {
	/** The reference, with an alternative text made from the prompt. */
	image(prompt: string, target: LinkTarget): string;
	/** The reference as a block of its own, parted from the text around it as the format needs. */
	block(link: string, around: Around, eol: string): string;
}

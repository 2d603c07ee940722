import { markdown } from './markdown';
import type { Target } from './target';

/** What stands on the line around a place. */
interface Around {
	readonly before: string;
	readonly after: string;
}

/** How documents of one kind refer to an image. */
export interface ReferenceFormat {
	/** The reference, with an alternative text made from the prompt. */
	image(prompt: string, target: Target): string;
	/** The reference as a block of its own, parted from the text around it as the format needs. */
	block(reference: string, around: Around, eol: string): string;
}

/** Editors' language ids. */
const formats: ReadonlyMap<string, ReferenceFormat> = new Map([
	['markdown', markdown],
	['mdx', markdown],
	['quarto', markdown],
	['rmd', markdown],
]);

/** The format of documents in that language; undefined where none is known. */
export function formatFor(languageId: string): ReferenceFormat | undefined {
	return formats.get(languageId);
}

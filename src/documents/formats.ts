import type { LinkFormat } from './format';
import { markdown } from './formats/markdown';

/** Editors' language ids. */
const formats: ReadonlyMap<string, LinkFormat> = new Map([
	['markdown', markdown],
	['mdx', markdown],
	['quarto', markdown],
	['rmd', markdown],
]);

/** The format of documents in that language; undefined where none is known. */
export function formatFor(languageId: string): LinkFormat | undefined {
	return formats.get(languageId);
}

import type { LinkFormat } from '../format';
import { shorten } from '../shorten';
import { urlOf } from '../urlPath';

/** Screen readers read alternative text in one go; longer texts belong in the document. */
const maxAltLength = 120;

/**
 * CommonMark, and GitHub's, MDX's and Pandoc's extensions of it. A path is never in angle brackets: what lies between those is read
 * differently from tool to tool.
 */
export const markdown: LinkFormat = {
	image: (prompt, target) => `![${escapeText(shorten(prompt, maxAltLength))}](${urlOf(target)})`,

	block: (link, { above, before, after, below }, eol) => breaks(before, above, eol) + link + breaks(after, below, eol),
};

/** What parts a block from the rest of its line, and from the line next to that: without a blank line they are one paragraph. */
function breaks(restOfLine: string, nextLine: string, eol: string): string {
	return restOfLine.trim() ? eol + eol : nextLine.trim() ? eol : '';
}

/**
 * A text within a line of Markdown, with what would be markup escaped: CommonMark's own, and tables, math, strikethrough and MDX's
 * expressions. An underscore within a word means nothing and stays.
 */
function escapeText(text: string): string {
	return text
		.replace(/[\\`*[\]<{}$|~]/g, '\\$&')
		.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
		.replace(/&(?=#?\w+;)/g, '\\&');
}

import type { ReferenceFormat } from './formats';
import { shorten } from './shorten';
import { encodePath, type Target } from './target';

/** Screen readers read alternative text in one go; longer texts belong in the document. */
const maxAltLength = 120;

/** CommonMark, and GitHub's, MDX's and Pandoc's extensions of it. */
export const markdown: ReferenceFormat = {
	image: (prompt, target) => `![${escapeText(shorten(prompt, maxAltLength))}](${destinationOf(target)})`,

	block: (reference, { before, after }, eol) => {
		const blankLine = eol + eol;
		return (before.trim() ? blankLine : '') + reference + (after.trim() ? blankLine : '');
	},
};

/** Always percent-encoded and never in angle brackets: what lies between those is read differently from tool to tool. */
function destinationOf(target: Target): string {
	return 'uri' in target ? target.uri : encodePath(target.path);
}

/**
 * Escapes what Markdown reads as markup within a line: CommonMark's own, and tables, math, strikethrough and MDX's
 * expressions. An underscore within a word means nothing and stays.
 */
function escapeText(text: string): string {
	return text
		.replace(/[\\`*[\]<{}$|~]/g, '\\$&')
		.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
		.replace(/&(?=#?\w+;)/g, '\\&');
}

import { shorten } from './shorten';

/** Screen readers read alternative text in one go; longer texts belong in the document. */
const maxLength = 120;

/** What an image shows, in words, as its prompt tells: one line. */
export function alternativeText(prompt: string): string {
	return shorten(prompt, maxLength);
}

/** The most of an alternative text that somebody has written. */
export const maxOwnLength = 1000;

/** An alternative text that somebody has written, as one line. */
export function ownAlternativeText(text: string): string {
	return shorten(text, maxOwnLength);
}

/** Read as they look, and markup nowhere. */
const lookalikes: ReadonlyMap<string, string> = new Map([
	['[', '('],
	['{', '('],
	[']', ')'],
	['}', ')'],
	['<', '‹'],
	['>', '›'],
]);

/**
 * An alternative text in which nothing is markup, for languages whose programs do not agree on escapes: Python-Markdown shows the
 * backslashes, Marp removes what is escaped. What would be markup is replaced by what looks like it, or left out.
 */
export function plainText(text: string): string {
	return text
		.replace(/[[\]{}<>]/g, (character) => lookalikes.get(character) ?? '')
		.replace(/&(?=#?\w+;)/g, '& ')
		.replace(/[`\\*|~^$]/g, '')
		.replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '')
		.replace(/:(?=[\w+-]+:)/g, '')
		.replace(/-{2,}/g, '-')
		.replace(/\s+/g, ' ')
		.trim();
}

import { blanked } from '../lines';

/**
 * A component without the code between its braces, which may have quotes and brackets of its own: all of Svelte's, and of Astro's what
 * stands in tags, since between others there may be elements.
 */
export function withoutBracedCode(page: string, kind: 'svelte' | 'astro'): string {
	let [left, at, isInTag] = ['', 0, false];
	const pattern = /<!--[\s\S]*?(?:-->|$)|<(script|style)\b[\s\S]*?(?:<\/\1>|$)|<(?=[a-z])|["'>{]/gi;
	for (let found = pattern.exec(page); found; found = pattern.exec(page)) {
		const { index, 0: sign } = found;
		if (sign === '<' || sign === '>') {
			isInTag = sign === '<';
		} else if (isInTag && (sign === '"' || sign === "'")) {
			pattern.lastIndex = quoteEnd(page, index);
		} else if (sign === '{' && (isInTag || kind === 'svelte')) {
			const end = braceEnd(page, index);
			left += page.slice(at, index + 1) + blanked(page.slice(index + 1, end - 1), 'x');
			pattern.lastIndex = at = end - 1;
			pattern.lastIndex++;
		}
	}
	return left + page.slice(at);
}

/** Behind the brace that closes the one that stands there; the end of the text where none does. */
function braceEnd(text: string, from: number): number {
	let depth = 0;
	for (let at = from; at < text.length; at++) {
		const sign = text.charAt(at);
		if (sign === '"' || sign === "'" || sign === '`') {
			at = quoteEnd(text, at) - 1;
		}
		depth += sign === '{' ? 1 : sign === '}' ? -1 : 0;
		if (depth === 0) {
			return at + 1;
		}
	}
	return text.length;
}

/** Behind the quote that closes the one that stands there; behind that itself where none does. */
function quoteEnd(text: string, from: number): number {
	const quote = text.charAt(from);
	for (let at = from + 1; at < text.length; at++) {
		if (text.charAt(at) === '\\') {
			at++;
		} else if (text.charAt(at) === quote) {
			return at + 1;
		}
	}
	return from + 1;
}

import { blanked, type Range } from '../lines';
import type { Spot } from '../spots';
import { emptyAltIn, filled } from './htmlSlots';
import { attributeText, type InTag, writeIn } from './htmlValues';
import { addressIn, type ImageWriter } from './htmlTags';
import { parseJs } from './jsxTree';

/** Where code between braces waits for an image: in a text of it; in a tag also where nothing, or not all of it, is there yet. */
export function* spotsInBraces(
	text: string,
	braces: Range,
	{ page, offset, tag }: Omit<InTag, 'tag'> & { readonly tag?: Range },
	writer: ImageWriter,
): Generator<Spot> {
	const { from, to } = { from: braces.from + 1, to: braces.to - 1 };
	const code = text.slice(from, to);
	const write = writeIn(code, offset - from);
	if (write) {
		yield { as: 'path', offset, write };
	} else if (tag && code.trim() === '') {
		const alt = emptyAltIn(page, tag);
		const quote = page.charAt(braces.from - 1) === '=' ? '"' : '';
		const slot = { ...braces, quote, ...(alt && { alt }) } as const;
		yield { as: 'written', write: (link) => filled(text, slot, addressIn(link, writer), attributeText(link.alt)) };
	} else if (tag) {
		yield {
			as: 'path',
			offset,
			write: (path) => JSON.stringify(writer.address(path)),
			isSound: (change) => {
				const edited = text.slice(from, change.from) + change.text + text.slice(change.to, to);
				return parseJs(`(${edited}\n)`)?.errors === 0;
			},
		};
	}
}

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

import type { Range } from '../lines';

/** The tag of an element that the place is within, and not only beside. */
export interface TagAt extends Range {
	/** What makes a whole element of it. */
	readonly closing: string;
}

/** More are in no attribute. */
const maxTags = 50;
/** No tag is longer. */
const maxLength = 10_000;

/** A place in a tag of JSX. What is code between ticks is to be masked. */
export function tagAround(text: string, offset: number): TagAt | undefined {
	let count = 0;
	for (let from = text.lastIndexOf('<', offset - 1); from !== -1 && count < maxTags; count++) {
		const name = /^<([a-z_$][\w$.:-]*)/i.exec(text.slice(from, from + 200))?.[1];
		const to = name === undefined ? undefined : tagEnd(text, from + 1 + name.length);
		if (name !== undefined && to !== undefined && offset < to) {
			return { from, to, closing: text.startsWith('/>', to - 2) ? '' : `</${name}>` };
		}
		from = offset - from > maxLength || from === 0 ? -1 : text.lastIndexOf('<', from - 1);
	}
	return undefined;
}

/** Where the tag ends whose attributes begin there. */
function tagEnd(text: string, from: number): number | undefined {
	let depth = 0;
	for (let at = from; at < text.length && at - from < maxLength; at++) {
		const sign = text.charAt(at);
		if (sign === '"' || sign === "'" || (sign === '`' && depth > 0)) {
			at = textEnd(text, at, depth > 0);
		} else if (sign === '{') {
			depth++;
		} else if (sign === '}') {
			depth--;
		} else if (depth === 0 && sign === '>') {
			return at + 1;
		} else if (depth < 0 || (depth === 0 && sign === '<')) {
			return undefined;
		}
	}
	return undefined;
}

/** The quote that ends the text which begins there; the end of all where there is none. */
function textEnd(text: string, from: number, hasEscapes: boolean): number {
	const quote = text.charAt(from);
	for (let at = from + 1; at < text.length; at++) {
		if (hasEscapes && text.charAt(at) === '\\') {
			at++;
		} else if (text.charAt(at) === quote) {
			return at;
		}
	}
	return text.length;
}

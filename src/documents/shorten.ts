import { printable } from './printable';

/**
 * `text` on one line: white space collapsed, controls gone, and what is beyond `maxLength` UTF-16 code units cut off at a
 * word's end, with an ellipsis that counts.
 */
export function shorten(text: string, maxLength: number): string {
	const line = printable(text).replace(/\s+/g, ' ').trim();
	if (line.length <= maxLength) {
		return line;
	}
	const cut = line.slice(0, maxLength - 1);
	// Text without spaces, or one giant word, is cut where it must be, but never through a surrogate pair.
	const wordEnd = /^.{20,}(?=\s)/su.exec(line.slice(0, maxLength))?.[0] ?? cut.replace(/[\uD800-\uDBFF]$/, '');
	return `${wordEnd.trimEnd()}…`;
}

/** From where to where, in UTF-16 code units. */
export interface Range {
	readonly from: number;
	readonly to: number;
}

/** The lines of a text by offsets in it, in UTF-16 code units. Line ends are those of all systems. */

/** Where the line of that offset begins. */
export function lineStart(text: string, offset: number): number {
	return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** Where the line of that offset ends, before its line end. */
export function lineEnd(text: string, offset: number): number {
	const length = text.slice(offset).search(/[\r\n]/);
	return length === -1 ? text.length : offset + length;
}

/** The line before the one that begins there; undefined for the first. */
export function lineBefore(text: string, start: number): string | undefined {
	if (start === 0) {
		return undefined;
	}
	const end = start - (text.startsWith('\r\n', start - 2) ? 2 : 1);
	return text.slice(lineStart(text, end), end);
}

/** The line after the one that ends there; undefined for the last. */
export function lineAfter(text: string, end: number): string | undefined {
	if (end === text.length) {
		return undefined;
	}
	const start = end + (text.startsWith('\r\n', end) ? 2 : 1);
	return text.slice(start, lineEnd(text, start));
}

/** The line end that the text uses first; a line feed where it has none. */
export function eolOf(text: string): string {
	return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

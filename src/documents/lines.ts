/* The lines of a text by offsets in it, in UTF-16 code units. Line ends are those of all systems. */

/** From where to where, in UTF-16 code units. */
export interface Range {
	readonly from: number;
	readonly to: number;
}

/** The line of that offset, without its line end. */
export function lineAt(text: string, offset: number): Range {
	return { from: lineStart(text, offset), to: lineEnd(text, offset) };
}

/** Where the line of that offset begins. */
export function lineStart(text: string, offset: number): number {
	let start = offset;
	while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) {
		start--;
	}
	return start;
}

/** Where the line of that offset ends, before its line end. */
export function lineEnd(text: string, offset: number): number {
	let end = offset;
	while (end < text.length && !isLineEnd(text.charCodeAt(end))) {
		end++;
	}
	return end;
}

function isLineEnd(code: number): boolean {
	return code === 0x0a || code === 0x0d;
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

/** The white space that the line begins with which begins there. */
export function indentationOf(text: string, start: number): string {
	return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

/** The next line above the one that begins there which holds something; empty where there is none. */
export function textAbove(text: string, start: number): string {
	const above = text.slice(0, start).trimEnd();
	return above.slice(lineStart(above, above.length));
}

/** As many lines of the same length, which hold nothing but `filler`. */
export function blanked(text: string, filler = ' '): string {
	return text.replace(/[^\r\n]/g, filler);
}

/** What stands in a part of a text, by its offsets in the whole. */
export function shifted<T extends Range>(part: T, by: number): T {
	return { ...part, from: part.from + by, to: part.to + by };
}

import { lineEnd, type Range } from '../lines';

/** What a line of a template is that nests by indentation. */
export interface LineParts {
	/** Behind its last character: attributes may go on over several lines. */
	readonly to: number;
	/** The element that it begins. */
	readonly tag?: string;
	/** Between the brackets, or all of them where there are none. */
	readonly attributes?: readonly Range[];
	/** Code, up to the end. */
	readonly code?: number;
	/** Text, up to the end. */
	readonly prose?: number;
	/** What the lines are that are further in, where they are no such lines. */
	readonly holds?: 'prose' | 'script' | 'css' | 'other';
	/** Whether it goes on with what a line above has begun, such as `else`; or holds nothing but such lines. */
	readonly branch?: 'next' | 'of';
}

/** A line with what it is in. */
export interface TemplateLine extends Range, LineParts {
	/** In characters. */
	readonly indentation: number;
	/** The line that holds it, by its index; -1 for none. */
	readonly parent: number;
	/** Whether it is a part of what its parent holds, and no line by itself. */
	readonly isRaw: boolean;
}

/** The lines of a template that hold something. */
export function linesOf(text: string, read: (text: string, from: number) => LineParts): readonly TemplateLine[] {
	const lines: TemplateLine[] = [];
	for (let from = 0; from < text.length;) {
		const end = lineEnd(text, from);
		const line = text.slice(from, end);
		const indentation = line.length - line.trimStart().length;
		let to = end;
		if (line.trim() !== '') {
			const parent = lines.findLastIndex((one) => !one.isRaw && one.indentation < indentation);
			const isRaw = parent !== -1 && lines[parent]?.holds !== undefined && isLastOf(lines, parent, indentation);
			const parts = isRaw ? { to: end, prose: from + indentation } : read(text, from + indentation);
			({ to } = parts);
			lines.push({ from, indentation, parent, isRaw, ...parts });
		}
		from = to + (text.startsWith('\r\n', to) ? 2 : 1);
	}
	return lines;
}

/** Whether nothing that is less far in stands between. */
function isLastOf(lines: readonly TemplateLine[], parent: number, indentation: number): boolean {
	const outer = lines[parent]?.indentation ?? 0;
	return indentation > outer && lines.slice(parent + 1).every((one) => one.indentation > outer);
}

/** The index of the last line that is further in than that one, below it; its own where there is none. */
export function lastWithin(lines: readonly TemplateLine[], index: number): number {
	const outer = lines[index]?.indentation ?? 0;
	const next = lines.findIndex((one, at) => at > index && one.indentation <= outer);
	return (next === -1 ? lines.length : next) - 1;
}

/** The line and those that hold it, from the innermost out. */
export function holdersOf(lines: readonly TemplateLine[], index: number): readonly number[] {
	const line = lines[index];
	return line ? [index, ...holdersOf(lines, line.parent)] : [];
}

/** Behind the bracket that closes the one that stands there; the line's end where none does. */
export function bracketEnd(text: string, from: number): number {
	const open: string[] = [];
	for (let at = from; at < text.length; at++) {
		const sign = text.charAt(at);
		if (sign === '"' || sign === "'" || sign === '`') {
			at = quoteEnd(text, at) - 1;
		} else if (/[([{]/.test(sign)) {
			open.push(sign);
		} else if (/[)\]}]/.test(sign)) {
			open.pop();
			if (open.length === 0) {
				return at + 1;
			}
		}
	}
	return lineEnd(text, from);
}

/** Behind the quote that closes the one that stands there, on its line; behind that itself where none does. */
export function quoteEnd(text: string, from: number): number {
	const quote = text.charAt(from);
	for (let at = from + 1; at < text.length && !/[\r\n]/.test(text.charAt(at)); at++) {
		if (text.charAt(at) === '\\') {
			at++;
		} else if (text.charAt(at) === quote) {
			return at + 1;
		}
	}
	return from + 1;
}

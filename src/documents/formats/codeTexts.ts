/** How a language writes the texts in its code. */
export interface CodeLanguage {
	/** The longest quotes first. */
	readonly texts: readonly TextRule[];
	/** What holds no texts, whatever quotes it has: comments, characters, regular expressions. Sticky. */
	readonly skipped: readonly RegExp[];
	/** What stands in front of a text that names a file of the program, where other names are packages. */
	readonly modules?: RegExp;
}

/** A kind of text: between two quotes, with its own escapes. */
export interface TextRule {
	/** Sticky. It begins with a sign; what a language puts in front, such as `r`, is looked back at. */
	readonly open: RegExp;
	/** What ends it, given what it begins with. */
	readonly close: (opening: RegExpExecArray) => string;
	/** The sign that keeps what follows it from being the end. */
	readonly escape?: string | undefined;
	/** Whether its end, written twice, is a part of the text. */
	readonly isDoubled?: boolean;
	/** Whether it ends with its line, if nothing else ends it. */
	readonly isShort?: boolean;
	/** What code is filled in between. */
	readonly hole?: Hole | undefined;
	/** How a path is written there; undefined where it cannot be. `after` is what follows the place. */
	readonly write: (path: string, close: string, after: string) => string | undefined;
}

/** Code amid a text: how it begins, and the bracket that ends it. */
export interface Hole {
	readonly open: string;
	readonly close: ')' | '}' | ']';
}

export const dollarBrace: Hole = { open: '${', close: '}' };
export const brace: Hole = { open: '{', close: '}' };
export const hashBrace: Hole = { open: '#{', close: '}' };
export const dollarParenthesis: Hole = { open: '$(', close: ')' };
export const backslashParenthesis: Hole = { open: '\\(', close: ')' };

interface Escapes {
	readonly hole?: Hole;
	/** What needs a backslash as well. */
	readonly also?: RegExp;
	/** What is written twice. */
	readonly twice?: RegExp;
	/** Whether it goes on over lines. */
	readonly isLong?: boolean;
	/** Whether it holds bytes, and characters of others only by their numbers. */
	readonly isBytes?: boolean;
	/** Whether a backslash keeps its meaning, as the first of a line break. */
	readonly hasLineBreaks?: boolean;
}

/** A text with backslashes. */
export function escaped(quote: string | RegExp, escapes: Escapes = {}): TextRule {
	const { hole, also, twice, isLong = false, isBytes = false, hasLineBreaks = true } = escapes;
	return {
		open: opening(quote),
		close: closing,
		escape: '\\',
		isShort: !isLong && typeof quote === 'string' && quote.length === 1,
		hole,
		write: (path, close) => {
			let text = path.replaceAll('\\', '\\\\').replaceAll(close.charAt(0), `\\${close.charAt(0)}`);
			text = also ? text.replace(also, '\\$&') : text;
			text = twice ? text.replace(twice, '$&$&') : text;
			text = isBytes ? asBytes(text) : text;
			return hasLineBreaks ? text.replaceAll('\n', '\\n').replaceAll('\r', '\\r') : text;
		},
	};
}

/** A text as it is, which cannot hold its own end, nor what `never` finds. */
export function raw(quote: string | RegExp, close = closing, never?: RegExp, twice?: RegExp): TextRule {
	return {
		open: opening(quote),
		close,
		write: (path, end, after) => {
			// Together with what follows it may end the text early.
			const ended = (path + after).indexOf(end);
			const isCut = ended !== -1 && ended < path.length;
			return isCut || never?.test(path) === true ? undefined : twice ? path.replace(twice, '$&$&') : path;
		},
	};
}

/** A text as it is, but for its quote, which is written twice. */
export function doubled(quote: string | RegExp, twice?: RegExp, isShort = false): TextRule {
	return {
		open: opening(quote),
		close: closing,
		isDoubled: true,
		isShort,
		write: (path, close) => {
			const text = path.replaceAll(close, close + close);
			return twice ? text.replace(twice, '$&$&') : text;
		},
	};
}

function opening(quote: string | RegExp): RegExp {
	return typeof quote === 'string' ? new RegExp(quote.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'), 'y') : quote;
}

/** What begins it ends it; the part of it that is a group where it has one. */
export function closing([whole, group]: RegExpExecArray): string {
	return group ?? whole;
}

function asBytes(text: string): string {
	return text.replace(/[^\0-\x7F]/gu, (character) =>
		Array.from(new TextEncoder().encode(character), (byte) => `\\x${byte.toString(16)}`).join(''),
	);
}

import type { Range } from '../lines';

/* Where code ends amid a text of Typst. It may hold text again, between brackets, and that may hold code. */

const statement = /(?:let|set|show|import|include|return)\b/y;
const branch = /(?:if|for|while)\b/y;
const otherBranch = /\s*else\b/y;
const expression = /(?:[\p{L}_][\p{L}\p{N}_-]*|"(?:\\[\s\S]|[^"\\])*"|[\d.]+\w*)?/uy;
const access = /\.[\p{L}_][\p{L}\p{N}_-]*/uy;

/** Where the code ends that begins there, behind its `#`. */
export function codeEnd(text: string, from: number): number {
	if (matchEnd(statement, text, from) > from) {
		return statementEnd(text, from);
	}
	let at = from;
	if (matchEnd(branch, text, from) > from) {
		for (let isMore = true; isMore;) {
			at = groupEnd(text, bodyStart(text, at));
			const next = matchEnd(otherBranch, text, at);
			isMore = next > at;
			at = next;
		}
		return at;
	}
	at = matchEnd(expression, text, at);
	for (let end = -1; end !== at;) {
		end = at;
		at = matchEnd(access, text, /[([{]/.test(text[at] ?? '') ? groupEnd(text, at) : at);
	}
	return text[at] === ';' ? at + 1 : at;
}

function matchEnd(pattern: RegExp, text: string, from: number): number {
	pattern.lastIndex = from;
	return from + (pattern.exec(text)?.[0].length ?? 0);
}

/** At the end of its line, or at a semicolon, but for what is between brackets. */
function statementEnd(text: string, from: number): number {
	let at = from;
	while (at < text.length && !/[\r\n;\]}]/.test(text[at] ?? '')) {
		at = partEnd(text, at);
	}
	return text[at] === ';' ? at + 1 : at;
}

/** Where the body of a condition or a loop begins. */
function bodyStart(text: string, from: number): number {
	let at = from;
	while (at < text.length && !/[[{]/.test(text[at] ?? '')) {
		at = partEnd(text, at);
	}
	return at;
}

/** Behind the bracket that closes the one there. */
function groupEnd(text: string, from: number): number {
	const isText = text[from] === '[';
	let at = from + 1;
	while (at < text.length && !(isText ? /\]/ : /[)}\]]/).test(text[at] ?? '')) {
		at = isText ? textPartEnd(text, at) : partEnd(text, at);
	}
	return Math.min(at + 1, text.length);
}

const string =
	/"(?:\\[\s\S]|[^"\\])*"?|\/\/.*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|(`{3,})[\s\S]*?(?:\1|(?![\s\S]))|`[^`]*`?|\$(?:\\[\s\S]|[^$\\])*\$/y;

/** Behind the next character of code, text in quotes or group. */
function partEnd(text: string, at: number): number {
	return /[([{]/.test(text[at] ?? '') ? groupEnd(text, at) : Math.max(at + 1, matchEnd(string, text, at));
}

const raw =
	/\\[\s\S]|(?<!:)\/\/.*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|(`{3,})[\s\S]*?(?:\1|(?![\s\S]))|`[^`]*`?|\$(?:\\[\s\S]|[^$\\])*\$/y;

function textPartEnd(text: string, at: number): number {
	const character = text[at];
	if (character === '[') {
		return groupEnd(text, at);
	}
	return Math.max(at + 1, character === '#' ? codeEnd(text, at + 1) : matchEnd(raw, text, at));
}

/** What a place in code is in. */
export type InCode =
	| ({ readonly is: 'content' | 'string' } & Range)
	/** Code: in which brackets, if in any, and what stands between these. */
	| ({ readonly is: 'code'; readonly bracket: '(' | '{' | '' } & Range);

/** The innermost that a place is in, in the code of that range; undefined for a comment. */
export function inCodeAt(text: string, range: Range, offset: number, bracket: '(' | '{' | '' = ''): InCode | undefined {
	for (let at = range.from; at < Math.min(range.to, offset);) {
		const character = text[at] ?? '';
		const end = partEnd(text, at);
		const isClosed = /[)}\]"]/.test(text[end - 1] ?? '') && end - 1 > at;
		if (offset < end || (offset === end && !isClosed && end > at + 1)) {
			const inner = { from: at + 1, to: isClosed ? end - 1 : end };
			switch (character) {
				case '[':
					return { is: 'content', ...inner };
				case '"':
					return { is: 'string', ...inner };
				case '(':
				case '{':
					return inCodeAt(text, inner, offset, character);
				default:
					return undefined;
			}
		}
		at = end;
	}
	return { is: 'code', bracket, ...range };
}

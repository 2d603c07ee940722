import { lineEnd, type Range } from '../lines';
import { bracketEnd, type LineParts, quoteEnd } from './indentedLines';

type Read = (text: string, from: number) => LineParts;

/** What a pattern finds at a place; empty where it finds nothing there. */
function at(text: string, from: number, pattern: RegExp): string {
	pattern.lastIndex = from;
	return pattern.exec(text)?.[0] ?? '';
}

/** Code that goes on where a line ends with a comma. */
function codeEnd(text: string, from: number): number {
	let end = lineEnd(text, from);
	while (/[,\\]\s*$/.test(text.slice(from, end)) && end < text.length) {
		end = lineEnd(text, end + (text.startsWith('\r\n', end) ? 2 : 1));
	}
	return end;
}

const holding = (name: string): NonNullable<LineParts['holds']> =>
	/^(?:javascript|script)$/.test(name) ? 'script' : /^(?:css|style)$/.test(name) ? 'css' : 'other';

/** Pug. */
export const readPug: Read = (text, from) => {
	const to = lineEnd(text, from);
	const line = text.slice(from, to);
	const [, filter] = /^:([\w-]+)/.exec(line) ?? [];
	if (filter !== undefined || line.startsWith('//') || /^-\s*$/.test(line)) {
		return { to, holds: 'other' };
	}
	if (/^(?:-|!?=)/.test(line)) {
		return { to, code: from + at(text, from, /[-!=]+/y).length };
	}
	if (/^(?:else|when|default)\b/.test(line)) {
		return { to, branch: 'next' };
	}
	if (/^(?:case)\b/.test(line)) {
		return { to, branch: 'of' };
	}
	if (/^(?:\||<)/.test(line)) {
		return { to, prose: from + (at(text, from, /\| ?/y).length || 0) };
	}
	if (
		/^(?:if|unless|each|for|while|mixin|include|extends|block|append|prepend|doctype|yield)\b(?![.(#])/.test(line) &&
		!/^\w+:/.test(line)
	) {
		return { to, tag: `-${/^\w+/.exec(line)?.[0] ?? ''}` };
	}
	return element(text, from);
};

/** Elements of Pug, each within the one before it. */
function element(text: string, from: number): LineParts {
	const name = at(text, from, /\+?[\w:-]*\w|(?=[.#])/y);
	const attributes: Range[] = [];
	let end = from + name.length;
	for (;;) {
		end += at(text, end, /(?:[.#][\w-]+)+|&attributes(?=\()/y).length;
		if (text.charAt(end) !== '(') {
			break;
		}
		const close = bracketEnd(text, end);
		attributes.push({ from: end + 1, to: close - 1 });
		end = close;
	}
	const to = lineEnd(text, end);
	const parts = { to, tag: name.replace(/^$/, 'div'), attributes };
	const rest = text.slice(end, to);
	if (/^\.\s*$/.test(rest)) {
		return { ...parts, holds: /^(?:script|style)$/.test(name) ? holding(name) : 'prose' };
	}
	if (/^!?=/.test(rest)) {
		return { ...parts, code: end + 1 };
	}
	if (rest.startsWith(': ')) {
		const inner = element(text, end + 2);
		return { ...inner, attributes: [...attributes, ...(inner.attributes ?? [])] };
	}
	return /^ \s*\S/.test(rest) ? { ...parts, prose: end + 1 } : parts;
}

/** Slim. */
export const readSlim: Read = (text, from) => {
	const to = lineEnd(text, from);
	const line = text.slice(from, to);
	const [, engine] = /^(\w+):\s*$/.exec(line) ?? [];
	if (engine !== undefined || line.startsWith('/')) {
		return { to, holds: holding(engine ?? '') };
	}
	if (/^[|']/.test(line)) {
		return { to, prose: from + at(text, from, /[|']['<>]* ?/y).length, holds: 'prose' };
	}
	if (line.startsWith('<')) {
		return { to, prose: from };
	}
	if (/^-\s*(?:else|elsif|when|in|rescue|ensure)\b/.test(line)) {
		return { to, branch: 'next' };
	}
	if (/^[-=]/.test(line)) {
		const isCase = /^-\s*case\b/.test(line);
		return { to: codeEnd(text, from), code: from + 1, ...(isCase && { branch: 'of' as const }) };
	}
	const [head = ''] = /^(?:[\w:-]*\w|(?=[.#]))(?:[.#][\w-]+)*[<>]*/.exec(line) ?? [];
	const tag = /^[\w:-]*/.exec(head)?.[0].replace(/^$/, 'div') ?? 'div';
	if (tag === 'doctype') {
		return { to, tag: '-doctype' };
	}
	const first = from + head.length;
	let end = /[([{]/.test(text.charAt(first)) ? bracketEnd(text, first) : first;
	for (;;) {
		const name = at(text, end, / *[\w:@.-]+==?(?=[^\s=])/y);
		if (name === '') {
			break;
		}
		end = valueEnd(text, end + name.length);
	}
	const last = lineEnd(text, end);
	const parts = { to: last, tag, attributes: end > first ? [{ from: first, to: end }] : [] };
	const rest = text.slice(end, last);
	if (/^ *==?/.test(rest)) {
		return { ...parts, to: codeEnd(text, end), code: end + at(text, end, / *=+/y).length };
	}
	return /^ +[^\s:/]/.test(rest) ? { ...parts, prose: end + 1 } : parts;
};

/** Behind a value of Slim: a text, or code without spaces but between brackets. */
function valueEnd(text: string, from: number): number {
	if (/["']/.test(text.charAt(from))) {
		return quoteEnd(text, from);
	}
	let end = from;
	while (/\S/.test(text.charAt(end))) {
		end = /[([{]/.test(text.charAt(end)) ? bracketEnd(text, end) : end + 1;
	}
	return end;
}

/** Haml. */
export const readHaml: Read = (text, from) => {
	const to = lineEnd(text, from);
	const line = text.slice(from, to);
	const [, filter] = /^:(\w+)\s*$/.exec(line) ?? [];
	if (filter !== undefined || /^(?:\/|-#)/.test(line)) {
		return { to, holds: holding(filter ?? '') };
	}
	if (/^-\s*(?:else|elsif|when|in|rescue|ensure)\b/.test(line)) {
		return { to, branch: 'next' };
	}
	if (/^(?:-|[!&]?=|~)/.test(line)) {
		const isCase = /^-\s*case\b/.test(line);
		return { to: codeEnd(text, from), code: from + 1, ...(isCase && { branch: 'of' as const }) };
	}
	if (line.startsWith('!!!')) {
		return { to, tag: '-doctype' };
	}
	const [head] = /^(?:%[\w:-]+|(?=[.#][\w-]))(?:[.#][\w-]+)*/.exec(line) ?? [];
	if (head === undefined) {
		const end = pipedEnd(text, from);
		return end > to || /\s\|[ \t]*$/.test(line) ? { to: end } : { to, prose: from + (line.startsWith('\\') ? 1 : 0) };
	}
	const attributes: Range[] = [];
	let end = from + head.length;
	while (/[([{]/.test(text.charAt(end))) {
		const close = bracketEnd(text, end);
		attributes.push({ from: end + 1, to: close - 1 });
		end = close;
	}
	const last = lineEnd(text, end);
	const parts = { to: last, tag: /^%([\w:-]+)/.exec(head)?.[1] ?? 'div', attributes };
	const rest = text.slice(end, last);
	if (/^[<>]*[!&]?[=~]/.test(rest)) {
		return { ...parts, to: codeEnd(text, end), code: end + 1 };
	}
	return /^[<>]* +\S/.test(rest) ? { ...parts, prose: end + at(text, end, /[<>]* +/y).length } : parts;
};

/** A text goes on over lines that end with a bar. */
function pipedEnd(text: string, from: number): number {
	let end = lineEnd(text, from);
	while (/\s\|[ \t]*$/.test(text.slice(from, end))) {
		const next = end + (text.startsWith('\r\n', end) ? 2 : 1);
		if (!/\s\|[ \t]*$/.test(text.slice(next, lineEnd(text, next)))) {
			break;
		}
		end = lineEnd(text, next);
	}
	return end;
}

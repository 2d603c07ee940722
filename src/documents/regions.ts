import { blanked, type Range } from './lines';

/** A part of a text that is no prose, such as a comment. */
export interface RegionRule {
	/** Global; matches the whole of it. With indices where a group `code` is what of it is shown as it is written. */
	readonly pattern: RegExp;
	/** Where it ends, where the pattern matches its beginning only. */
	readonly end?: (text: string, from: number) => number;
	/**
	 * What ends it, global, where the pattern matches its beginning only; without that it is none. A pattern that matches the whole of
	 * what may be long looks through all of the text from each beginning, over and over, where nothing ends them.
	 */
	readonly close?: (opening: RegExpExecArray) => RegExp;
	/** Whether what stands between its beginning and its end is shown as it is written. */
	readonly isCode?: boolean;
	/**
	 * Shown as it is written, such as code; not shown; lines that are a block of their own, whatever they show; or commands and
	 * the like within a line.
	 */
	readonly is: 'verbatim' | 'comment' | 'block' | 'markup';
}

/** A part of a text, and what it is. */
export type Region = Found & Pick<RegionRule, 'is'>;

type Found = Range & { readonly code?: Range };

/** Such parts, from the beginning on. They hold no others: what begins first goes on to its end. */
export function* regionsOf(text: string, rules: readonly RegionRule[]): Generator<Region> {
	const closings = new Closings(text);
	const next = rules.map((rule) => ({ ...rule, found: find(rule, text, 0, closings) }));
	for (let at = 0; ;) {
		let first: (typeof next)[number] | undefined;
		for (const rule of next) {
			if (rule.found && rule.found.from < at) {
				rule.found = find(rule, text, at, closings);
			}
			if (rule.found && rule.found.from < (first?.found?.from ?? Infinity)) {
				first = rule;
			}
		}
		if (!first?.found) {
			return;
		}
		const { from, code } = first.found;
		// Only now: to find out where it ends may take long, and what begins within another part is none.
		const to = first.end?.(text, first.found.to) ?? first.found.to;
		yield { from, to, is: first.is, ...(code && { code }) };
		at = Math.max(to, from + 1);
	}
}

/** The part that the place is within, and not only beside. */
export function regionAt(regions: Iterable<Region>, offset: number): Region | undefined {
	for (const region of regions) {
		// The beginning of a text is within what begins there.
		if (region.from >= offset && !(offset === 0 && region.is === 'block')) {
			return undefined;
		}
		// Code goes on where no fence ends it.
		if (offset < region.to || (offset === region.to && region.code?.to === offset)) {
			return region;
		}
	}
	return undefined;
}

function find(rule: RegionRule, text: string, start: number, closings: Closings): Found | undefined {
	const { pattern, close, isCode } = rule;
	pattern.lastIndex = start;
	for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
		const from = found.index;
		const to = from + found[0].length;
		if (!close) {
			const code = found.indices?.groups?.['code'];
			return { from, to, ...(code && { code: { from: code[0], to: code[1] } }) };
		}
		const end = closings.after(close(found), to);
		if (end) {
			return { from, to: end.to, ...(isCode && { code: { from: to, to: end.from } }) };
		}
		pattern.lastIndex = from + 1;
	}
	return undefined;
}

/** Where a text is closed: each stretch of it is looked through once, however often it is asked from where on. */
class Closings {
	private readonly known = new Map<string, { readonly since: number; readonly next: Range | undefined }>();

	constructor(private readonly text: string) {}

	/** The first match from there on. */
	after(pattern: RegExp, from: number): Range | undefined {
		const key = `${pattern.source}/${pattern.flags}`;
		const known = this.known.get(key);
		if (known && known.since <= from && (!known.next || from <= known.next.from)) {
			return known.next;
		}
		pattern.lastIndex = from;
		const match = pattern.exec(this.text);
		const next = match ? { from: match.index, to: match.index + match[0].length } : undefined;
		this.known.set(key, { since: from, next });
		return next;
	}
}

/** The text with something else of the same length in place of these parts: by default, with spaces. Its offsets stay. */
export function without(
	text: string,
	parts: Iterable<Range>,
	fill: (part: string) => string = (part) => blanked(part),
): string {
	let masked = '';
	let at = 0;
	for (const { from, to } of parts) {
		masked += text.slice(at, from) + fill(text.slice(from, to));
		at = to;
	}
	return masked + text.slice(at);
}

import { blanked, type Range } from './lines';

/** A part of a text that is no prose, such as a comment. */
export interface RegionRule {
	/** Global; matches the whole of it. */
	readonly pattern: RegExp;
	/** Shown as it is written, such as code; not shown; or commands and the like, whatever they show. */
	readonly is: 'verbatim' | 'comment' | 'markup';
}

/** A part of a text, and what it is. */
export type Region = Range & Pick<RegionRule, 'is'>;

/** Such parts, from the beginning on. They hold no others: what begins first goes on to its end. */
export function* regionsOf(text: string, rules: readonly RegionRule[]): Generator<Region> {
	const next = rules.map((rule) => ({ ...rule, found: find(rule.pattern, text, 0) }));
	for (let at = 0; ;) {
		let first: (typeof next)[number] | undefined;
		for (const rule of next) {
			if (rule.found && rule.found.from < at) {
				rule.found = find(rule.pattern, text, at);
			}
			if (rule.found && rule.found.from < (first?.found?.from ?? Infinity)) {
				first = rule;
			}
		}
		if (!first?.found) {
			return;
		}
		yield { ...first.found, is: first.is };
		at = Math.max(first.found.to, first.found.from + 1);
	}
}

/** The part that the place is within, and not only beside. */
export function regionAt(text: string, offset: number, rules: readonly RegionRule[]): Region | undefined {
	for (const region of regionsOf(text, rules)) {
		if (region.from >= offset) {
			return undefined;
		}
		if (offset < region.to) {
			return region;
		}
	}
	return undefined;
}

function find(pattern: RegExp, text: string, from: number): Range | undefined {
	pattern.lastIndex = from;
	const found = pattern.exec(text);
	return found ? { from: found.index, to: found.index + found[0].length } : undefined;
}

/** The text with spaces in place of these parts. Its lines and offsets stay. */
export function without(text: string, parts: Iterable<Range>): string {
	let masked = '';
	let at = 0;
	for (const { from, to } of parts) {
		masked += text.slice(at, from) + blanked(text.slice(from, to));
		at = to;
	}
	return masked + text.slice(at);
}

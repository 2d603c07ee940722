import { blanked, type Range } from './lines';

/** A part of a text that is no prose, such as a comment. */
export interface RegionRule {
	/** Global; matches the whole of it. With indices where a group `code` is what of it is shown as it is written. */
	readonly pattern: RegExp;
	/** Where it ends, where the pattern matches its beginning only. */
	readonly end?: (text: string, from: number) => number;
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
	const next = rules.map((rule) => ({ ...rule, found: find(rule, text, 0) }));
	for (let at = 0; ;) {
		let first: (typeof next)[number] | undefined;
		for (const rule of next) {
			if (rule.found && rule.found.from < at) {
				rule.found = find(rule, text, at);
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

function find({ pattern, end }: RegionRule, text: string, from: number): Found | undefined {
	pattern.lastIndex = from;
	const found = pattern.exec(text);
	const code = found?.indices?.groups?.['code'];
	if (!found) {
		return undefined;
	}
	const to = found.index + found[0].length;
	return { from: found.index, to: end?.(text, to) ?? to, ...(code && { code: { from: code[0], to: code[1] } }) };
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

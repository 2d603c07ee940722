import { indentationOf, lineAfter, lineAt, lineBefore, lineEnd, lineStart, type Range } from './lines';
import { type Region, regionAt, type RegionRule, regionsOf, without } from './regions';
import type { Block, DocumentFormat, InLine, Path, Place, Spot } from './spots';

/** A language of lines and paragraphs that blank lines part. */
export interface ProseRules {
	/** Whether an image may stand amid a line's text. */
	readonly hasInLine: boolean;
	/** What is no prose. */
	readonly regions: readonly RegionRule[];
	/** What an item of a list begins with, up to its text; undefined where lists hold no blocks by their indentation. */
	readonly item?: RegExp;
	/** Whether a block must begin its lines, whatever is around it. */
	readonly isFlush?: boolean;
	/** Whether a block goes on as far as its lines are further in. */
	readonly isByIndentation?: boolean;
	/** Two lines that begin another item of a list of terms. */
	readonly term?: RegExp;
	/** What begins a line's text and stays in front, such as the mark of an item. */
	readonly lead?: RegExp;
	/** What ends a line and stays behind, such as the mark of a line break. */
	readonly trail?: RegExp;
	/**
	 * For languages whose lists hold a block by a line above it: that line, and whether it is needed behind a line's end, where what
	 * is no prose is masked in `above`.
	 */
	readonly joint?: { readonly line: string; readonly isNeeded: (above: string, below: string) => boolean };
	/** What must not touch a link within a line. */
	readonly apart?: InLine['apart'];
}

/** Where an image may stand in such a language: on its line, or by itself below the paragraph. */
export function proseSpots(rules: ProseRules): DocumentFormat['spotsAt'] {
	return function* ({ text, offset, isBlock }: Place): Generator<Spot> {
		const regions = Array.from(regionsOf(text, rules.regions));
		const region = regionAt(regions, offset);
		const code = region?.is === 'verbatim' ? region : region?.code;
		if (code && (code === region || isIn(code, text, offset))) {
			yield rules.isByIndentation ? inCode(text, code, offset) : { as: 'path', offset };
			return;
		}
		const { from: start, to: end } = lineAt(text, offset);
		const isBlank = text.slice(start, end).trim() === '';
		const below = (from: number): Block => blockBelow(rules, text, regions, lineEnd(text, from));
		if (region?.is === 'block' || region?.is === 'comment' || (region && isBlank)) {
			yield below(region.to);
		} else if (isBlank) {
			yield blockAt(rules, text, regions, offset);
		} else if (isBlock && text.slice(start, offset).trim() === '' && isBlankAbove(text, start)) {
			// What begins there is below the image, as is what this place was on a blank line above of.
			const isAbove =
				!regions.some(({ from, to }) => from < start && start <= to) &&
				!isItem(rules, text.slice(start, end), lineAfter(text, end) ?? '');
			const style = { prefix: rules.isFlush ? '' : indentationOf(text, start), isParted: true };
			yield isAbove ? { as: 'block', side: 'before', offset: rules.isFlush ? start : offset, style } : below(offset);
		} else if (isBlock && offset === end && rules.joint && lineAfter(text, end)?.trim() === rules.joint.line) {
			// Not below what hangs on it as well.
			const { line: joint } = rules.joint;
			yield { as: 'block', side: 'after', offset, style: { prefix: '', isParted: true, joint } };
		} else if (rules.hasInLine && !isBlock && !isWithinBlock(regions, offset)) {
			yield { as: 'inLine', ...withinLine(rules, text, region?.to ?? offset) };
		} else {
			yield below(offset);
		}
		// Where that is too far away.
		const first = lineStart(text, blocksAt(regions, offset)[0]?.from ?? offset);
		const line = text.slice(first, lineEnd(text, first));
		if (isBlankAbove(text, first) && !isItem(rules, line, lineAfter(text, first + line.length) ?? '')) {
			const style = { prefix: rules.isFlush ? '' : indentationOf(text, first), isParted: true };
			yield { as: 'block', side: 'before', offset: first, style };
		}
	};
}

/** Not in front of the line with the fence. */
function isIn({ from, to }: Range, text: string, offset: number): boolean {
	return from <= offset && (offset < to || (offset === to && !/[\r\n]/.test(text.slice(to - 1, to))));
}

function isItem({ lead, item, term }: ProseRules, line: string, next: string): boolean {
	return lead?.test(line) === true || item?.test(line) === true || term?.test(`${line}\n${next}`) === true;
}

/** As far in as the code is: what is not would end it. */
function inCode(text: string, code: Range, offset: number): Path {
	const start = lineStart(text, offset);
	const indentation = indentationOf(text, code.from);
	const at = Math.max(offset, Math.min(start + indentation.length, lineEnd(text, start)));
	const missing = indentation.slice(at - start);
	return { as: 'path', offset: at, ...(missing !== '' && { write: (path: string) => missing + path }) };
}

/** Behind what must begin its line, and before what must end it, parted from the word there. */
function withinLine({ lead, trail, apart }: ProseRules, text: string, offset: number): Omit<InLine, 'as'> {
	const { from, to } = lineAt(text, offset);
	const line = text.slice(from, to);
	const first = from + Math.max(lead?.exec(line)?.[0].length ?? 0, indentationOf(line, 0).length);
	const last = from + (trail?.exec(line)?.index ?? line.length);
	return last < offset && first <= last
		? { offset: last, apart: { ...apart, before: /\S$/ } }
		: { offset: Math.max(first, offset), ...(apart && { apart }) };
}

/** Whether what stands there, or begins there, is a block of its own. */
function isWithinBlock(regions: readonly Region[], offset: number): boolean {
	return blocksAt(regions, offset).length > 0;
}

function blocksAt(regions: readonly Region[], offset: number): readonly Region[] {
	return regions.filter(({ is, from, to }) => is !== 'markup' && from <= offset && offset <= to);
}

function isBlankAbove(text: string, start: number): boolean {
	return (lineBefore(text, start) ?? '').trim() === '';
}

/** On a line with nothing on it. */
function blockAt(rules: ProseRules, text: string, regions: readonly Region[], offset: number): Block {
	const start = lineStart(text, offset);
	const above = text.slice(0, start).trimEnd().length;
	const style = { prefix: rules.isFlush ? '' : indentationAt(rules, text, start), isParted: true };
	const joint = jointAt(rules, text, regions, above);
	return joint
		? { as: 'block', side: 'after', offset: above, style: { ...style, ...joint } }
		: isDeeper(rules, text, start, style.prefix)
			? blockBelow(rules, text, regions, lineEnd(text, above))
			: { as: 'block', side: 'before', offset, style };
}

/** Below the paragraph that goes on there, and what hangs on it. */
function blockBelow(rules: ProseRules, text: string, regions: readonly Region[], from: number): Block {
	let end = proseEnd(text, regions, from);
	// A block's own lines may be further in than it is.
	const own = regions.find(({ is, from, to }) => is === 'block' && from < end && end <= to);
	const start = own ? own.from : lineStart(text, end);
	const last = text.slice(start, lineEnd(text, start));
	const prefix = rules.isFlush
		? ''
		: rules.item?.test(last)
			? ' '.repeat(contentOf(last, rules.item))
			: indentationOf(last, 0);
	while (isDeeper(rules, text, end, prefix)) {
		end = proseEnd(text, regions, lineEnd(text, text.length - text.slice(end).trimStart().length));
	}
	return {
		as: 'block',
		side: 'after',
		offset: end,
		style: { prefix, isParted: true, ...jointAt(rules, text, regions, end) },
	};
}

/** Where the paragraph ends that goes on there, with the blocks in it. */
function proseEnd(text: string, regions: readonly Region[], from: number): number {
	let end = paragraphEnd(text, from);
	for (let index = firstBeyond(regions, end); (regions[index]?.from ?? Infinity) < end; index++) {
		const { to } = regions[index] ?? { to: 0 };
		if (end < to) {
			end = paragraphEnd(text, lineEnd(text, to));
		}
	}
	return end;
}

/** Which of the regions is the first that ends behind the place: a long text has very many. */
function firstBeyond(regions: readonly Region[], offset: number): number {
	let [low, high] = [0, regions.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		[low, high] = (regions[middle]?.to ?? 0) > offset ? [low, middle] : [middle + 1, high];
	}
	return low;
}

/** Whether what is next there is further in: then it belongs to what is above, or would to a block that is put there. */
function isDeeper({ isByIndentation }: ProseRules, text: string, from: number, prefix: string): boolean {
	const next = /^\s*?(?:^|[\r\n])([ \t]*)\S/.exec(text.slice(from))?.[1];
	return isByIndentation === true && next !== undefined && next.length > prefix.length;
}

function jointAt(
	{ joint }: ProseRules,
	text: string,
	regions: readonly Region[],
	end: number,
): { joint: string } | undefined {
	const blocks = regions.filter(({ is, to }) => is !== 'markup' && to <= end);
	const above = without(text.slice(0, end), blocks, (part) => 'x'.repeat(part.length));
	return joint?.isNeeded(above, text.slice(end)) ? { joint: joint.line } : undefined;
}

/** Where the last line ends before the next that is blank. */
function paragraphEnd(text: string, from: number): number {
	const length = text.slice(from).search(/(?:\r\n|\n|\r)[ \t]*(?:[\r\n]|$)/);
	return length === -1 ? text.length : from + length;
}

/**
 * How far a block is to be indented on a blank line: as far as the line itself, else so that a list which goes on below goes on,
 * else as far as both of its neighbours.
 */
function indentationAt({ item, term }: ProseRules, text: string, start: number): string {
	const own = indentationOf(text, start);
	const above = text
		.slice(0, start)
		.split(/\r\n|\n|\r/)
		.filter((line) => line.trim() !== '');
	const following = text.slice(lineEnd(text, start)).split(/\r\n|\n|\r/, 200);
	const next = following.findIndex((line) => line.trim() !== '');
	const [below, second = ''] = next === -1 ? [] : following.slice(next);
	const last = above.at(-1);
	if (own !== '' || !item || last === undefined || below === undefined) {
		return own;
	}
	const outer = indentationOf(below, 0).length;
	if (term?.test(`${below}\n${second}`) && indentationOf(last, 0).length > outer) {
		return indentationOf(last, 0);
	}
	if (item.test(below)) {
		// Of the item that the one below follows.
		for (const line of above.toReversed()) {
			const indentation = indentationOf(line, 0).length;
			if (indentation === outer && item.test(line)) {
				return ' '.repeat(contentOf(line, item));
			}
			if (indentation <= outer) {
				break;
			}
		}
	}
	return ' '.repeat(Math.min(contentOf(last, item), outer));
}

/** Where the text of a line begins, behind an item's mark. */
function contentOf(line: string, item: RegExp): number {
	return item.exec(line)?.[0].length ?? indentationOf(line, 0).length;
}

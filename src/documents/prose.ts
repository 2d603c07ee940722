import { indentationOf, lineAt, lineEnd } from './lines';
import { regionAt, type RegionRule } from './regions';
import type { DocumentFormat, Place, Spot } from './spots';

/** A language of lines and paragraphs that blank lines part. */
export interface ProseRules {
	/** Whether an image may stand amid a line's text. */
	readonly hasInLine: boolean;
	/** What is no prose. */
	readonly regions: readonly RegionRule[];
	/** What an item of a list begins with, up to its text; undefined where lists hold no blocks by their indentation. */
	readonly item?: RegExp;
}

/** Where an image may stand in such a language: on its line, or by itself below the paragraph. */
export function proseSpots({ hasInLine, regions, item }: ProseRules): DocumentFormat['spotsAt'] {
	return function* ({ text, offset, isBlock }: Place): Generator<Spot> {
		const region = regionAt(text, offset, regions);
		if (region?.is === 'verbatim') {
			yield { as: 'path', offset };
			return;
		}
		const beyond = region?.to ?? offset;
		// What follows a comment on its line would be a part of it.
		const at = region?.is === 'comment' ? lineEnd(text, beyond) : beyond;
		const { from: start, to: end } = lineAt(text, at);
		const isBlank = text.slice(start, end).trim() === '';
		const isFirst = text.slice(start, at).trim() === '';
		const style = { prefix: isBlank ? indentationAt(text, start, item) : indentationOf(text, start), isParted: true };
		if (isBlank || (isBlock && isFirst)) {
			yield { as: 'block', side: 'before', offset: at, style };
		} else if (hasInLine && !isBlock && region?.is !== 'comment') {
			yield { as: 'inLine', offset: at };
		} else {
			yield { as: 'block', side: 'after', offset: paragraphEnd(text, end), style };
		}
	};
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
function indentationAt(text: string, start: number, item: RegExp | undefined): string {
	const own = indentationOf(text, start);
	const above = text
		.slice(0, start)
		.split(/\r\n|\n|\r/)
		.filter((line) => line.trim() !== '');
	const below = text
		.slice(lineEnd(text, start))
		.split(/\r\n|\n|\r/, 200)
		.find((line) => line.trim() !== '');
	const last = above.at(-1);
	if (own !== '' || !item || last === undefined || below === undefined) {
		return own;
	}
	const outer = indentationOf(below, 0).length;
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

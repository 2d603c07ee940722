import { applied } from '../edits';
import { lineAt, type Range } from '../lines';
import type { ImageLink } from '../link';
import type { Change, Place, Spot } from '../spots';
import { hasOneMore } from './markdownShape';
import { nodesAt, type parseMarkdown } from './markdownTree';

/** A part of a Markdown text, as its dialect reads it. */
interface Reading {
	readonly read: string;
	readonly treeOf: (read: string) => ReturnType<typeof parseMarkdown>;
	/** Writes a link up to its path. */
	readonly open: (link: ImageLink, words: string) => string;
}

/** What waits for an image at the place: an image that is not written to its end, or marks with nothing between them. */
export function* slotsAt(place: Place, reading: Reading): Generator<Spot> {
	const { text, offset } = place;
	const { from, to } = lineAt(text, offset);
	const [before, after] = [text.slice(from, offset), text.slice(offset, to)];
	if (before.endsWith('![[') && /^(?:\|[^[\]]*)?\]\]/.test(after)) {
		// A wiki's.
		yield { as: 'path', offset, write: (path) => (/[[\]|#^]/.test(path) ? undefined : path) };
	} else if (isBetweenMarks(before, after)) {
		yield* betweenMarks(offset, reading);
	} else {
		yield* openImage(place, { from, to }, reading);
	}
}

function isBetweenMarks(before: string, after: string): boolean {
	const marks = /(?:`+|\*{1,3}|_{1,3}|~~)$/.exec(before)?.[0] ?? '';
	const isWhole = !/[\\`*_~]$/.test(before.slice(0, before.length - marks.length));
	return marks !== '' && isWhole && after.startsWith(marks) && after.charAt(marks.length) !== marks.charAt(0);
}

/** They are none yet, if anything: as they read with a word there. */
function* betweenMarks(offset: number, { read, treeOf, open }: Reading): Generator<Spot> {
	if (!/^(?:text|thematicBreak)$/.test(nodesAt(treeOf(read), read, offset).nodes.at(-1)?.type ?? '')) {
		return;
	}
	const filled = `${read.slice(0, offset)}x${read.slice(offset)}`;
	const tree = treeOf(filled);
	if (nodesAt(tree, filled, offset).nodes.at(-1)?.type === 'inlineCode') {
		yield { as: 'path', offset };
		return;
	}
	const isSound = (change: Change): boolean => {
		const behind = { ...change, from: offset + 1, to: offset + 1 };
		return hasOneMore(tree, treeOf(applied(filled, behind)), behind, false);
	};
	// Nothing else: an underline would be a part of a word.
	yield { as: 'written', write: (link) => ({ from: offset, to: offset, text: `${open(link, '')})` }), isSound };
}

/** Of an image with the place (`‸`) where its path belongs, or in its words or behind them while it has no path: its words, and its end. */
const openings: readonly RegExp[] = [
	/^!\[(?<words>(?:[^[\]\\]|\\.)*)\]\([ \t]*<?‸>?(?<end>[ \t]*(?:"[^"]*"|'[^']*'|\([^()]*\))?[ \t]*\))/,
	/^!\[(?<words>(?:[^[\]\\]|\\.)*)\]\([ \t]*<?‸>?(?=[\s\]|]|$)/,
	/^!\[(?<words>(?:[^[\]\\]|\\.)*)(?:\]\[‸\]|\]‸(?![[(:{]))/,
	/^!\[(?<words>(?:[^[\]\\‸]|\\.)*‸(?:[^[\]\\]|\\.)*)(?:\]\([ \t]*(?:(?:<[ \t]*>)?[ \t]*\)|$)|\]\[\]|\](?![[(:{])|$)/,
];

/** Completes an image on the line, with words that it has already. */
function* openImage({ text, offset }: Place, line: Range, { read, treeOf, open }: Reading): Generator<Spot> {
	const start = text.slice(line.from, offset).lastIndexOf('![');
	const from = line.from + start;
	const marked = `${text.slice(from, offset)}‸${text.slice(offset, line.to)}`;
	if (start === -1 || text.charAt(from - 1) === '\\' || marked.split('‸').length > 2) {
		return;
	}
	const found = openings.map((opening) => opening.exec(marked)).find((match) => match !== null);
	const { nodes } = found ? nodesAt(treeOf(read), read, from + 1) : { nodes: [] };
	if (found && !nodes.some(({ type }) => type === 'code' || type === 'inlineCode' || type === 'imageReference')) {
		const { words = '', end = ')' } = found.groups ?? {};
		const to = from + found[0].length - '‸'.length;
		yield {
			as: 'written',
			write: (link) => ({ from, to, text: open(link, words.replace('‸', '').trim()) + end }),
		};
	}
}

import { applied } from '../edits';
import { lineAt, type Range } from '../lines';
import type { ImageLink } from '../link';
import type { Change, Place, Spot } from '../spots';
import { urlOf } from '../urlPath';
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
	const argument = argumentAt(place);
	if (argument) {
		yield argument;
	} else if (before.endsWith('![[') && /^(?:\|[^[\]]*)?\]\]/.test(after)) {
		// A wiki's.
		yield { as: 'path', offset, write: (path) => (/[[\]|#^]/.test(path) ? undefined : path) };
	} else if (isBetweenMarks(before, after)) {
		yield* betweenMarks(offset, reading);
	} else {
		yield* openImage(place, { from, to }, reading);
	}
}

/** No shortcode is longer. */
const maxLength = 4000;

/** Arguments of shortcodes that are no paths. */
const words =
	/\b(?:alt|title|caption|class|id|width|height|link|attr\w*|rel|target|style|align|type|position)[ \t]*[=:][ \t]*$/i;

/** The argument of a shortcode, or another text that a template fills in, that is empty at the place: the processor shows it as an address. */
function argumentAt({ text, offset }: Place): Spot | undefined {
	const start = Math.max(0, offset - maxLength);
	const before = text.slice(start, offset);
	const open = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'));
	const inside = before.slice(open + 2);
	const after = text.slice(offset, offset + maxLength);
	if (open === -1 || /[%}]\}/.test(inside) || !/[%}]\}/.test(after)) {
		return undefined;
	}
	const quote = /["'`]$/.exec(inside)?.[0] ?? '';
	const name = quote === '' ? inside : inside.slice(0, -1);
	const isEmpty =
		quote === ''
			? /\s(?:src|image|img|path|file|url)=$/i.test(name) && /^\s/.test(after)
			: after.startsWith(quote) && /[\s=:(,{]$/.test(name) && !words.test(name);
	const write = (link: ImageLink): Change | undefined => {
		const url = urlOf(link.target);
		return url.includes(quote || '"') ? undefined : { from: offset, to: offset, text: quote === '' ? `"${url}"` : url };
	};
	return isEmpty ? { as: 'written', write } : undefined;
}

const marksBefore = /(?:`+|\*{1,3}|_{1,3}|~~)$/;

/** Between marks with nothing between them, or with a space beside one of them: so they are none. */
function isBetweenMarks(before: string, after: string): boolean {
	const marks = marksBefore.exec(before)?.[0] ?? '';
	const isWhole = marks !== '' && !/[\\`*_~]$/.test(before.slice(0, before.length - marks.length));
	const isEmpty = isWhole && after.startsWith(marks) && after.charAt(marks.length) !== marks.charAt(0);
	const isBehindSpace = /\S[ \t]$/.test(before) && /^(?:\*{1,3}|_{1,3}|~~)(?![\w*_~])/.test(after);
	const isBeforeSpace = isWhole && /^[ \t]\S/.test(after);
	return isEmpty || isBehindSpace || isBeforeSpace;
}

/** As they read with a word there. */
function* betweenMarks(offset: number, { read, treeOf, open }: Reading): Generator<Spot> {
	if (!/^(?:text|thematicBreak)$/.test(nodesAt(treeOf(read), read, offset).nodes.at(-1)?.type ?? '')) {
		return;
	}
	const filled = `${read.slice(0, offset)}x${read.slice(offset)}`;
	const tree = treeOf(filled);
	const { nodes } = nodesAt(tree, filled, offset);
	if (nodes.at(-1)?.type === 'inlineCode') {
		yield { as: 'path', offset };
	} else if (!nodes.some(({ type }) => type === 'strong' || type === 'emphasis' || type === 'delete')) {
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

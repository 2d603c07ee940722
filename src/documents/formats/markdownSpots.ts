import type { Nodes, Parents } from 'mdast';
import { applied, placed } from '../edits';
import { eolOf, lineAt, lineEnd, lineStart, type Range, shifted } from '../lines';
import type { ImageLink } from '../link';
import type { Block, BlockStyle, Change, DocumentFormat, InLine, Place, Spot } from '../spots';
import { codeAt, nextOpenPlace } from './htmlPlaces';
import { hasOneMore } from './markdownShape';
import { type Around, childrenOf, type Dialect, nodesAt, parseMarkdown, rangeOf } from './markdownTree';

/** A part of a Markdown text. */
export interface Part {
	readonly dialect: Dialect;
	/** As programs read it: without what is no Markdown. As long as the text. */
	readonly read: string;
	/** What the rest of the text defines, to be read behind it. */
	readonly definitions: string;
	/** Whether what belongs to an item of a list has to be four columns further in, as Python's Markdown wants it. */
	readonly isDeep: boolean;
	/** The whole text's HTML, and spaces, and where the part begins in it. */
	readonly page: string;
	readonly from: number;
	/** Markdown in Markdown. */
	readonly format: DocumentFormat;
	/** Writes a link up to its path. */
	readonly open: (link: ImageLink, words: string) => string;
}

/** Where an image may stand in a part, beyond what programs read there that are not of CommonMark. */
export function* spotsInPart({ text, offset, isBlock }: Place, part: Part): Generator<Spot> {
	const tree = treeOf(part, part.read);
	const isSound = (change: Change, isElement = false): boolean =>
		hasOneMore(tree, treeOf(part, applied(part.read, change)), placed(change), isElement);
	const whole = part.read + part.definitions;
	const around = nodesAt(tree, whole, offset);
	const node = around.nodes.at(-1);
	if (node?.type === 'inlineCode') {
		yield { as: 'path', offset: withinTicks(text, offset, rangeOf(node)) };
	} else if (node?.type === 'code' && isWithinCode(text, offset, rangeOf(node))) {
		const { from, to } = codeIn(text, rangeOf(node));
		const holdsMarkdown = holdsMarkdownAs.test(node.lang ?? '') && styleOf(around, text).prefix === '';
		yield holdsMarkdown && from <= to
			? { as: 'embedded', format: part.format, from, to }
			: inCode(text, offset, styleOf(around, text).prefix + (isFenced(text, rangeOf(node)) ? '' : '    '));
		return;
	}
	let at = offset;
	if (node?.type === 'html') {
		const { from, to } = rangeOf(node);
		if (codeAt(part.page, part.from + offset, 'page')) {
			yield { as: 'embedded', format: part.dialect.elements, from, to };
			return;
		}
		const start = lineStart(text, offset);
		const content = start + (/^[\s>]*/.exec(text.slice(start, lineEnd(text, offset)))?.[0].length ?? 0);
		at = (nextOpenPlace(part.page, part.from + Math.max(content, offset)) ?? part.from + offset) - part.from;
		if (from < at && at < to) {
			const element = {
				...({ as: 'inLine', offset: at - from } as const),
				isSound: (change: Change) => isSound(shifted(change, from), true),
			};
			yield { as: 'embedded', format: { ...part.dialect.elements, spotsAt: () => [element] }, from, to };
		}
	}
	const own = [...onOwnLine(text, at, part)];
	for (const spot of own) {
		yield { ...spot, isSound };
	}
	// Whoever leaves a line blank in a list parts all of its items.
	yield* own.slice(0, 1);
	const aroundIt = at === offset ? around : nodesAt(tree, whole, at);
	for (const spot of inText({ text, offset: at, isBlock }, aroundIt, part.isDeep)) {
		yield { ...spot, isSound };
	}
}

/** On a line with nothing but an indentation, where that tells what a block there belongs to. */
function* onOwnLine(text: string, offset: number, part: Part): Generator<Block> {
	const { from, to } = lineAt(text, offset);
	const prefix = text.slice(from, to);
	if (!/^[\s>]*[ \t]$/.test(prefix)) {
		return;
	}
	// As a word there reads, parted from what is above: else it might be a part of that.
	const above = `${prefix.slice(0, prefix.lastIndexOf('>') + 1)}${eolOf(text)}`;
	const filled = `${part.read.slice(0, from)}${above}${prefix}x${part.read.slice(to)}`;
	const { nodes } = nodesAt(treeOf(part, filled), filled, to + above.length);
	const holder = nodes.findLast(({ type }) => containers.has(type))?.type;
	if (nodes.at(-1)?.type !== 'code' && (holder === 'listItem' || holder === 'footnoteDefinition')) {
		yield block('before', to, { prefix, isParted: true });
		yield block('before', to, { prefix, isParted: false });
	}
}

/** What the part consists of, as it is read. */
export function treeOf({ dialect, definitions }: Part, read: string): ReturnType<typeof parseMarkdown> {
	return parseMarkdown(read + definitions, dialect);
}

/** Behind the line, or before it, as a block of its own. */
export function besideLine(part: Part, text: string, line: Range, side: Block['side']): Block {
	const at = side === 'after' ? line.to : line.from;
	return block(
		side,
		at,
		styleOf(nodesAt(treeOf(part, part.read), part.read + part.definitions, at), text, part.isDeep),
	);
}

/** Where the image may stand in running text. */
function* inText({ text, offset, isBlock }: Place, around: Around, isDeep: boolean): Generator<InLine | Block> {
	const { nodes } = around;
	const { from: start, to: end } = lineAt(text, offset);
	const style = styleOf(around, text, isDeep);
	const flow = nodes.find(({ type }) => !containers.has(type));
	const { content, box } = contentOf(text, { from: start, to: end }, nodes, flow);
	const isEmpty = content === end && box === '';
	if (isEmpty || (isBlock && offset <= content)) {
		yield block('before', content, style);
	} else if (
		!isBlock &&
		offset <= content &&
		flow?.type !== 'paragraph' &&
		rangeOf(nodes[0] ?? around.root).from >= start
	) {
		// In front of a heading, a list or a table means above it.
		yield block('before', start, flush);
	}
	if (!isBlock && !isEmpty) {
		const at = Math.max(offset, content);
		yield { as: 'inLine', offset: at, ...(box !== '' && { apart: { before: /\]$/ } }) };
		const ends = nodes.toReversed().flatMap((node) => (around.isInLine(node) ? [rangeOf(node).to] : []));
		for (const place of [at, start + text.slice(start, at).trimEnd().length, ...ends]) {
			yield { as: 'inLine', offset: place };
			// An address would take it for a part of its own.
			yield { as: 'inLine', offset: place, apart: { before: /\S$/ } };
		}
		const last = flow && childrenOf(flow).at(-1);
		if (last) {
			yield { as: 'inLine', offset: rangeOf(last).to };
		}
	}
	if (flow) {
		yield block('after', rangeOf(flow).to, style);
		if (style.prefix !== '') {
			// In a list whose items no blank lines part.
			yield block('after', rangeOf(flow).to, { ...style, isParted: false });
		}
	}
	const own = nodes[0] ? rangeOf(nodes[0]).to : end;
	yield block('after', own, flush);
	for (const { to } of childrenOf(around.root).map(rangeOf)) {
		if (to > own && to <= text.length) {
			yield block('after', to, flush);
		}
	}
}

/** Where a line's text begins: behind the marks of a heading or an item, and the box of a task that has no words yet. */
function contentOf(
	text: string,
	{ from, to }: Range,
	nodes: Around['nodes'],
	flow: Nodes | undefined,
): { content: number; box: string } {
	const marks = /^[\s>]*(?:[:~][ \t]+)?/.exec(text.slice(from, to))?.[0].length ?? 0;
	const [first] = flow ? childrenOf(flow) : [];
	const own = first && lineStart(text, rangeOf(first).from) === from ? rangeOf(first).from : from;
	const isItem = nodes.some(({ type }) => type === 'listItem');
	const box = isItem ? (/^\[[ x]\][ \t]*$/i.exec(text.slice(own, to))?.[0] ?? '') : '';
	return { content: Math.max(from + marks, own + box.length), box };
}

const flush: BlockStyle = { prefix: '', isParted: true };

function block(side: Block['side'], offset: number, style: BlockStyle): Block {
	return { as: 'block', side, offset, style };
}

/** Blocks that hold blocks. */
const containers: ReadonlySet<string> = new Set([
	...['blockquote', 'footnoteDefinition', 'list', 'listItem', 'mdxJsxFlowElement'],
]);

/** What begins the lines of a block that stands in the same quotes and list items. */
function styleOf({ nodes, itemBefore }: Around, text: string, isDeep = false): BlockStyle {
	let prefix = '';
	for (const node of [...nodes, ...(itemBefore ? [itemBefore] : [])]) {
		const column = (node.position?.start.column ?? 1) - 1;
		if (node.type === 'blockquote') {
			prefix = `${prefix.padEnd(column)}> `;
		} else if (node.type === 'listItem') {
			const { from } = rangeOf(node);
			const [mark = ''] = /^\S+(?: {1,4}(?=\S))?/.exec(text.slice(from, lineEnd(text, from))) ?? [];
			const width = mark.endsWith(' ') ? mark.length : mark.length + 1;
			prefix = leadIn(node, text) ?? prefix.padEnd(column + (isDeep ? Math.max(width, 4) : width));
		} else if (node.type === 'footnoteDefinition') {
			prefix = prefix.padEnd(column + 4);
		}
	}
	return { prefix, isParted: true };
}

/** What begins the lines in an item below its first. */
function leadIn(item: Parents, text: string): string | undefined {
	const { from } = rangeOf(item);
	const starts = item.children.flatMap((child) => (child.type === 'code' ? [] : [rangeOf(child).from]));
	const below = starts.find((start) => lineStart(text, start) > from);
	const lead = below === undefined ? undefined : text.slice(lineStart(text, below), below);
	return lead !== undefined && /^[\s>]*$/.test(lead) ? lead : undefined;
}

/** Directives of MyST that hold running text. */
const holdsMarkdownAs =
	/^\{(?:admonition|attention|card|caution|danger|dropdown|error|grid(?:-item)?|hint|important|margin|note|sidebar|tab-item|tip|topic|warning)\}$/;

/** Between the ticks, not among them. */
function withinTicks(text: string, offset: number, { from, to }: Range): number {
	const ticks = /^`+/.exec(text.slice(from, to))?.[0].length ?? 1;
	return Math.min(Math.max(offset, from + ticks), to - ticks);
}

/** The path alone, behind what every line of the code begins with. */
function inCode(text: string, offset: number, margin: string): Spot {
	const { from, to } = lineAt(text, offset);
	const own = /^[\s>]*/.exec(text.slice(from, Math.min(to, from + margin.length)))?.[0] ?? '';
	const isTabbed = own.includes('\t');
	const isShort = !isTabbed && own.length < margin.length && from + own.length === to;
	const at = Math.max(offset, from + (isTabbed ? own.trimEnd().length + 1 : own.length));
	return {
		as: 'path',
		offset: isShort ? to : at,
		...(isShort && { write: (path: string) => margin.slice(own.length) + path }),
	};
}

function isFenced(text: string, { from, to }: Range): boolean {
	return /^(?:`{3}|~{3})/.test(text.slice(from, to));
}

/** The lines between its fences. */
function codeIn(text: string, { from, to }: Range): Range {
	const start = lineEnd(text, from);
	return { from: start + (text.startsWith('\r\n', start) ? 2 : 1), to: lineStart(text, to) - 1 };
}

/** Not on the lines with its fences. */
function isWithinCode(text: string, offset: number, { from, to }: Range): boolean {
	const fence = /^(`{3,}|~{3,})/.exec(text.slice(from, to))?.[0];
	const isClosed =
		fence !== undefined &&
		text
			.slice(lineStart(text, to), to)
			.trim()
			.replace(/^[>\s]+/, '')
			.startsWith(fence);
	return fence === undefined || (offset > lineEnd(text, from) && !(isClosed && offset >= lineStart(text, to)));
}

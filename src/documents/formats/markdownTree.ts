import type { Nodes, Root, RootContent } from 'mdast';
import { type CompileContext, type Extension, fromMarkdown, type Token } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { ImageLink } from '../link';
import type { Change, DocumentFormat } from '../spots';
import { lineStart, type Range } from '../lines';
import { without } from '../regions';

/** A kind of Markdown. */
export interface Dialect {
	readonly id: string;
	/** Writes an alternative text. */
	readonly alternative: (text: string) => string;
	/** The elements in it. */
	readonly elements: DocumentFormat;
	/** What it has beside CommonMark: for the parser, and for its tree. */
	readonly syntax: readonly ReturnType<typeof gfm>[];
	readonly tree: readonly Extension[];
	/** Whether its blocks hold each other across blank lines, so that it has to be read as a whole. */
	readonly isWhole?: boolean;
	/** Where code stands amid its blocks. */
	readonly codeIn?: (text: string) => readonly Range[];
	/** What is done with the change that puts an image into such a text. */
	readonly finish?: (text: string, change: Change, link: ImageLink) => Change;
	/** What it is read as where it is no such Markdown as long as somebody writes on. */
	readonly orElse?: Pick<Dialect, 'syntax' | 'tree'>;
}

/** GitHub's extensions of CommonMark. */
export const github: Pick<Dialect, 'syntax' | 'tree'> = { syntax: [gfm()], tree: [gfmFromMarkdown()].flat() };

/** What a Markdown text consists of. */
export function parseMarkdown(text: string, dialect: Pick<Dialect, 'syntax' | 'tree' | 'codeIn' | 'orElse'>): Root {
	const { syntax, tree, codeIn, orElse } = dialect;
	const prose = codeIn ? without(text, codeIn(text)) : text;
	try {
		return fromMarkdown(prose, { extensions: [...syntax], mdastExtensions: [...tree, { enter: noteDestinations }] });
	} catch (error) {
		if (!orElse) {
			throw error;
		}
		const { children, ...root } = parseMarkdown(text, orElse);
		// So that it is not the same as what could be read.
		return { ...root, children: [...children, { type: 'thematicBreak' }] };
	}
}

/** Keeps with an image or a definition where its path stands. */
const noteDestinations: NonNullable<Extension['enter']> = {
	resourceDestination: note,
	definitionDestination: note,
};

function note(this: CompileContext, { start, end }: Token): undefined {
	const node: Nodes | undefined = this.stack.at(-1) as Nodes | undefined;
	if (node) {
		const bracket = this.sliceSerialize({ start, end }).startsWith('<') ? 1 : 0;
		const destination: Range = { from: start.offset + bracket, to: end.offset - bracket };
		node.data = Object.assign({}, node.data, { destination });
	}
}

/** Where the path of an image or a definition stands, without angle brackets. */
export function destinationOf({ data }: Nodes): Range | undefined {
	return (data as { destination?: Range } | undefined)?.destination;
}

/** All nodes, in the order in which they begin. */
export function* everyNode(node: Nodes): Generator<Nodes> {
	yield node;
	for (const child of childrenOf(node)) {
		yield* everyNode(child);
	}
}

/** Where a node stands in its text. */
export function rangeOf({ position }: Nodes): Range {
	return { from: position?.start.offset ?? 0, to: position?.end.offset ?? 0 };
}

/** What a place is in. */
export interface Around {
	readonly root: Root;
	/** From the outermost in, without the root. */
	readonly nodes: readonly Nodes[];
	readonly isInLine: (node: Nodes) => boolean;
	/** On a blank line between two items of a list, or two tabs: the first of them. */
	readonly itemBefore?: Nodes;
}

/**
 * The nodes that hold the place: blocks from the beginning of their first line on, what is within a line only where the place is
 * between its first and its last character.
 */
export function nodesAt(root: Root, text: string, offset: number): Around {
	const nodes: Nodes[] = [];
	const inLine = new Set<Nodes>();
	let parent: Nodes = root;
	for (;;) {
		const isInLine = withinLines.has(parent.type);
		const next: Nodes | undefined = childrenOf(parent).find((child) => holds(child, isInLine, text, offset));
		if (!next) {
			break;
		}
		if (isInLine && next.type !== 'text' && next.type !== 'tableCell') {
			inLine.add(next);
		}
		nodes.push(next);
		parent = next;
	}
	const before = childrenOf(parent).findLast((child) => rangeOf(child).to <= offset);
	const behind = childrenOf(parent).find((child) => rangeOf(child).from >= offset);
	const itemBefore = parent.type === 'list' || (isTab(before) && isTab(behind)) ? before : undefined;
	return { root, nodes, isInLine: (node) => inLine.has(node), ...(itemBefore && { itemBefore }) };
}

/** The name of the notes that tabs are read as. */
export const tabLabel = '=';

function isTab(node: Nodes | undefined): boolean {
	return node?.type === 'footnoteDefinition' && node.identifier === tabLabel;
}

function holds(node: Nodes, isInLine: boolean, text: string, offset: number): boolean {
	const { from, to } = rangeOf(node);
	if (node.type === 'text') {
		return from <= offset && offset <= to;
	}
	return isInLine ? from < offset && offset < to : lineStart(text, from) <= offset && offset <= to;
}

/** Those whose children stand within lines. */
const withinLines: ReadonlySet<string> = new Set<Nodes['type']>([
	...(['paragraph', 'heading', 'tableRow', 'tableCell'] as const),
	...(['delete', 'emphasis', 'link', 'linkReference', 'strong'] as const),
]);

export function childrenOf(node: Nodes): readonly RootContent[] {
	return 'children' in node ? (node.children as readonly RootContent[]) : [];
}

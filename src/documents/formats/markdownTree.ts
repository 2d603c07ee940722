import type { Nodes, Parents, Root, RootContent } from 'mdast';
import { type CompileContext, type Extension, fromMarkdown, type Token } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { lineStart, type Range } from '../lines';

/** What a Markdown text consists of, by CommonMark and GitHub's extensions of it. */
export function parseMarkdown(text: string): Root {
	return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown(), { enter: noteDestinations }] });
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
		node.data = { ...node.data, destination: { from: start.offset + bracket, to: end.offset - bracket } };
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
	/** On a blank line between two items of a list: the first of them. */
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
	const itemBefore =
		parent.type === 'list' ? parent.children.findLast((item) => rangeOf(item).to <= offset) : undefined;
	return { root, nodes, isInLine: (node) => inLine.has(node), ...(itemBefore && { itemBefore }) };
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

/** Whether `after` is `before` with one image more, which stands between these offsets of its text; all else reads as it did. */
export function hasOneMore(before: Root, after: Root, { from, to }: Range): boolean {
	const found = new Set<Nodes>();
	const isNew = (node: Nodes): boolean => {
		const range = rangeOf(node);
		const is = node.type === 'image' && range.from >= from && range.to <= to;
		return is && found.add(node).size > 0;
	};
	const rest = JSON.stringify(shapeOf(after, isNew));
	return found.size === 1 && rest === JSON.stringify(shapeOf(before, () => false));
}

/** What a node says to readers, without its place, and without what is left out. */
function shapeOf(node: Nodes, isLeftOut: (node: Nodes) => boolean): unknown {
	const { position: _position, data: _data, ...rest } = node;
	const own = { ...rest, ...looseness(node) };
	if (!('children' in node)) {
		return own;
	}
	const children: unknown[] = [];
	for (const child of childrenOf(node)) {
		if (isLeftOut(child)) {
			continue;
		}
		const last = children.at(-1) as { type: string; value: string } | undefined;
		if (child.type === 'text' && last?.type === 'text') {
			last.value += child.value;
		} else if (child.type !== 'paragraph' || !isEmptied(child, isLeftOut)) {
			children.push(child.type === 'text' ? { type: 'text', value: child.value } : shapeOf(child, isLeftOut));
		}
	}
	return { ...own, children: children.map(withoutSpareSpace).filter(isSomething) };
}

/** Programs set all items of a list apart, or none: which of them has the blank line is the same. */
function looseness(node: Nodes): object {
	if (node.type === 'list') {
		return { spread: node.spread === true || node.children.some(({ spread }) => spread) };
	}
	return node.type === 'listItem' ? { spread: undefined } : {};
}

function isEmptied(paragraph: Parents, isLeftOut: (node: Nodes) => boolean): boolean {
	const left = paragraph.children.filter((child) => !(child.type === 'text' && child.value.trim() === ''));
	return left.length > 0 && left.every((child) => child.type === 'image' && isLeftOut(child));
}

/** A space more or less at the ends of a line shows nothing. */
function withoutSpareSpace(node: unknown, index: number, all: readonly unknown[]): unknown {
	const { type, value } = node as { type: string; value?: string };
	if (type !== 'text' || value === undefined) {
		return node;
	}
	const single = value.replace(/\s+/g, ' ');
	const start = index === 0 ? single.trimStart() : single;
	return { type, value: index === all.length - 1 ? start.trimEnd() : start };
}

function isSomething(node: unknown): boolean {
	const { type, value } = node as { type: string; value?: string };
	return type !== 'text' || value !== '';
}

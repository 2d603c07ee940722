import type { Nodes, Parents, Root, Table } from 'mdast';
import type { Edit } from '../spots';
import { childrenOf, rangeOf } from './markdownTree';

/** Whether `after` is `before` with one image more, which was written by the edit, as an element or not; all else reads as it did. */
export function hasOneMore(before: Root, after: Root, edit: Edit, isElement: boolean): boolean {
	const written = new Written(edit, isElement);
	const rest = JSON.stringify(shapeOf(after, written));
	return written.count === 1 && rest === JSON.stringify(shapeOf(before, undefined));
}

/** What an edit has written, and how often it was met. */
class Written {
	private readonly images = new Set<Nodes>();
	private isInHtml = false;

	constructor(
		private readonly edit: Edit,
		private readonly isElement: boolean,
	) {}

	get count(): number {
		return this.images.size + (this.isInHtml ? 1 : 0);
	}

	/** Whether the node is the image. */
	is(node: Nodes): boolean {
		const { from, to } = rangeOf(node);
		const isIt =
			!this.isElement &&
			(node.type === 'image' || isImageInJsx(node)) &&
			from >= this.edit.from &&
			to <= this.edit.from + this.edit.text.length;
		return isIt && this.images.add(node).size > 0;
	}

	/** HTML without what was written in it. */
	withoutIn(node: Nodes, html: string): string {
		const { from, to } = rangeOf(node);
		const written = this.edit.text.trim();
		const isWithin = this.isElement && from <= this.edit.from && this.edit.from + this.edit.text.length <= to;
		if (!isWithin || !html.includes(written)) {
			return html;
		}
		this.isInHtml = true;
		return html.replace(written, () => '');
	}
}

function isImageInJsx(node: Nodes): boolean {
	return (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') && node.name === 'img';
}

/** What a node says to readers, without its place, and without what was written. */
function shapeOf(node: Nodes, written: Written | undefined): unknown {
	const { position: _position, data: _data, ...rest } = node;
	const task = emptyTask(node);
	if (task) {
		return shapeOf(task, written);
	}
	const own = { ...rest, ...looseness(node) };
	if (node.type === 'html') {
		// White space shows nothing there.
		return { ...own, value: (written?.withoutIn(node, node.value) ?? node.value).replace(/\s+/g, '') };
	}
	if (!('children' in node)) {
		return own;
	}
	const children: unknown[] = [];
	for (const child of node.type === 'table' ? withoutSpareCells(node) : childrenOf(node).flatMap(unraveled)) {
		if (written?.is(child)) {
			continue;
		}
		const last = children.at(-1) as { type: string; value: string } | undefined;
		if (child.type === 'text' && last?.type === 'text') {
			last.value += child.value;
		} else if (child.type !== 'paragraph' || !isEmptied(child, written)) {
			children.push(child.type === 'text' ? { type: 'text', value: child.value } : shapeOf(child, written));
		}
	}
	return { ...own, children: children.map(withoutSpareSpace).filter(isSomething) };
}

/** MDX takes elements and code that are alone in a paragraph for blocks. */
function unraveled(node: Nodes): readonly Nodes[] {
	const inner = node.type === 'paragraph' ? childrenOf(node) : [];
	const isJsx = (child: Nodes): boolean => child.type === 'mdxJsxTextElement' || child.type === 'mdxTextExpression';
	const isBlank = (child: Nodes): boolean => child.type === 'text' && child.value.trim() === '';
	return inner.some(isJsx) && inner.every((child) => isJsx(child) || isBlank(child))
		? inner.filter(isJsx).map((child) => ({ ...child, type: child.type.replace('Text', 'Flow') }) as Nodes)
		: [node];
}

/** The task that an item will be which has nothing but a box on its first line: without words it is none. */
function emptyTask(node: Nodes): Nodes | undefined {
	if (node.type !== 'listItem') {
		return undefined;
	}
	const [paragraph, ...children] = node.children;
	const [text, ...others] = paragraph?.type === 'paragraph' ? paragraph.children : [];
	const box = text?.type === 'text' && others.length === 0 ? /^\[([ x])\]$/i.exec(text.value) : null;
	return box ? { ...node, checked: box[1] !== ' ', children } : undefined;
}

/** Cells for which a table has no column are not shown. */
function withoutSpareCells({ children }: Table): Table['children'] {
	const columns = children[0]?.children.length ?? 0;
	return children.map((row) => ({ ...row, children: row.children.slice(0, columns) }));
}

/** Programs set all items of a list apart, or none: which of them has the blank line is the same. */
function looseness(node: Nodes): object {
	if (node.type === 'list') {
		return { spread: node.spread === true || node.children.some(({ spread }) => spread) };
	}
	return node.type === 'listItem' ? { spread: undefined } : {};
}

function isEmptied(paragraph: Parents, written: Written | undefined): boolean {
	const left = paragraph.children.filter((child) => !(child.type === 'text' && child.value.trim() === ''));
	return left.length > 0 && left.every((child) => written?.is(child));
}

/** A space more or less at the ends of a line shows nothing. */
function withoutSpareSpace(node: unknown, index: number, all: readonly unknown[]): unknown {
	const { type, value } = node as { type: string; value?: string };
	if (type !== 'text' || value === undefined) {
		return node;
	}
	const single = value.replace(/\s+/g, ' ');
	const start = isLineEnd(all[index - 1]) ? single.trimStart() : single;
	return { type, value: isLineEnd(all[index + 1]) ? start.trimEnd() : start };
}

function isLineEnd(node: unknown): boolean {
	return node === undefined || (node as { type: string }).type === 'break';
}

function isSomething(node: unknown): boolean {
	const { type, value } = node as { type: string; value?: string };
	return type !== 'text' || value !== '';
}

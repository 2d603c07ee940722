import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** What a page shows and does, in a form that two pages can be compared by. */
export interface Reading {
	/** Elements with their attributes, and texts, without white space that nobody sees; a mark in the stead of the image asked for. */
	readonly page: string;
	/** The alternative texts of the images with the path asked for. */
	readonly images: readonly string[];
}

const mark = '\uE000';

/** Reads a page as browsers do, with a look at the images of that path. */
export function readingOf(html: string, path: string): Reading {
	const images: string[] = [];
	const isImage = (node: Node): node is Element =>
		isElement(node) && node.tagName === 'img' && decoded(valueOf(node, 'src')) === path;
	const isAlone = (node: Node): boolean => {
		const shown = childrenOf(node).filter((child) => textOf(child)?.trim() !== '');
		return node.nodeName === 'p' && shown.length > 0 && shown.every(isImage);
	};
	const read = (node: Node, isRaw: boolean): string => {
		const text = textOf(node);
		if (text !== undefined) {
			return isRaw ? text.replaceAll(' ', '\u00B7').replaceAll('\n', '\u21B5') : text;
		}
		if (isImage(node)) {
			images.push(valueOf(node, 'alt'));
			return mark;
		}
		const isInnerRaw = isRaw || ['pre', 'textarea', 'script', 'style'].includes(node.nodeName);
		const inner = childrenOf(node)
			.map((child) => read(child, isInnerRaw))
			.join('');
		if (node.nodeName === '#comment') {
			return `<!--${node.data}-->`;
		}
		if (isAlone(node) || !isElement(node)) {
			return inner;
		}
		const attributes = node.attrs.map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`).join('');
		// White space beside blocks shows nothing.
		const edge = inline.has(node.tagName) ? '' : '\n';
		return `${edge}<${node.tagName}${attributes}>${edge}${inner}${edge}</${node.tagName}>${edge}`;
	};
	const isPage = /^\s*(?:<!--[^]*?-->\s*)*<(?:!doctype|html)/i.test(html);
	const page = read(isPage ? parse(html) : parseFragment(html), false);
	return {
		page: page
			.replace(/[ \t]*\n\s*/g, '\n')
			.replace(/[ \t]+/g, ' ')
			.trim(),
		images,
	};
}

/** Whether `after` shows what `before` does, and one image more. */
export function hasOneMore(before: Reading, after: Reading): boolean {
	const [start, end, ...others] = after.page.split(mark);
	if (start === undefined || end === undefined || others.length > 0) {
		return false;
	}
	const [first, last] = [start.trimEnd(), end.trimStart()];
	const between = before.page.slice(first.length, before.page.length - last.length);
	return (
		before.page.startsWith(first) &&
		before.page.endsWith(last) &&
		before.page.length >= first.length + last.length &&
		between.trim() === ''
	);
}

const inline: ReadonlySet<string> = new Set(
	'a abbr b br code del em i img input kbd label mark s select small span strong sub sup u'.split(' '),
);

function isElement(node: Node): node is Element {
	return 'attrs' in node;
}

function textOf(node: Node): string | undefined {
	return node.nodeName === '#text' ? (node as DefaultTreeAdapterTypes.TextNode).value : undefined;
}

function childrenOf(node: Node): readonly Node[] {
	return 'content' in node ? node.content.childNodes : 'childNodes' in node ? node.childNodes : [];
}

function valueOf({ attrs }: Element, name: string): string {
	return attrs.find((attribute) => attribute.name === name)?.value ?? '';
}

function decoded(src: string): string {
	try {
		return decodeURIComponent(src);
	} catch {
		return src;
	}
}

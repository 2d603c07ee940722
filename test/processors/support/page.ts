import { ElementType, parseDocument } from 'htmlparser2';

/** A document as a processor shows it: HTML, or the XML of its own tree. */
export type Page = ReturnType<typeof parseDocument>;
type Node = Page['children'][number];
type Element = Extract<Node, { attribs: unknown }>;

export interface ShownImage {
	readonly source: string;
	readonly alt: string;
}

export function pageOf(markup: string, xmlMode = false): Page {
	return parseDocument(markup, { xmlMode });
}

/** The images of a page, in their order. */
export function imagesOf(page: Page): readonly ShownImage[] {
	return [...elementsOf(page)].filter(isImage).map(({ attribs }) => ({
		source: attribs['src'] ?? attribs['uri'] ?? '',
		alt: attribs['alt'] ?? '',
	}));
}

/** Stands for an image in a page's text. */
export const imageMark = '\uFFFC';

/**
 * What a page shows, as text: its elements and their texts. An image that `isNew` is a mark, whatever the processor puts around
 * it; white space counts only where it is shown.
 */
export function shownIn(page: Page, isNew: (image: ShownImage) => boolean = () => false): string {
	const written = page.children.map((node) => shown(node, isNew, false)).join('');
	return written.replace(/[ \t\r\n]+/g, ' ').replace(/ ?(<[^<>]*>) ?/g, '$1');
}

function shown(node: Node, isNew: (image: ShownImage) => boolean, isPreformatted: boolean): string {
	if (!('attribs' in node)) {
		const text = isText(node) ? node.data : '';
		const escaped = text.replace(/</g, '‹').replace(/>/g, '›');
		return isPreformatted ? escaped.replace(/\n/g, '⏎').replace(/ /g, '␣') : escaped;
	}
	const [image, ...others] = [node, ...elementsOf(node)].filter(isImage);
	const isWhole = image !== undefined && others.length === 0 && isOnly(node, image);
	if (
		isWhole &&
		isNew({ source: image.attribs['src'] ?? image.attribs['uri'] ?? '', alt: image.attribs['alt'] ?? '' })
	) {
		return imageMark;
	}
	const isCode = isPreformatted || /^(?:pre|literal_block|textarea)$/.test(node.name);
	const attributes = Object.entries(node.attribs).map(([name, value]) => ` ${name}="${value.replace(/[<>]/g, '|')}"`);
	const inner = node.children.map((child) => shown(child, isNew, isCode)).join('');
	// An item of a list has its text in a paragraph where it holds something else as well.
	if (node.name === 'p' && node.parent && 'name' in node.parent && /^(?:li|dd)$/.test(node.parent.name)) {
		return ` ${inner} `;
	}
	return `<${node.name}${attributes.join('')}>${inner}</${node.name}>`;
}

/** Not a comment or the like. */
function isText(node: Node): node is Extract<Node, { data: string }> {
	return node.type === ElementType.Text;
}

/** Whether the element is there for the image alone: with it, and at most a caption of its words. */
function isOnly(element: Element, image: Element): boolean {
	if (element === image) {
		return true;
	}
	if (element.name === 'figure') {
		return ![...elementsOf(element)].some(({ name }) => name === 'table');
	}
	return (
		/^(?:div|p|span|paragraph|block_quote)$/.test(element.name) &&
		textOf(element).trim() === '' &&
		!hasOther(element, image)
	);
}

function hasOther(element: Element, image: Element): boolean {
	return [...elementsOf(element)].some(
		(other) => other !== image && !/^(?:div|p|span|paragraph|block_quote)$/.test(other.name),
	);
}

function textOf(node: Node): string {
	return 'children' in node ? node.children.map(textOf).join('') : 'data' in node ? node.data : '';
}

function isImage({ name }: Element): boolean {
	return name === 'img' || name === 'image';
}

function* elementsOf(node: Page | Node): Generator<Element> {
	for (const child of 'children' in node ? node.children : []) {
		if ('attribs' in child) {
			yield child;
		}
		yield* elementsOf(child);
	}
}

import { parseXml, XmlElement, type XmlNode, XmlText } from '@rgrove/parse-xml';
import { toXml } from 'xast-util-to-xml';
import { Flaw } from './flaw';

/** An element as the sanitiser reads it: https://github.com/syntax-tree/hast */
export interface SvgElement {
	readonly type: 'element';
	readonly tagName: string;
	readonly properties: Readonly<Record<string, string>>;
	readonly children: readonly SvgNode[];
}

export type SvgNode = SvgElement | { readonly type: 'text'; readonly value: string };

/** Deeper than anything is drawn. */
const maxDepth = 200;

/** The elements and texts of an SVG. Entities of its own are none: they could grow without end. Throws a `Flaw` where it is none. */
export function treeOf(text: string): SvgElement {
	const root = parsed(text);
	if (root?.name !== 'svg') {
		throw new Flaw('its outermost element is no svg');
	}
	return elementOf(root, 0);
}

function parsed(text: string): XmlElement | null {
	try {
		return parseXml(text).root;
	} catch (error) {
		if (error instanceof RangeError) {
			throw new Flaw('the SVG is nested too deeply', { cause: error });
		}
		const [said = ''] = String(error instanceof Error ? error.message : error).split('\n');
		throw new Flaw(`the SVG is damaged: ${said.slice(0, 200)}`, { cause: error });
	}
}

function elementOf({ name, attributes, children }: XmlElement, depth: number): SvgElement {
	if (depth > maxDepth) {
		throw new Flaw('the SVG is nested too deeply');
	}
	return {
		type: 'element',
		tagName: name,
		properties: { ...attributes },
		children: children.flatMap((child: XmlNode): SvgNode[] => {
			if (child instanceof XmlElement) {
				return [elementOf(child, depth + 1)];
			}
			// Comments and instructions draw nothing.
			return child instanceof XmlText ? [{ type: 'text', value: child.text }] : [];
		}),
	};
}

/** The same as XML. */
export function xmlOf(element: SvgElement): string {
	return `${toXml(writable(element), { closeEmptyElements: true, tightClose: true })}\n`;
}

/** As the writer reads it: https://github.com/syntax-tree/xast */
interface Writable {
	readonly type: 'element';
	readonly name: string;
	readonly attributes: Record<string, string>;
	readonly children: (Writable | { readonly type: 'text'; readonly value: string })[];
}

function writable({ tagName: name, properties: attributes, children }: SvgElement): Writable {
	return {
		type: 'element',
		name,
		attributes,
		children: children.map((child) => (child.type === 'text' ? child : writable(child))),
	};
}

import { sanitize } from 'hast-util-sanitize';
import { sizeOfSvg } from '../engine/decode/svgFile';
import type { CleanedSvg } from '../engine/run/options';
import type { ExactPixels } from '../engine/task';
import { animatingElements, attributes, elements, references } from './names';
import { Flaw } from './flaw';
import { type SvgElement, type SvgNode, treeOf, xmlOf } from './tree';
import { drawnBy } from './uses';
import { isLocal, localCss } from './values';

/** So many elements, copies by `use` included, take a browser seconds. */
const maxDrawn = 500_000;

/** Names that can be told as they are, and so many of them. */
const plain = /^<?[\w:.-]{1,40}>?$/;
const maxTold = 8;

const xmlns = { xmlns: 'http://www.w3.org/2000/svg', 'xmlns:xlink': 'http://www.w3.org/1999/xlink' };

/**
 * An SVG in which nothing acts and nothing leads elsewhere: what draws is written anew, all else is left out. With `pixels` it is shown at that size,
 * cut to its shape around the middle.
 */
export function cleanSvg(file: Uint8Array, pixels?: ExactPixels): CleanedSvg | { readonly flaw: string } {
	try {
		return clean(file, pixels);
	} catch (error) {
		if (error instanceof Flaw) {
			return { flaw: error.message };
		}
		throw error;
	}
}

function clean(file: Uint8Array, pixels: ExactPixels | undefined): CleanedSvg {
	const root = treeOf(textOf(file));
	const removed = new Set<string>();
	const safe = sanitized(localOnly(root, removed), removed);
	const drawn = drawnBy(safe);
	if (drawn === 0) {
		throw new Flaw('nothing in the SVG draws anything');
	}
	if (drawn > maxDrawn) {
		throw new Flaw('the SVG has too many shapes');
	}
	const size = sizeOfSvg(safe.properties);
	const shown = pixels ? cutTo(pixels, size, safe.properties) : safe.properties;
	const text = xmlOf({ ...safe, properties: { ...xmlns, ...shown } });
	return { text, ...(pixels ?? size), removed: [...removed].filter((name) => plain.test(name)).slice(0, maxTold) };
}

function textOf(file: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(file);
	} catch {
		throw new Flaw('the SVG is no UTF-8');
	}
}

/** The same without the values that lead elsewhere, and the animations of what does. The names of what was there are noted. */
function localOnly(element: SvgElement, removed: Set<string>): SvgElement {
	const properties: Record<string, string> = {};
	for (const [name, value] of Object.entries(element.properties)) {
		const local = localValue(element, name, value);
		if (local !== undefined) {
			properties[name] = local;
		}
		if (local !== value && !isQuiet(name)) {
			removed.add(name);
		}
	}
	const children = element.tagName === 'style' ? [sheetIn(element, removed)] : element.children;
	return {
		...element,
		properties,
		children: children.flatMap((child): SvgNode[] => {
			if (child.type === 'text') {
				return [child];
			}
			if (isDangerousAnimation(child)) {
				removed.add(`<${child.tagName}>`);
				return [];
			}
			return [localOnly(child, removed)];
		}),
	};
}

/** Images of pixels may lie in an SVG; a document may not. */
const rasterUrl = /^\s*data:image\/(?:png|jpeg|jpg|webp|gif);base64,[a-z\d+/=\s]*$/i;

function localValue({ tagName }: SvgElement, name: string, value: string): string | undefined {
	if (references.includes(name)) {
		const mayBeRaster = tagName === 'image' || tagName === 'feImage';
		return /^\s*#\S+\s*$/.test(value) || (mayBeRaster && rasterUrl.test(value)) ? value : undefined;
	}
	if (name === 'style') {
		const { css, isLess } = localCss(value);
		return isLess ? css : value;
	}
	// Words for people, in which anything may stand.
	return /^(?:aria-|id$|class$)/.test(name) || isLocal(value) ? value : undefined;
}

function sheetIn({ children }: SvgElement, removed: Set<string>): SvgNode {
	const text = children.map((child) => (child.type === 'text' ? child.value : '')).join('');
	const { css, isLess } = localCss(text);
	if (isLess) {
		removed.add('style');
	}
	return { type: 'text', value: css };
}

/** An animation may set whatever attribute it names. */
function isDangerousAnimation({ tagName, properties: { attributeName = '' } }: SvgElement): boolean {
	const isHarmless = attributes.includes(attributeName) && !['style', 'class', 'id'].includes(attributeName);
	return animatingElements.has(tagName) && attributeName !== '' && !isHarmless;
}

/** What editors of images leave in their files: nothing acts by it, and nobody misses it. */
function isQuiet(name: string): boolean {
	return (
		/^(?:xmlns|data-|baseProfile|enable-background|contentScriptType|contentStyleType)/.test(name) || isForeign(name)
	);
}

function isForeign(name: string): boolean {
	return /:/.test(name) && !/^(?:xlink|xml|on)/i.test(name);
}

/** Links around shapes are taken off; of what else is none of these elements nothing stays. */
const unwrapped = 'a';

/** What may stay, by the names of elements and attributes. */
function sanitized(root: SvgElement, removed: Set<string>): SvgElement {
	const names = new Set<string>();
	const visit = (element: SvgElement): void => {
		names.add(element.tagName);
		const isKept = elements.includes(element.tagName);
		if (!isKept && element.tagName !== 'metadata' && !isForeign(element.tagName)) {
			removed.add(`<${element.tagName}>`);
		}
		for (const name of isKept ? Object.keys(element.properties) : []) {
			if (!attributes.includes(name) && !references.includes(name) && !isQuiet(name)) {
				removed.add(name);
			}
		}
		if (isKept || element.tagName === unwrapped) {
			element.children.forEach((child) => child.type === 'element' && visit(child));
		}
	};
	visit(root);
	const strip = [...names].filter((name) => name !== unwrapped && !elements.includes(name));
	const safe = sanitize(root as never, {
		...{ tagNames: [...elements], attributes: { '*': [...attributes, ...references] }, strip },
		...{ ancestors: {}, clobber: [], protocols: {}, required: {} },
	});
	return safe as never;
}

/** Like an image of pixels: as large as it has to be to cover that size, and cut around the middle. */
function cutTo(
	{ width, height }: ExactPixels,
	size: ExactPixels,
	own: SvgElement['properties'],
): SvgElement['properties'] {
	const { viewBox = `0 0 ${size.width} ${size.height}` } = own;
	return { ...own, viewBox, width: `${width}`, height: `${height}`, preserveAspectRatio: 'xMidYMid slice' };
}

import type { Nodes } from 'mdast';
import { dataIn, imagesInData, withoutData } from '../frontMatter';
import { shiftedImage } from '../images';
import { shifted } from '../lines';
import type { FoundImage } from '../spots';
import { fromUrl } from '../urlPath';
import { piecesOf } from './markdownPieces';
import { destinationOf, type Dialect, everyNode, parseMarkdown, rangeOf } from './markdownTree';

/** The images that a Markdown text refers to, in their order. */
export function imagesInMarkdown(text: string, dialect: Dialect): readonly FoundImage[] {
	const data = dataIn(text);
	const read = withoutData(text, data);
	const found = data.flatMap((one) => imagesInData(text, one));
	/** Definitions, and the words of the images that refer to them. */
	const definitions = new Map<string, FoundImage>();
	const references = new Map<string, string>();
	const labels = labelsIn(read);
	for (const { from, to } of piecesToRead(read, dialect)) {
		const piece = read.slice(from, to);
		for (const node of everyNode(parseMarkdown(piece + definitionsFor(piece, labels), dialect))) {
			const range = destinationOf(node);
			if (rangeOf(node).from >= piece.length) {
				continue;
			}
			if (node.type === 'image' && range) {
				const whole = shifted(rangeOf(node), from);
				found.push({ path: fromUrl(node.url), alt: node.alt ?? '', ...shifted(range, from), whole });
			} else if (node.type === 'definition' && range && !definitions.has(node.identifier)) {
				definitions.set(node.identifier, { path: fromUrl(node.url), alt: '', ...shifted(range, from) });
			} else if (node.type === 'imageReference') {
				references.set(node.identifier, references.get(node.identifier) ?? node.alt ?? '');
			} else {
				found.push(...withinNode(node, piece, dialect).map((image) => shiftedImage(image, from)));
			}
		}
	}
	for (const [identifier, alt] of references) {
		const image = definitions.get(identifier);
		found.push(...(image ? [{ ...image, alt }] : []));
	}
	return found.sort((a, b) => a.from - b.from);
}

/** Those in which there may be an image, or what defines one. */
function piecesToRead(text: string, { isWhole }: Dialect): readonly { from: number; to: number }[] {
	const { starts } = isWhole ? { starts: [0] } : piecesOf(text);
	return starts
		.map((from, index) => ({ from, to: starts[index + 1] ?? text.length }))
		.filter(({ from, to }) => /!\[|<[a-z]|\]:|\{(?:image|figure)\}/i.test(text.slice(from, to)));
}

function withinNode(node: Nodes, text: string, dialect: Dialect): readonly FoundImage[] {
	const { from, to } = rangeOf(node);
	const written = text.slice(from, to);
	const found =
		node.type === 'html'
			? dialect.elements.imagesIn(written)
			: node.type === 'text'
				? embeds(written)
				: node.type === 'code'
					? directive(node.lang ?? '', written)
					: [];
	return found.map((image) => shiftedImage(image, from));
}

/** Obsidian's, which finds them by their names, wherever they are. */
function embeds(text: string): readonly FoundImage[] {
	return Array.from(
		text.matchAll(/!\[\[(?<path>[^\]|#\r\n]+\.(?:avif|bmp|gif|jpe?g|png|svg|webp))(?:\|[^\]\r\n]*)?\]\]/dgi),
		({ index, 0: link, groups, indices }) => {
			const [from = 0, to = 0] = indices?.groups?.['path'] ?? [];
			const whole = { from: index, to: index + link.length };
			return { path: groups?.['path'] ?? '', alt: '', from, to, whole, base: { folder: undefined } };
		},
	);
}

/** MyST's. */
function directive(name: string, text: string): readonly FoundImage[] {
	const [, before, path] = /^((?:`{3,}|~{3,})\{(?:image|figure)\}[ \t]+)([^\r\n]*[^\s])/.exec(text) ?? [];
	if (!/^\{(?:image|figure)\}$/.test(name) || before === undefined || path === undefined) {
		return [];
	}
	const [, alt = ''] = /^[ \t]*:alt:[ \t]*(.*)$/m.exec(text) ?? [];
	return [{ path, alt: alt.trim(), from: before.length, to: before.length + path.length }];
}

const definition = /^(?:[ \t>*+-]|\d{1,9}[.)])*\[((?:[^[\]\\\r\n]|\\.){1,999})\]:/gm;

/** The names under which a text defines what its links and notes lead to. */
export function labelsIn(text: string): ReadonlySet<string> {
	return new Set(Array.from(text.matchAll(definition), ([, label = '']) => normal(label)));
}

/** Definitions of those names that a part of the text uses, with nothing behind them: to be read with it. */
export function definitionsFor(part: string, labels: ReadonlySet<string>): string {
	const used = Array.from(part.matchAll(/\[((?:[^[\]\\]|\\.){1,999})\]/g), ([, label = '']) => normal(label));
	return [...new Set(used)].map((label) => (labels.has(label) ? `\n\n[${label}]: x` : '')).join('');
}

function normal(label: string): string {
	return label.trim().replace(/\s+/g, ' ').toLowerCase();
}

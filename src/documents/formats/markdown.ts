import { plainText } from '../altText';
import { frontMatterEnd, frontMatterSpots, isInFrontMatter } from '../frontMatter';
import { blanked, lineAt, lineEnd, lineStart, type Range } from '../lines';
import { shiftedImage } from '../images';
import type { ImageLink } from '../link';
import type { Block, BlockStyle, DocumentFormat, Edit, FoundImage, InLine, Place, Spot } from '../spots';
import { fromUrl, urlOf } from '../urlPath';
import { html } from './html';
import {
	type Around,
	childrenOf,
	destinationOf,
	everyNode,
	hasOneMore,
	nodesAt,
	parseMarkdown,
	rangeOf,
} from './markdownTree';

/** A kind of Markdown: they differ in how an alternative text is written. */
export function markdownWith(id: string, alternative: (text: string) => string): DocumentFormat {
	const write = ({ target, alt }: ImageLink): string => `![${alternative(alt)}](${urlOf(target)})`;
	return {
		id,
		inLine: write,
		block: write,
		complete: (before, after, { target, alt }) => {
			const [opening, text] = /!\[([^\]]*)\]\(\s*<?$/.exec(before) ?? [];
			if (opening === undefined || !/^>?\s*(?:["'(][^)]*)?\)/.test(after)) {
				return html.complete(before, after, { target, alt });
			}
			const start = before.slice(0, -opening.length);
			return [`${start}![${text?.trim() ? text : alternative(alt)}](${urlOf(target)}`, after.replace(/^>/, '')];
		},
		spotsAt,
		imagesIn,
	};
}

/** CommonMark and GitHub's extensions of it. */
export const markdown = markdownWith('markdown', plainText);

/** Without its front matter, which is no Markdown. */
function treeOf(text: string): ReturnType<typeof parseMarkdown> {
	const end = frontMatterEnd(text);
	return parseMarkdown(blanked(text.slice(0, end)) + text.slice(end));
}

function* spotsAt(place: Place): Generator<Spot> {
	const { text, offset } = place;
	if (isInFrontMatter(text, offset)) {
		yield* frontMatterSpots(place);
		return;
	}
	const tree = treeOf(text);
	const around = nodesAt(tree, text, offset);
	const node = around.nodes.at(-1);
	if (node?.type === 'html') {
		yield { as: 'embedded', format: html, ...rangeOf(node) };
	} else if (node?.type === 'inlineCode') {
		yield { as: 'path', offset: withinTicks(text, offset, rangeOf(node)) };
	} else if (node?.type === 'code' && isWithinCode(text, offset, rangeOf(node))) {
		yield { as: 'path', offset };
	}
	const isSound = ({ from, to, text: written }: Edit): boolean => {
		const after = treeOf(text.slice(0, from) + written + text.slice(to));
		return hasOneMore(tree, after, { from, to: from + written.length });
	};
	for (const spot of inText(place, around)) {
		yield { ...spot, isSound };
	}
}

/** Where the image may stand in running text. */
function* inText({ text, offset, isBlock }: Place, around: Around): Generator<InLine | Block> {
	const { nodes } = around;
	const { from: start, to: end } = lineAt(text, offset);
	const marks = /^[\s>]*/.exec(text.slice(start, end))?.[0].length ?? 0;
	const style = styleOf(around, text);
	const flow = nodes.find(({ type }) => !containers.has(type));
	const [first] = flow ? childrenOf(flow) : [];
	// Behind the marks of a heading or an item as well.
	const content = Math.max(
		start + marks,
		first && lineStart(text, rangeOf(first).from) === start ? rangeOf(first).from : 0,
	);
	if (content === end || (isBlock && offset <= content)) {
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
	if (!isBlock && content < end) {
		const at = Math.max(offset, content);
		yield { as: 'inLine', offset: at };
		yield { as: 'inLine', offset: start + text.slice(start, at).trimEnd().length };
		for (const node of nodes.toReversed()) {
			if (around.isInLine(node)) {
				yield { as: 'inLine', offset: rangeOf(node).to };
			}
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
	yield block('after', nodes[0] ? rangeOf(nodes[0]).to : end, flush);
	yield block('after', text.length, flush);
}

const flush: BlockStyle = { prefix: '', isParted: true };

function block(side: Block['side'], offset: number, style: BlockStyle): Block {
	return { as: 'block', side, offset, style };
}

/** Blocks that hold blocks. */
const containers: ReadonlySet<string> = new Set(['blockquote', 'footnoteDefinition', 'list', 'listItem']);

/** What begins the lines of a block that stands in the same quotes and list items. */
function styleOf({ nodes, itemBefore }: Around, text: string): BlockStyle {
	let prefix = '';
	for (const node of [...nodes, ...(itemBefore ? [itemBefore] : [])]) {
		const column = (node.position?.start.column ?? 1) - 1;
		if (node.type === 'blockquote') {
			prefix = `${prefix.padEnd(column)}> `;
		} else if (node.type === 'listItem') {
			const [first] = node.children;
			const marker = /^\S+/.exec(text.slice(rangeOf(node).from))?.[0].length ?? 1;
			prefix = prefix.padEnd(first ? (first.position?.start.column ?? 1) - 1 : column + marker + 1);
		} else if (node.type === 'footnoteDefinition') {
			prefix = prefix.padEnd(column + 4);
		}
	}
	return { prefix, isParted: true };
}

/** Between the ticks, not among them. */
function withinTicks(text: string, offset: number, { from, to }: Range): number {
	const ticks = /^`+/.exec(text.slice(from, to))?.[0].length ?? 1;
	return Math.min(Math.max(offset, from + ticks), to - ticks);
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

function imagesIn(text: string): readonly FoundImage[] {
	const nodes = [...everyNode(treeOf(text))];
	const references = new Map<string, string>();
	for (const node of nodes) {
		if (node.type === 'imageReference' && !references.has(node.identifier)) {
			references.set(node.identifier, node.alt ?? '');
		}
	}
	const found: FoundImage[] = [];
	for (const node of nodes) {
		const range = destinationOf(node);
		if (node.type === 'image' && range) {
			found.push({ path: fromUrl(node.url), alt: node.alt ?? '', ...range, whole: rangeOf(node) });
		} else if (node.type === 'definition' && range) {
			const alt = references.get(node.identifier);
			found.push(...(alt === undefined ? [] : [{ path: fromUrl(node.url), alt, ...range }]));
		} else if (node.type === 'html') {
			const { from, to } = rangeOf(node);
			const inner = html.imagesIn(text.slice(from, to));
			found.push(...inner.map((image) => shiftedImage(image, from)));
		}
	}
	return found.sort((a, b) => a.from - b.from);
}

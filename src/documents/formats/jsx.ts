import { applied, joined } from '../edits';
import { eolOf, indentationOf, lineEnd, lineStart, type Range, textAbove } from '../lines';
import type { ImageLink } from '../link';
import type { Block, Change, DocumentFormat, Edit, FoundImage, InLine, Place, Spot } from '../spots';
import { fromUrl, urlOf } from '../urlPath';
import { codeIn } from './code';
import { indentationUnit } from './css';
import { modulePath, stylePath } from './codePaths';
import { importOf, withImport } from './jsxImports';
import {
	attributeOf,
	childOf,
	childrenOf,
	contentOf,
	everyNode,
	isElement,
	type JsNode,
	type JsTree,
	nameOf,
	nodesAround,
	parseJs,
	textOf,
} from './jsxTree';

/** How elements name an image. */
export interface JsxOptions {
	/** Whether by a name that is imported at the top, as bundlers want it; else by its path. */
	readonly import: boolean;
}

/** Elements within JavaScript and TypeScript. */
export function jsxWith(options: JsxOptions): DocumentFormat {
	return {
		id: 'jsx',
		inLine: (link) => element(link),
		block: (link) => element(link),
		complete: () => undefined,
		spotsAt: (place) => spotsAt(place, options),
		imagesIn,
	};
}

export const jsx = jsxWith({ import: false });

/** Code that is seldom more, such as modules by the extension `.js`: elements only among elements. */
export function codeWithJsx(languageId: 'javascript' | 'typescript'): DocumentFormat {
	const code = codeIn(languageId);
	return {
		...jsx,
		id: 'code',
		spotsAt: function* (place) {
			const tree = languageId === 'javascript' ? parseJs(place.text) : undefined;
			yield* tree ? inElements(place, tree, { import: false }) : [];
			yield* code.spotsAt(place);
		},
		imagesIn: (text) => imagesIn(text, languageId === 'javascript'),
	};
}

/** By its path, or by a name in the code. */
export function element({ target, alt, size }: ImageLink, name?: string): string {
	const source = name === undefined ? value(urlOf(target)) : `{${name}}`;
	const pixels = size ? ` width={${size.width}} height={${size.height}}` : '';
	return `<img src=${source} alt=${value(alt)}${pixels} />`;
}

/** An attribute's text knows no escapes but references, an expression all of JavaScript's. */
function value(text: string): string {
	return /["&\\\p{Cc}]/u.test(text) ? `{${JSON.stringify(text)}}` : `"${text}"`;
}

function* spotsAt(place: Place, options: JsxOptions): Generator<Spot> {
	const { text, offset } = place;
	const tree = parseJs(text);
	if (tree) {
		yield* inText(place, tree, options);
		yield* inElements(place, tree, options);
	}
	const isInComment = tree?.comments.some(
		({ type, start, end }) => start + 2 <= offset && offset <= (type === 'CommentLine' ? end : end - 2),
	);
	const [code] = codeIn('javascriptreact').spotsAt(place);
	if (isInComment === true || (!tree && code?.as === 'path' && code.write)) {
		yield { as: 'path', offset, ...(code?.as === 'path' && code) };
		return;
	}
	yield* inCode(place, tree, options);
}

/** What waits for a path in code that is a part of another document. */
export function* textsInJsx(place: Place): Generator<Spot> {
	const tree = parseJs(place.text);
	yield* tree ? inText(place, tree, { import: false }) : [];
}

/** In a text of the code, or where an attribute waits for one. */
function* inText({ text, offset }: Place, tree: JsTree, options: JsxOptions): Generator<Spot> {
	const { root } = tree;
	const nodes = nodesAround(root, offset);
	const node = nodes.at(-1);
	const [attribute, opening] = [
		nodes.findLast(({ type }) => type === 'JSXAttribute'),
		nodes.findLast(({ type }) => type === 'JSXOpeningElement'),
	];
	const isSource = attribute !== undefined && nameOf(childOf(attribute, 'name')) === 'src';
	const isEmpty =
		node !== undefined && (node.type === 'TemplateElement' ? node.start === node.end : node.end - node.start === 2);
	/** The value of `src` as it is written by the path, and by a name in braces. */
	const filled = ({ start: from, end: to }: JsNode, isBraced: boolean, write: (path: string) => string): Spot => ({
		as: 'written',
		write: (link) => {
			const path = write(urlOf(link.target));
			const change = completed(text, opening, { from, to, text: path }, link);
			const name = (one: string): string => (isBraced ? one : `{${one}}`);
			return options.import
				? withImport(change, link, {
						importOf: (file) => importOf(file, text, tree),
						byPath: () => path,
						element: (_, imported) => (imported === undefined ? path : name(imported)),
					})
				: change;
		},
	});
	if (node?.type === 'JSXEmptyExpression' && isSource) {
		yield filled(node, true, (path) => JSON.stringify(path));
	} else if (node?.type === 'StringLiteral' || node?.type === 'DirectiveLiteral' || node?.type === 'TemplateElement') {
		const quote = node.type === 'TemplateElement' ? '`' : text.charAt(node.start);
		const before = text.slice(node.type === 'TemplateElement' ? node.start : node.start + 1, offset);
		const isAttribute = nodes.at(-2)?.type === 'JSXAttribute';
		const write = (path: string): string => (isAttribute ? reference(path, quote) : escaped(path, quote));
		if (isEmpty && isSource && !isModule(nodes.at(-2))) {
			const tick = node.type === 'TemplateElement' ? 1 : 0;
			const whole = { ...node, start: node.start - tick, end: node.end + tick };
			yield filled(whole, !isAttribute, (path) => quote + write(path) + quote);
		} else {
			yield {
				as: 'path',
				offset,
				write: (path) => write(isEmpty && isModule(nodes.at(-2)) ? modulePath(path) : stylePath(path, before)),
			};
		}
	}
}

/** Whether the texts in it are the names of files. */
function isModule(node: JsNode | undefined): boolean {
	const callee = childOf(node, 'callee');
	switch (node?.type ?? '') {
		case 'ImportDeclaration':
		case 'ExportNamedDeclaration':
		case 'ExportAllDeclaration':
		case 'ImportExpression':
		case 'TSExternalModuleReference':
			return true;
		case 'CallExpression':
			return callee?.type === 'Import' || nameOf(callee) === 'require';
		case 'NewExpression':
			return nameOf(callee) === 'URL';
		default:
			return false;
	}
}

function escaped(text: string, quote: string): string {
	const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`);
	return quote === '`' ? inner.replace(/\$(?=\{)/g, '\\$') : inner;
}

/** In an attribute there are references in the stead of escapes. */
function reference(text: string, quote: string): string {
	return text.replaceAll('&', '&amp;').replaceAll(quote, quote === '"' ? '&quot;' : '&#39;');
}

/** The path in its place, and the words for an `alt` that has none yet. */
function completed(text: string, opening: JsNode | undefined, edit: Edit, { alt }: ImageLink): Change {
	const attribute = attributeOf(opening, 'alt');
	const words = attribute && childOf(attribute, 'value');
	return words && textOf(words)?.value === ''
		? joined(text, [edit, { from: words.start, to: words.end, text: value(alt) }])
		: edit;
}

/** Among the children of elements. */
function* inElements(place: Place, tree: JsTree, options: JsxOptions): Generator<Spot> {
	const { text, offset } = place;
	const nodes = nodesAround(tree.root, offset);
	const index = nodes.findLastIndex(isElement);
	const holder = nodes[index];
	if (!holder) {
		return;
	}
	const finished = finishedBy(text, tree, options);
	const content = contentOf(holder);
	const inner = nodes.slice(index + 1);
	const container = inner.find(({ type }) => /^JSX(?:ExpressionContainer|SpreadAttribute|SpreadChild)$/.test(type));
	const isAttribute = inner.some(({ type }) => type === 'JSXAttribute');
	if (container && !isAttribute) {
		const isEmpty = childOf(container, 'expression', 'JSXEmptyExpression') !== undefined;
		const isBlank = text.slice(container.start + 1, container.end - 1).trim() === '';
		if (isEmpty) {
			// Beside a comment; in the stead of nothing.
			yield { as: 'inLine', offset: isBlank ? offset : container.end, ...finished };
		}
	} else if (content) {
		const at = Math.min(Math.max(offset, content.from), content.to);
		const isText = inner.at(-1)?.type === 'JSXText';
		yield { ...childAt(place, holder, content, isText ? referenceEnd(text, at) : at), ...finished };
	} else if (nodes[index - 1] && contentOf(nodes[index - 1] as JsNode)) {
		yield { as: 'inLine', offset: holder.end, ...finished };
	} else {
		yield besides(text, Math.max(offset, holder.end), holder, finished);
	}
}

/** One more child: on a line of its own where there is one. */
function childAt({ text, isBlock }: Place, holder: JsNode, content: Range, offset: number): InLine | Block {
	const [from, to] = [lineStart(text, offset), lineEnd(text, offset)];
	const isBlank = text.slice(from, to).trim() === '';
	const isLast = isBlock && text.slice(offset, to).trim() === '' && to <= content.to;
	if (!isBlank && !isLast) {
		return { as: 'inLine', offset };
	}
	const isFirst = text.slice(content.from, offset).trim() === '';
	const outer = indentationOf(text, lineStart(text, holder.start));
	const beside = isFirst ? outer + indentationUnit(text) : indentationOf(textAbove(text, from), 0);
	const prefix = indentationOf(text, from) || beside;
	return { as: 'block', side: isBlank ? 'before' : 'after', offset: to, style: { prefix, isParted: false } };
}

/** Together with an element that stands alone, in a fragment: further in, and in the stead of a blank line that the place is on. */
function besides(text: string, offset: number, { start, end }: JsNode, finished: Finished): Spot {
	const side = offset <= start ? 'before' : 'after';
	const from = lineStart(text, start);
	const isAlone = text.slice(from, start).trim() === '';
	const parting = isAlone ? eolOf(text) + indentationOf(text, from) : '';
	const further = isAlone ? parting + indentationUnit(text) : '';
	// Lines in a text are a part of it.
	const isPlain = isAlone && !/[`"'][^`"'<>]*[\r\n]/.test(text.slice(start, end));
	const moved = isPlain
		? lineStartsIn(text, start, end).map((at) => ({ from: at, to: at, text: indentationUnit(text) }))
		: [];
	const blankTo = lineEnd(text, offset);
	const isOnBlank = side === 'after' && text.slice(end, blankTo).trim() === '' && lineStart(text, offset) > end;
	return {
		as: 'written',
		isSound: finished.isSound,
		write: (link) => {
			const written = element(link);
			const [opening, closing] = [
				{ from: start, to: start, text: `<>${further}` },
				{ from: end, to: isOnBlank ? blankTo : end, text: `${parting}</>` },
			];
			const change: Change =
				side === 'before'
					? { ...opening, text: opening.text + written + further, also: [...moved, closing] }
					: { ...closing, text: further + written + closing.text, also: [opening, ...moved] };
			return finished.finish(change, link);
		},
	};
}

/** Where the lines of a part begin, but for the first. */
function lineStartsIn(text: string, from: number, to: number): readonly number[] {
	return Array.from(
		text.slice(from, to).matchAll(/(?:\r\n|\n|\r)(?=[^\r\n])/g),
		({ index, 0: end }) => from + index + end.length,
	);
}

/** What is done with every element that is put into code. */
interface Finished {
	readonly isSound: (change: Change) => boolean;
	readonly finish: (change: Change, link: ImageLink) => Change;
}

function finishedBy(text: string, tree: JsTree | undefined, options: JsxOptions): Finished {
	return {
		isSound: (change) => hasOneMore(tree, applied(text, change)),
		finish: (change, link) =>
			options.import && tree
				? withImport(change, link, { element, importOf: (path) => importOf(path, text, tree) })
				: change,
	};
}

/** Whether the code still reads as well as it did, with one image more. */
function hasOneMore(before: JsTree | undefined, text: string): boolean {
	const after = parseJs(text);
	return (
		after !== undefined &&
		after.errors <= (before?.errors ?? 0) &&
		countImages(after) === (before ? countImages(before) + 1 : countImages(after))
	);
}

function countImages({ root }: JsTree): number {
	return Array.from(everyNode(root)).filter((node) => node.type === 'JSXElement' && nameOf(node) === 'img').length;
}

/** Where code is neither a text nor an element: an element in the stead of an expression that is missing; else the path as a text. */
function* inCode({ text, offset }: Place, tree: JsTree | undefined, options: JsxOptions): Generator<Spot> {
	const finished = finishedBy(text, tree, options);
	const beside = tree && elementBeside(text, tree, offset);
	if (beside) {
		yield besides(text, offset, beside, finished);
	}
	if (!tree || tree.errors > 0) {
		const isSound = (change: Change): boolean => {
			const after = parseJs(applied(text, change));
			const around = after?.errors === 0 ? nodesAround(after.root, change.from + 1).at(-1) : undefined;
			const parent =
				after &&
				around &&
				nodesAround(after.root, change.from + 1).findLast((node) => !node.type.startsWith('JSXO') && !isElement(node));
			return parent !== undefined && takesElement.has(parent.type);
		};
		yield { as: 'inLine', offset, finish: finished.finish, isSound };
	}
	const isSound = (change: Change): boolean => {
		const after = parseJs(applied(text, change));
		return after !== undefined && after.errors <= (tree?.errors ?? 0);
	};
	yield { as: 'path', offset, write: (path) => JSON.stringify(path), isSound };
	if (!tree && /(?:^|[^=])>\s*$/.test(text.slice(0, offset)) && /^\s*<[\w/]/.test(text.slice(offset))) {
		// Code that is being written, between two tags.
		yield { as: 'inLine', offset };
	}
}

/** What an element may be the whole of. */
const takesElement: ReadonlySet<string> = new Set([
	'ReturnStatement',
	'ArrowFunctionExpression',
	'ConditionalExpression',
	'LogicalExpression',
	'JSXExpressionContainer',
]);

/** The element by itself that the place touches, or is in the parentheses of. */
function elementBeside(text: string, { root }: JsTree, offset: number): JsNode | undefined {
	const around = nodesAround(root, offset).at(-1) ?? root;
	return childrenOf(around).find((child) => {
		const between = offset <= child.start ? text.slice(offset, child.start) : text.slice(child.end, offset);
		const isParenthesized = (child['extra'] as { parenthesized?: boolean } | undefined)?.parenthesized === true;
		return isElement(child) && !isElement(around) && (between === '' || (isParenthesized && between.trim() === ''));
	});
}

/** Where the character reference ends that the place is within; the place itself where there is none. */
function referenceEnd(text: string, at: number): number {
	const isBegun = /&#?\w{0,31}$/.test(text.slice(Math.max(0, at - 33), at));
	const rest = /^#?\w{0,31};/.exec(text.slice(at, at + 33))?.[0].length ?? 0;
	return isBegun ? at + rest : at;
}

function imagesIn(text: string, hasJsx = true): readonly FoundImage[] {
	const tree = parseJs(text, hasJsx);
	if (!tree) {
		return [];
	}
	const found: FoundImage[] = [];
	const nodes = Array.from(everyNode(tree.root));
	const elements = nodes.filter(({ type }) => type === 'JSXElement');
	const altOf = (one: JsNode | undefined): string => textOf(attributeOf(one, 'alt'))?.value ?? '';
	for (const node of nodes) {
		if (isModule(node) && node.type !== 'ImportExpression') {
			const [first] = Array.isArray(node['arguments']) ? (node['arguments'] as JsNode[]) : [];
			const source = textOf(childOf(node, 'source') ?? first);
			const name = nameOf(
				childOf(
					childrenOf(node).find(({ type }) => type === 'ImportDefaultSpecifier'),
					'local',
				),
			);
			const shown =
				name &&
				elements.find((one) => nameOf(childOf(childOf(attributeOf(one, 'src'), 'value'), 'expression')) === name);
			if (source && /\.(?:apng|avif|bmp|gif|ico|jpe?g|png|svg|webp)(?:\?|$)/i.test(source.value)) {
				found.push({
					path: source.value.replace(/\?.*$/s, ''),
					alt: altOf(shown || undefined),
					from: source.from,
					to: source.to,
				});
			}
		} else if (node.type === 'JSXElement' && /^(?:img|source|[A-Z].*)$/.test(nameOf(node))) {
			const source = textOf(attributeOf(node, 'src'));
			if (source && source.value !== '') {
				found.push({
					path: fromUrl(source.value),
					alt: altOf(node),
					from: source.from,
					to: source.to,
					whole: { from: node.start, to: node.end },
				});
			}
		}
	}
	return found.sort((a, b) => a.from - b.from);
}

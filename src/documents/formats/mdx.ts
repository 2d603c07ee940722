import type { Nodes } from 'mdast';
import { mdxFromMarkdown } from 'mdast-util-mdx';
import { mdx as mdxSyntax } from 'micromark-extension-mdx';
import { plainText } from '../altText';
import { dataIn, frontMatterOf, withoutData } from '../frontMatter';
import { shiftedImage } from '../images';
import { blanked, type Range } from '../lines';
import { without } from '../regions';
import type { DocumentFormat, FoundImage, Place, Spot } from '../spots';
import { imagesImported, importInto, namesIn, newImport } from './componentImports';
import { htmlInMarkdown } from './html';
import { element, jsx, textsInJsx } from './jsx';
import { type Imported, withImport } from './jsxImports';
import { parseJs } from './jsxTree';
import { markdownWith } from './markdown';
import { piecesOf } from './markdownPieces';
import { childrenOf, everyNode, github, nodesAt, parseMarkdown, rangeOf } from './markdownTree';
import { type TagAt, tagAround } from './mdxCode';

/** Markdown for MDX: elements are JSX, braces hold code, and modules are imported amid it. */
const dialect = {
	id: 'mdx',
	alternative: plainText,
	elements: htmlInMarkdown,
	syntax: [...github.syntax, mdxSyntax()],
	tree: [...github.tree, ...mdxFromMarkdown(), { transforms: [withoutPlaces] }],
	isWhole: true,
	codeIn: modulesIn,
	orElse: github,
} satisfies Parameters<typeof markdownWith>[0];

const asMarkdown = markdownWith(dialect);

export const mdx: DocumentFormat = withCode(asMarkdown);

/** The same with images that are imported, as elements. */
export const mdxImporting: DocumentFormat = withCode(
	markdownWith({
		...dialect,
		finish: (text, change, link) =>
			withImport(change, link, {
				element: (image, name) => element({ ...image, alt: plainText(image.alt) }, name),
				byPath: (image) => asMarkdown.inLine(image) ?? '',
				importOf: (path) => importIn(text, path),
			}),
	}),
);

/** What waits for a path in a tag, a module or braces is JSX. */
function withCode(format: DocumentFormat): DocumentFormat {
	return {
		...format,
		imagesIn,
		spotsAt: function* (place) {
			const code = codeAround(place);
			if (code) {
				const { from, to, closing } = code;
				const spotsThere = (part: Place): Iterable<Spot> => textsInJsx({ ...part, text: part.text + closing });
				yield { as: 'embedded', format: { ...jsx, spotsAt: spotsThere }, from, to };
			}
			yield* format.spotsAt(place);
		},
	};
}

/** The code that the place is in. */
function codeAround({ text, offset }: Place): TagAt | undefined {
	const prose = withoutData(text, dataIn(text));
	const module = modulesIn(prose).find(({ from, to }) => from < offset && offset < to);
	if (module) {
		return { ...module, closing: '' };
	}
	const page = without(prose, piecesOf(prose).fences).replace(codeSpans, (span) => blanked(span, 'x'));
	const tag = tagAround(page, offset);
	if (tag || !/\{(?:(?!(?:\r\n|\n|\r)[ \t]*[\r\n])[\s\S])*$/.test(page.slice(Math.max(0, offset - 2000), offset))) {
		return tag;
	}
	const expression = nodesAt(parseMarkdown(prose, dialect), prose, offset).nodes.at(-1);
	if (expression?.type !== 'mdxFlowExpression' && expression?.type !== 'mdxTextExpression') {
		return undefined;
	}
	const { from, to } = rangeOf(expression);
	return from < offset && offset < to ? { from: from + 1, to: to - 1, closing: '' } : undefined;
}

const codeSpans = /(?<!`)(`+)(?!`)[^\r\n]{1,1000}?(?<!`)\1(?!`)/g;

/** Below the imports that stand first; else above everything but front matter. */
function importIn(text: string, path: string): Imported | undefined {
	const data = dataIn(text);
	const modules = modulesIn(withoutData(text, data));
	const names = namesIn(text, modules);
	const found = modules
		.filter(({ from }) => text.startsWith('import', from))
		.flatMap((module) => importInto(text, module, path, names) ?? []);
	const own = found.find(({ edit }) => !edit) ?? found[0];
	const at = frontMatterOf(text)?.to ?? 0;
	const isBlankBelow = /^(?:\r\n|\n|\r(?!\n))[ \t]*(?:[\r\n]|$)|^\s*$/.test(text.slice(at));
	return (
		own ??
		newImport(text, path, names, {
			at,
			around: (statement) => (at === 0 ? `${statement}\n` : `\n\n${isBlankBelow ? statement.trimEnd() : statement}`),
		})
	);
}

/** Attributes do not differ because of where they stand. */
function withoutPlaces(tree: Nodes): undefined {
	for (const node of everyNode(tree)) {
		if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') {
			for (const attribute of node.attributes) {
				delete attribute.position;
			}
		}
	}
}

/** Imports and exports: each from a line that begins at the very left below a blank one, up to a blank line that ends it. */
function modulesIn(text: string): readonly Range[] {
	const found: Range[] = [];
	const prose = without(text, piecesOf(text).fences);
	for (const { index } of prose.matchAll(/(?<=^|(?:^|[\r\n])[ \t]*(?:\r\n|\n|\r))(?:import|export)[ \t{*]/g)) {
		const to = index < (found.at(-1)?.to ?? 0) ? undefined : moduleEnd(text, index);
		found.push(...(to === undefined ? [] : [{ from: index, to }]));
	}
	return found;
}

/** Functions may hold blank lines, but not many. */
const maxBlankLines = 40;

function moduleEnd(text: string, from: number): number | undefined {
	const ends = Array.from(
		text.slice(from, from + 20_000).matchAll(/(?:\r\n|\n|\r)[ \t]*(?=[\r\n])/g),
		({ index }) => from + index,
	);
	return [...ends.slice(0, maxBlankLines), text.length].find((to) => parseJs(text.slice(from, to))?.errors === 0);
}

function imagesIn(text: string): readonly FoundImage[] {
	const prose = withoutData(text, dataIn(text));
	const found = [...asMarkdown.imagesIn(text), ...imagesImported(text, modulesIn(prose))];
	for (const node of everyNode(parseMarkdown(prose, dialect))) {
		if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') {
			const { from, to } = rangeOf(node);
			const [child] = childrenOf(node);
			const tag = text.slice(from, child ? rangeOf(child).from : to);
			const inTag = htmlInMarkdown.imagesIn(tag).filter((image) => !tag.startsWith('{', image.from));
			found.push(...inTag.map((image) => shiftedImage(image, from)));
		}
	}
	return found.sort((a, b) => a.from - b.from);
}

import { frontMatterOf, frontMatterSpots } from '../frontMatter';
import { shiftedImage } from '../images';
import { indentationOf, lineAt, lineEnd, textAbove } from '../lines';
import { type ImageLink, pathIn } from '../link';
import { attributesIn, markupAt, tagsIn } from '../markup';
import { without } from '../regions';
import type { Change, DocumentFormat, FoundImage, Place, Spot } from '../spots';
import { fromUrl, urlPath } from '../urlPath';
import { codeIn, script } from './code';
import { isUri } from './codePaths';
import { spotsInBraces, withoutBracedCode } from './componentBraces';
import { fenceOf, imagesImported, importInAstro, importInSvelte, modulesIn } from './componentImports';
import { css, scss } from './css';
import { bracesAround, codeAt, hasBraces, isPage, isStrict, type Kind, nextOpenPlace } from './htmlPlaces';
import { sources } from './htmlSlots';
import { completed, type ImageWriter, spotsInTag, spotsInUnfinishedTag, unfinishedTagAt } from './htmlTags';
import { attributeText } from './htmlValues';
import { type Imported, type Importing, withImport } from './jsxImports';
import { razorTextAt } from './razorCode';
import { templateCodeIn, withoutTemplateCode } from './templates';

const csharp = codeIn('csharp');

/** The name of an image by its path, in a text that can import it. */
type ImportOf = (text: string, path: string) => Imported | undefined;

interface MarkupOptions {
	/** Of components whose images are imported. */
	readonly importOf?: ImportOf;
	/** Whether it stands amid Markdown: its lines are completed, and its elements end in the way of XML. */
	readonly isInMarkdown?: boolean;
}

/** Elements: in pages, in templates that pages are made of, and in components. */
function markupWith(id: string, kind: Kind, { importOf, isInMarkdown = false }: MarkupOptions = {}): DocumentFormat {
	const address = (path: string): string => {
		const url = isUri(path) ? path : urlPath(path);
		// The compilers of components take only such a path for a file's.
		return !isPage(kind) && !/^(\.{0,2}\/|[a-z][a-z\d+.-]*:)/i.test(url) ? `./${url}` : url;
	};
	const end = kind === 'astro' || kind === 'xhtml' || isInMarkdown ? ' />' : '>';
	const element = ({ target, alt, size }: ImageLink, name?: string): string => {
		const source = name === undefined ? `"${attributeText(address(pathIn(target)))}"` : `{${name}}`;
		const pixels = size ? ` width="${size.width}" height="${size.height}"` : '';
		return `<img src=${source} alt="${attributeText(alt)}"${pixels}${end}`;
	};
	const writer: ImageWriter = { address, end, element: (link) => element(link) };
	return {
		id,
		inLine: (link) => element(link),
		block: (link) => element(link),
		complete: (before, after, link) => (isInMarkdown ? completed(before, after, link, writer) : undefined),
		spotsAt: function* (place) {
			for (const spot of spotsAt(place, kind, writer)) {
				const isElement = spot.as === 'inLine' || spot.as === 'block';
				yield isElement && importOf ? { ...spot, finish: finishWith(place.text, importOf, element) } : spot;
			}
		},
		imagesIn: (text) => imagesIn(text, kind),
	};
}

export const html = markupWith('html', 'page');
/** Amid Markdown, which some programs read as MDX, whatever it is called: Docusaurus, for one. */
export const htmlInMarkdown = markupWith('html', 'page', { isInMarkdown: true });
/** For readers of XML. */
export const xhtml = markupWith('html', 'xhtml');
export const razor = markupWith('html', 'razor');
export const vue = markupWith('vue', 'vue');
export const svelte = markupWith('svelte', 'svelte');
export const astro = markupWith('astro', 'astro');

/** The same with images that are imported. */
export const svelteImporting = markupWith('svelte', 'svelte', { importOf: importInSvelte });
export const astroImporting = markupWith('astro', 'astro', { importOf: importInAstro });

function finishWith(
	text: string,
	importOf: ImportOf,
	element: Importing['element'],
): (change: Change, link: ImageLink) => Change {
	return (change, link) => withImport(change, link, { element, importOf: (path) => importOf(text, path) });
}

function* spotsAt(place: Place, kind: Kind, writer: ImageWriter): Generator<Spot> {
	const { text, offset } = place;
	const fence = kind === 'astro' ? fenceOf(text) : undefined;
	if (fence && offset <= fence.to) {
		const { from, to } = fence.inner;
		const isInCode = from <= offset && offset < to;
		// In front of the fence it would be none.
		yield isInCode
			? { as: 'embedded', format: script, from, to }
			: { as: 'block', side: 'after', offset: fence.to, style: { prefix: '', isParted: false } };
		return;
	}
	const data = kind === 'astro' ? undefined : frontMatterOf(text);
	if (data && offset < data.to) {
		yield* frontMatterSpots(place, data);
		return;
	}
	const textOfRazor = kind === 'razor' ? razorTextAt(text, offset) : undefined;
	if (textOfRazor !== undefined) {
		yield { as: 'embedded', format: csharp, from: textOfRazor, to: text.length };
		return;
	}
	const templates = templateCodeIn(text);
	const template = templates.find(
		({ from, to, isClosed }) => from < offset && (offset < to || (offset === to && !isClosed)),
	);
	if (template) {
		const { from, to, code, isClosed } = template;
		const [inCode] = code.spotsAt({ ...place, text: text.slice(from, to), offset: offset - from });
		// In a text of its code: a path there.
		if (!isClosed || (inCode?.as === 'path' && inCode.write)) {
			yield { as: 'embedded', format: code, from, to };
			return;
		}
	}
	const page = pageIn(text, kind, templates);
	const code = codeAt(page, offset, kind);
	if (code) {
		const lang = /\blang=["']?(?:scss|less)/.test(text.slice(code.tag.from, code.tag.to));
		const format = code.name === 'script' ? script : lang ? scss : css;
		yield { as: 'embedded', format, from: code.tag.to, to: code.end };
		return;
	}
	const { within, elements } = markupAt(page, offset, { isComponent: isStrict(kind) });
	const braces = hasBraces(kind) ? bracesAround(page, offset, elements) : undefined;
	if (braces) {
		yield* spotsInBraces(text, braces, { page, offset, ...(within && { tag: within }) }, writer);
	}
	const unfinished = unfinishedTagAt(page, offset);
	if (unfinished && (!within || within.from === unfinished.from)) {
		yield* spotsInUnfinishedTag(text, unfinished, offset, writer);
		return;
	}
	if (within) {
		yield* spotsInTag(text, { page, tag: within, offset }, writer);
	}
	const { from: start } = lineAt(text, offset);
	const content = start + indentationOf(text, start).length;
	const at = nextOpenPlace(
		page,
		template?.to ?? (content < lineEnd(text, start) ? Math.max(offset, content) : offset),
		kind,
	);
	if (at !== undefined) {
		yield spotOn(text, at, place.isBlock, at === offset || at === content);
	}
}

/** On a line of its own, or within one. */
function spotOn(text: string, at: number, isBlock: boolean, isThere: boolean): Spot {
	const { from, to } = lineAt(text, at);
	const own = indentationOf(text, from);
	const isBlank = text.slice(from, to).trim() === '';
	const isFirst = text.slice(from, at).trim() === '';
	if (isBlank || (isBlock && isThere && isFirst)) {
		const prefix = own === '' && isBlank ? indentationOf(textAbove(text, from), 0) : own;
		return { as: 'block', side: 'before', offset: isBlank ? to : at, style: { prefix, isParted: false } };
	}
	return isBlock && text.slice(at, to).trim() === ''
		? { as: 'block', side: 'after', offset: to, style: { prefix: own, isParted: false } }
		: { as: 'inLine', offset: at };
}

/** What of a text is elements. */
function pageIn(text: string, kind: Kind, templates = templateCodeIn(text)): string {
	const fence = kind === 'astro' ? fenceOf(text) : undefined;
	const page = without(withoutTemplateCode(text, templates), fence ? [fence] : []);
	return hasBraces(kind) ? withoutBracedCode(page, kind) : page;
}

function imagesIn(text: string, kind: Kind): readonly FoundImage[] {
	const page = pageIn(text, kind);
	const found: FoundImage[] = isPage(kind) ? [] : [...imagesImported(text, modulesIn(text, kind))];
	for (const { name, from, to } of tagsIn(page)) {
		if (name === 'style') {
			const end = page.indexOf('</style', to);
			const inner = css.imagesIn(page.slice(to, end === -1 ? page.length : end));
			found.push(...inner.map((image) => shiftedImage(image, to)));
		}
		const attributes = attributesIn(page, from, to);
		const alt = attributes.find((one) => one.name === (name === 'image' ? 'aria-label' : 'alt'))?.value ?? '';
		for (const { name: attributeName, value, from: start, raw } of attributes) {
			if (text.slice(start, start + raw.length) !== raw) {
				continue;
			}
			if (attributeName === 'style') {
				found.push(...css.imagesIn(`a{${raw}}`).map((image) => shiftedImage(image, start - 2)));
			}
			if (!sources.get(name)?.includes(attributeName) || !isOfImage(name, text.slice(from, to))) {
				continue;
			}
			if (attributeName.endsWith('srcset')) {
				for (const { index, 0: url } of raw.matchAll(/(?<=^\s*|,\s+)[^\s,]\S*?(?=\s|,?$|,\s)/g)) {
					const at = start + index;
					found.push({ path: fromUrl(url), alt, from: at, to: at + url.length, whole: { from, to } });
				}
			} else {
				found.push({ path: fromUrl(value), alt, from: start, to: start + raw.length, whole: { from, to } });
			}
		}
	}
	return found.sort((a, b) => a.from - b.from);
}

/** Whether such an element leads to an image, and not to a style sheet or a page. */
function isOfImage(name: string, tag: string): boolean {
	switch (name) {
		case 'link':
			return /\brel=["']?[^"'>]*\bicon|\bas=["']?image/i.test(tag);
		case 'meta':
			return /\b(?:property|name|itemprop)=["']?(?:og:|twitter:)?image\b(?!:)/i.test(tag);
		case 'input':
			return /\btype=["']?image/i.test(tag);
		default:
			return true;
	}
}

import { frontMatterOf, frontMatterSpots } from '../frontMatter';
import { blanked, indentationOf, lineAt, textAbove } from '../lines';
import { shiftedImage } from '../images';
import type { ImageLink } from '../link';
import { attributesIn, markupAt, type OpenElement, tagsIn } from '../markup';
import type { DocumentFormat, FoundImage, Place, Spot } from '../spots';
import { fromUrl, urlOf } from '../urlPath';
import { script } from './code';
import { css } from './css';

/** Elements: in pages, in templates that pages are made of, and in components. */
function markupWith(id: string, isComponent: boolean): DocumentFormat {
	const urlIn = (link: ImageLink): string => {
		const url = urlOf(link.target);
		// The compilers of components take only such a path for a file's.
		return isComponent && !/^(\.{0,2}\/|[a-z][a-z\d+.-]*:)/i.test(url) ? `./${url}` : url;
	};
	const element = (link: ImageLink): string => {
		const pixels = link.size ? ` width="${link.size.width}" height="${link.size.height}"` : '';
		return `<img src="${attribute(urlIn(link))}" alt="${attribute(link.alt)}"${pixels}>`;
	};
	return {
		id,
		inLine: element,
		block: element,
		complete: (before, after, link) => complete(before, after, urlIn(link), link.alt),
		spotsAt: (place) => spotsAt(place, isComponent),
		imagesIn,
	};
}

export const html = markupWith('html', false);
export const component = markupWith('component', true);

/**
 * A text within an attribute's quotes. Not only what HTML itself needs: the braces and signs that templates and components act on
 * are entities as well, and nobody but a browser reads those.
 */
function attribute(text: string): string {
	return text.replace(/[&"'<>{}@`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The path for `src=""`, and the text for an `alt=""` in the same tag. */
function complete(before: string, after: string, url: string, alt: string): readonly [string, string] | undefined {
	const [, quote] = /<[a-z][^<>]*\bsrc=(["']?)$/i.exec(before) ?? [];
	if (quote === undefined || !(quote === '' ? /^(?:[\s>]|$)/.test(after) : after.startsWith(quote))) {
		return undefined;
	}
	const path = attribute(url);
	const withAlt = (text: string): string => text.replace(/(?<=\balt=)(?:""|'')/i, () => `"${attribute(alt)}"`);
	const tag = before.lastIndexOf('<');
	const rest = after.replace(/^[^>]*/, (text) => withAlt(text));
	return [before.slice(0, tag) + withAlt(before.slice(tag)) + (quote === '' ? `"${path}"` : path), rest];
}

/** What templates put into a page: no elements, whatever stands there. */
const templateCode =
	/<\?[\s\S]*?(?:\?>|$)|<%[\s\S]*?%>|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}|\{!![\s\S]*?!!\}/g;

/** As if something else stood in its stead. */
function withoutTemplateCode(text: string): string {
	return text.replace(templateCode, (code) => blanked(code, 'x'));
}

function* spotsAt(place: Place, isComponent: boolean): Generator<Spot> {
	const { text, offset } = place;
	const data = frontMatterOf(text);
	if (data && offset <= data.to) {
		yield* frontMatterSpots(place, data);
		return;
	}
	for (const { index, 0: code } of text.matchAll(templateCode)) {
		if (index < offset && offset < index + code.length) {
			yield { as: 'inLine', offset: index + code.length };
			return;
		}
	}
	const page = withoutTemplateCode(text);
	const code = markupAt(page, offset, isComponent).elements.find(({ name }) => name === 'style' || name === 'script');
	if (code) {
		yield { as: 'embedded', format: code.name === 'style' ? css : script, from: code.tag.to, to: code.end };
		return;
	}
	const body = /<body\b[^>]*>/i.exec(page);
	// Whatever stands before a page's body is not shown.
	const at = beyondClosed(page, Math.max(offset, body ? body.index + body[0].length : 0), isComponent);
	const { from, to } = lineAt(text, at);
	const isBlank = text.slice(from, to).trim() === '';
	const isEnd = text.slice(at, to).trim() === '';
	if (isBlank || (place.isBlock && isEnd)) {
		const prefix = indentationOf(text, from) || (isBlank ? indentationOf(textAbove(text, from), 0) : '');
		yield { as: 'block', side: isBlank ? 'before' : 'after', offset: to, style: { prefix, isParted: false } };
	} else {
		yield { as: 'inLine', offset: at };
	}
}

/** The next place from the offset on where an image may stand in a page. */
export function nextOpenPlace(page: string, offset: number): number {
	return beyondClosed(page, offset, false);
}

/** Whether the place is in a script or a style sheet. */
export function isCode(page: string, offset: number): boolean {
	return markupAt(page, offset, false).elements.some(({ name }) => name === 'style' || name === 'script');
}

/** Elements in which no image is shown. */
const opaque: ReadonlySet<string> = new Set(
	'audio canvas head iframe math noembed noframes object option picture pre script select style svg textarea title video'.split(
		' ',
	),
);

/** The next place from the offset on that is in no tag, no comment, and no such element. */
function beyondClosed(page: string, offset: number, isComponent: boolean): number {
	let at = offset;
	for (;;) {
		const { elements, within } = markupAt(page, at, isComponent);
		const closed = elements.find(({ name }) => opaque.has(name));
		const next = within?.to ?? (closed ? endOf(page, closed) : entityEnd(page, at));
		if (next <= at) {
			return at;
		}
		at = next;
	}
}

/** Where the character reference ends that the place is within; the place itself where there is none. */
function entityEnd(page: string, at: number): number {
	const isBegun = /&#?\w{0,31}$/.test(page.slice(Math.max(0, at - 33), at));
	const rest = /^#?\w{0,31};/.exec(page.slice(at, at + 33))?.[0].length ?? 0;
	return isBegun ? at + rest : at;
}

function endOf(text: string, { end }: OpenElement): number {
	const tag = /^<\/[^>]*>?/.exec(text.slice(end))?.[0].length ?? 0;
	return end + tag;
}

/** Where elements name images; several in one are parted by commas. */
const sources: ReadonlyMap<string, readonly string[]> = new Map([
	['img', ['src', 'srcset']],
	['source', ['src', 'srcset']],
	['video', ['poster']],
	['input', ['src']],
	['image', ['href', 'xlink:href']],
	['object', ['data']],
	['enhanced:img', ['src']],
]);

function imagesIn(text: string): readonly FoundImage[] {
	const page = withoutTemplateCode(text);
	const found: FoundImage[] = [];
	for (const { name, from, to } of tagsIn(page)) {
		if (name === 'style') {
			const end = page.indexOf('</style', to);
			const inner = css.imagesIn(page.slice(to, end === -1 ? page.length : end));
			found.push(...inner.map((image) => shiftedImage(image, to)));
		}
		const attributes = attributesIn(page, from, to);
		const alt = attributes.find((one) => one.name === 'alt')?.value ?? '';
		for (const { name: attribute, value, from: start, raw } of attributes) {
			if (!sources.get(name)?.includes(attribute) || text.slice(start, start + raw.length) !== raw) {
				continue;
			}
			if (attribute === 'srcset') {
				for (const { index, 0: url } of raw.matchAll(/(?<=^\s*|,\s+)[^\s,]\S*?(?=\s|,?$|,\s)/g)) {
					const at = start + index;
					found.push({ path: fromUrl(url), alt, from: at, to: at + url.length, whole: { from, to } });
				}
			} else {
				found.push({ path: fromUrl(value), alt, from: start, to: start + raw.length, whole: { from, to } });
			}
		}
	}
	return found;
}

import { decodeXML } from 'entities';
import { indentationOf, lineAt, type Range, textAbove } from '../lines';
import type { ImageLink } from '../link';
import { attributesIn, markupAt, type OpenElement } from '../markup';
import type { DocumentFormat, FoundImage, Place, Spot } from '../spots';
import { fromUrl, urlOf } from '../urlPath';
import { script } from './code';
import { css } from './css';
import { html, xhtml } from './html';

/** A language of XML that has elements for images. */
interface Vocabulary {
	readonly id: string;
	readonly inLine: (link: ImageLink, prefix: string) => string;
	readonly block: (link: ImageLink, prefix: string) => string;
	/** The attributes that name images. */
	readonly sources: RegExp;
	/** Elements in which an image may stand amid text, and beside other blocks. */
	readonly lines: ReadonlySet<string>;
	readonly blocks: ReadonlySet<string>;
	/** What stands first in an element, in front of all images. */
	readonly first: RegExp;
}

const svg: Vocabulary = {
	id: 'svg',
	inLine: image,
	block: image,
	sources: /^(?:xlink:)?href$/,
	lines: new Set(),
	blocks: new Set('svg g a symbol defs marker mask pattern switch'.split(' ')),
	first: /^(?:title|desc|metadata)$/,
};

function image(link: ImageLink, prefix: string): string {
	const { target, alt, size } = link;
	const pixels = size ? ` width="${size.width}" height="${size.height}"` : '';
	const words = alt === '' ? '' : ` aria-label="${escaped(alt)}"`;
	return `<${prefix}image href="${escaped(urlOf(target))}"${pixels}${words}/>`;
}

const docbook: Vocabulary = {
	id: 'docbook',
	inLine: (link, prefix) => mediaObject(link, prefix, 'inlinemediaobject').join(''),
	block: (link, prefix) => {
		const [opening = '', ...others] = mediaObject(link, prefix, 'mediaobject');
		return [opening, ...others.slice(0, -1).map((line) => `  ${line}`), others.at(-1)].join('\n');
	},
	sources: /^(?:fileref|entityref)$/,
	lines: new Set('para simpara formalpara emphasis phrase quote link ulink term entry td th footnote'.split(' ')),
	blocks: new Set(
		(
			'article chapter appendix preface section simplesect sect1 sect2 sect3 sect4 sect5 listitem note tip warning caution ' +
			'important blockquote sidebar example figure informalfigure informalexample abstract answer question step partintro'
		).split(' '),
	),
	first: /^(?:title|subtitle|titleabbrev|\w*info|blockinfo|attribution)$/,
};

function mediaObject(link: ImageLink, prefix: string, name: string): readonly string[] {
	const element = (inner: string, ...names: readonly string[]): string =>
		names.reduceRight((within, one) => `<${prefix}${one}>${within}</${prefix}${one}>`, inner);
	const { target, alt } = link;
	return [
		`<${prefix}${name}>`,
		element(`<${prefix}imagedata fileref="${escaped(urlOf(target))}"/>`, 'imageobject'),
		...(alt === '' ? [] : [element(escaped(alt), 'textobject', 'phrase')]),
		`</${prefix}${name}>`,
	];
}

/** Neither ends what it stands in, nor begins anything. */
function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** XML: as what its root is, in its own elements; in a language that has none for images, the path alone. */
export const xml: DocumentFormat = {
	id: 'xml',
	inLine: () => undefined,
	block: () => undefined,
	complete: () => undefined,
	spotsAt: (place) => [{ as: 'embedded', format: formatFor(place.text), from: 0, to: place.text.length }],
	imagesIn: (text) => [...html.imagesIn(text), ...filesIn(text)].sort((a, b) => a.from - b.from),
};

/** What is no element: comments, instructions, the document's type, and texts as they are. */
const asides =
	/<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<\?[\s\S]*?(?:\?>|$)|<!DOCTYPE\b(?:[^[>]|\[[\s\S]{0,9999}?\](?=\s{0,99}>))*>?/g;

function asideAt(text: string, offset: number): (Range & { readonly written: string }) | undefined {
	for (const { index, 0: written } of text.matchAll(asides)) {
		if (index < offset && offset < index + written.length) {
			return { from: index, to: index + written.length, written };
		}
	}
	return undefined;
}

/** Where the first tag stands. */
function rootOf(text: string): (Range & { readonly prefix: string; readonly name: string }) | undefined {
	const prolog =
		/^(?:\s|\uFEFF|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE\b(?:[^[>]|\[[\s\S]{0,9999}?\](?=\s{0,99}>))*>)*/.exec(
			text,
		)?.[0].length ?? 0;
	const [tag, prefix = '', name = ''] =
		/^<([\w.-]+:)?([\w.-]+)(?:"[^"]*"|'[^']*'|[^"'>])*>?/.exec(text.slice(prolog)) ?? [];
	return tag === undefined ? undefined : { from: prolog, to: prolog + tag.length, prefix, name };
}

function formatFor(text: string): DocumentFormat {
	const root = rootOf(text);
	const { prefix = '', name = '', from = 0, to = 0 } = root ?? {};
	const [prolog, tag] = [text.slice(0, from), text.slice(from, to)];
	if (name === 'html' || (prefix === '' && /\sxmlns=["']http:\/\/www\.w3\.org\/1999\/xhtml["']/.test(tag))) {
		return xhtml;
	}
	if (name === 'svg') {
		return inVocabulary(svg, prefix);
	}
	const isDocbook =
		/\bxmlns(?::\w+)?=["']http:\/\/docbook\.org\/ns\/docbook["']/.test(tag) || /<!DOCTYPE[^>]*\bDocBook\b/.test(prolog);
	return isDocbook ||
		(prefix === '' &&
			/^(?:article|book|chapter|section|sect1|appendix|preface|refentry)$/.test(name) &&
			/<(?:para|simpara)\b/.test(text))
		? inVocabulary(docbook, prefix)
		: other;
}

/** XML in which no element is known to show images. */
const other: DocumentFormat = { ...xml, id: 'xml', spotsAt: inOther };

function* inOther({ text, offset }: Place): Generator<Spot> {
	const aside = asideAt(text, offset);
	const { elements, within } = markupAt(text, offset, { isXml: true });
	if (aside) {
		const { from, to, written } = aside;
		const isText = written.startsWith('<![CDATA[');
		// What would end it.
		const never = isText ? /\]\]>|\]$/ : /--|-$/;
		if (isText || written.startsWith('<!--')) {
			const at = Math.min(Math.max(offset, from + (isText ? 9 : 4)), to - (/(?:--|\]\])>$/.test(written) ? 3 : 0));
			yield { as: 'path', offset: at, write: (path) => (never.test(path) ? undefined : path) };
		}
	} else if (within) {
		yield* inTag(text, within, offset);
	} else if (elements.length > 0 && isWithinRoot(text, offset)) {
		yield { as: 'path', offset: referenceEnd(text, offset), write: escaped };
	}
}

/** Behind it may be nothing but comments. */
function isWithinRoot(text: string, offset: number): boolean {
	return (
		/<\/[^<>]*>(?:\s|<!--(?:(?!-->)[\s\S])*-->)*$/.test(text.slice(offset)) && offset >= (rootOf(text)?.to ?? Infinity)
	);
}

/** In an attribute the path, with quotes where there are none yet. */
function* inTag(text: string, tag: Range, offset: number, sources?: RegExp): Generator<Spot> {
	const [, name = '', quote = '', value = ''] =
		/\s([\w:.-]+)\s*=\s*(["']?)([^"'<>]*)$/.exec(text.slice(tag.from, offset)) ?? [];
	const isOpen = quote === '' ? value === '' && /^[\s/>]/.test(text.slice(offset)) : text.indexOf(quote, offset) !== -1;
	if (name === '' || !isOpen) {
		return;
	}
	const around = quote === '' ? '"' : '';
	const isSource = sources?.test(name) === true && value === '' && (quote === '' || text.startsWith(quote, offset));
	yield isSource
		? {
				as: 'written',
				write: ({ target }) => ({ from: offset, to: offset, text: around + escaped(urlOf(target)) + around }),
			}
		: { as: 'path', offset, write: (path) => around + escaped(path) + around };
}

/** Where the reference ends that the place is within; the place itself where there is none. */
function referenceEnd(text: string, offset: number): number {
	const isBegun = /&#?\w{0,31}$/.test(text.slice(Math.max(0, offset - 33), offset));
	return offset + (isBegun ? (/^#?\w{0,31};/.exec(text.slice(offset, offset + 33))?.[0].length ?? 0) : 0);
}

function inVocabulary(vocabulary: Vocabulary, prefix: string): DocumentFormat {
	const { id, inLine, block } = vocabulary;
	return {
		...{ id, complete: () => undefined, imagesIn: xml.imagesIn },
		inLine: (link) => inLine(link, prefix),
		block: (link) => block(link, prefix),
		spotsAt: (place) => spotsAt(place, vocabulary, prefix),
	};
}

function* spotsAt(place: Place, vocabulary: Vocabulary, prefix: string): Generator<Spot> {
	const { text, offset } = place;
	const aside = asideAt(text, offset);
	const { elements, within } = markupAt(text, offset, { isXml: true });
	const code = elements.find(({ name }) => /^(?:style|script)$/.test(local(name, prefix)));
	if (code) {
		const [, opening = '', closing = ''] =
			/^(\s*<!\[CDATA\[)[\s\S]*?(\]\]>\s*)$/.exec(text.slice(code.tag.to, code.end)) ?? [];
		const range = { from: code.tag.to + opening.length, to: code.end - closing.length };
		yield { as: 'embedded', format: local(code.name, prefix) === 'style' ? css : script, ...range };
		return;
	}
	if (within && !aside) {
		const attributes = Array.from(inTag(text, within, offset, vocabulary.sources));
		if (attributes.length > 0) {
			yield* attributes;
			return;
		}
	}
	const at = openPlace(text, aside?.to ?? offset, vocabulary, prefix);
	if (at !== undefined) {
		yield spotOn(text, at, isBlockAt(text, at, vocabulary, prefix), (link) => oneLine(vocabulary.block(link, prefix)));
	}
}

/** The next place from there on where an image may stand; undefined where there is none. */
function openPlace(text: string, from: number, vocabulary: Vocabulary, prefix: string): number | undefined {
	const root = rootOf(text);
	const end = text.lastIndexOf('</');
	if (!root || end < root.to) {
		return undefined;
	}
	for (let at = Math.min(Math.max(from, root.to), end); ;) {
		const { elements, within } = markupAt(text, at, { isXml: true });
		const closed = elements.find(({ name }) => !isOpen(local(name, prefix), vocabulary));
		const first = isBlockAt(text, at, vocabulary, prefix) ? firstAt(text, at, vocabulary, prefix) : undefined;
		const next = within?.to ?? (closed ? endOf(text, closed) : (first ?? referenceEnd(text, at)));
		if (next <= at) {
			return at;
		}
		if (next > end) {
			return undefined;
		}
		at = next;
	}
}

function isOpen(name: string, { lines, blocks }: Vocabulary): boolean {
	return lines.has(name) || blocks.has(name);
}

function isBlockAt(text: string, offset: number, { blocks }: Vocabulary, prefix: string): boolean {
	return blocks.has(local(markupAt(text, offset, { isXml: true }).elements.at(-1)?.name ?? '', prefix));
}

/** Where the title ends that stands next. */
function firstAt(text: string, offset: number, { first }: Vocabulary, prefix: string): number | undefined {
	const [lead = '', tag = ''] = /^\s*<([\w:.-]+)(?:"[^"]*"|'[^']*'|[^"'>])*>/.exec(text.slice(offset)) ?? [];
	if (!first.test(local(tag, prefix))) {
		return undefined;
	}
	const to = offset + lead.length;
	const element = lead.endsWith('/>') ? undefined : markupAt(text, to, { isXml: true }).elements.at(-1);
	return element ? endOf(text, element) : to;
}

function endOf(text: string, { end }: OpenElement): number {
	return end + (/^<\/[^>]*>?/.exec(text.slice(end, end + 200))?.[0].length ?? 0);
}

/** On a line of its own, or within one: as what is a block, or not. */
function spotOn(text: string, offset: number, isBlock: boolean, write: (link: ImageLink) => string): Spot {
	const { from, to } = lineAt(text, offset);
	const own = indentationOf(text, from);
	const [isFirst, isLast] = [text.slice(from, offset).trim() === '', text.slice(offset, to).trim() === ''];
	const prefix = isFirst && isLast && own === '' ? indentationOf(textAbove(text, from), 0) : own;
	const style = { prefix, isParted: false };
	if (isFirst && (isLast || isBlock)) {
		return { as: 'block', side: 'before', offset: isLast ? to : from + own.length, style, isBare: !isBlock };
	}
	if (isBlock) {
		return isLast
			? { as: 'block', side: 'after', offset: to, style }
			: { as: 'written', write: (link) => ({ from: offset, to: offset, text: write(link) }) };
	}
	return { as: 'inLine', offset };
}

function oneLine(written: string): string {
	return written.replace(/\n\s*/g, '');
}

/** The images that DocBook's elements name, with the words beside them. */
function filesIn(text: string): readonly FoundImage[] {
	return Array.from(
		text.matchAll(/<(?:[\w.-]+:)?(?:imagedata|graphic|inlinegraphic)\b(?:"[^"]*"|'[^']*'|[^"'>])*>/g),
		(tag) => {
			const to = tag.index + tag[0].length;
			const file = attributesIn(text, tag.index, to).find(({ name }) => name === 'fileref');
			const words = /^[\s\S]{0,2000}?<(?:[\w.-]+:)?(?:phrase|alt)\b[^>]*>([^<]*)</.exec(
				text.slice(to).split(/<\/(?:[\w.-]+:)?\w*mediaobject/, 1)[0] ?? '',
			);
			return file
				? [
						{
							path: fromUrl(file.value),
							alt: decodeXML(words?.[1] ?? ''),
							from: file.from,
							to: file.from + file.raw.length,
						},
					]
				: [];
		},
	).flat();
}

function local(name: string, prefix: string): string {
	return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

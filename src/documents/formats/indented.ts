import { decodeHTMLAttribute } from 'entities';
import { shiftedImage } from '../images';
import { indentationOf, lineAt, type Range } from '../lines';
import type { ImageLink } from '../link';
import { asReferences } from '../references';
import type { Block, Change, DocumentFormat, FoundImage, InLine, Place, Spot } from '../spots';
import { fromUrl, urlOf } from '../urlPath';
import { codeIn } from './code';
import { css } from './css';
import { html } from './html';
import { ofTables, opaque } from './htmlPlaces';
import { holdersOf, lastWithin, type LineParts, linesOf, type TemplateLine } from './indentedLines';
import { readHaml, readPug, readSlim } from './indentedSyntax';

/** How a language writes elements that nest by indentation. */
interface Writing {
	readonly id: string;
	readonly read: (text: string, from: number) => LineParts;
	readonly element: (link: ImageLink) => string;
	/** Amid a text. */
	readonly inText: (link: ImageLink) => string;
	/** A text within quotes, for an attribute that waits for it, by what stands between its name and the text. */
	readonly escaped: (text: string, quote: string, sign: string) => string;
	/** What such a text means. */
	readonly meant: (written: string) => string;
	/** The language of its code. */
	readonly code: DocumentFormat;
}

function templateWith(writing: Writing): DocumentFormat {
	return {
		id: writing.id,
		inLine: writing.inText,
		block: writing.element,
		complete: () => undefined,
		spotsAt: (place) => spotsAt(place, writing),
		imagesIn: (text) => imagesIn(text, writing),
	};
}

const [script, ruby] = [codeIn('javascript'), codeIn('ruby')];

export const pug = templateWith({
	id: 'pug',
	read: readPug,
	element: (link) => `img(${attributes(link, '=', ' ', JSON.stringify)})`,
	inText: htmlElement,
	escaped: (text, quote) => JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`),
	meant: (written) => written.replace(/\\(.)/g, '$1'),
	code: script,
});

export const slim = templateWith({
	id: 'slim',
	read: readSlim,
	// What has references in it is not to be escaped again.
	element: (link) =>
		`img ${attributes(link, '=', ' ', (text) => {
			const written = reference(text);
			return `${written === text ? '' : '='}"${written}"`;
		})}`,
	inText: htmlElement,
	// With one sign Slim writes references by itself, and knows no way to write a quote within its own, or a brace alone.
	escaped: (text, quote, sign) =>
		sign.includes('==') ? reference(text) : text.replaceAll(quote, '’').replace(/\{/g, '(').replace(/\}/g, ')'),
	meant: decodeHTMLAttribute,
	code: ruby,
});

export const haml = templateWith({
	id: 'haml',
	read: readHaml,
	element: (link) => `%img{ ${attributes(link, ': ', ', ', rubyText)} }`,
	inText: htmlElement,
	escaped: (text, quote) => {
		const written = text.replace(/\\/g, '\\\\').replaceAll(quote, `\\${quote}`);
		return quote === '"' ? written.replace(/#(?=[{$@])/g, '\\#') : written;
	},
	meant: (written) => written.replace(/\\(.)/g, '$1'),
	code: ruby,
});

function attributes(link: ImageLink, is: string, between: string, text: (text: string) => string): string {
	const { target, alt, size } = link;
	const pixels = size ? [`width${is}${text(String(size.width))}`, `height${is}${text(String(size.height))}`] : [];
	return [`src${is}${text(urlOf(target))}`, `alt${is}${text(alt)}`, ...pixels].join(between);
}

/** Texts hold elements as they are written in HTML, and Pug's begin one of its own by these two signs. */
function htmlElement(link: ImageLink): string {
	return html.inLine(link)?.replace(/#(?=\[)/g, '&#35;') ?? '';
}

function reference(text: string): string {
	return asReferences(text, /[&"'<>{}\\]/g);
}

function rubyText(text: string): string {
	return JSON.stringify(text).replace(/#(?=[{$@])/g, '\\#');
}

function* spotsAt(place: Place, { read, code, escaped }: Writing): Generator<Spot> {
	const { text, offset, isBlock } = place;
	const lines = linesOf(text, read);
	const index = lines.findIndex(({ from, to }) => from <= offset && offset <= to);
	const line = lines[index];
	if (!line) {
		yield* onBlankLine(text, offset, lines);
		return;
	}
	const content = line.from + line.indentation;
	if (line.isRaw) {
		yield* inRaw(text, lines, index, { as: 'inLine', offset: Math.max(offset, content) });
		return;
	}
	const part = [
		...(line.attributes ?? []),
		...(line.code === undefined ? [] : [{ from: line.code, to: line.to }]),
	].find(({ from, to }) => from <= offset && offset <= to);
	const [inCode] = part
		? code.spotsAt({ ...place, text: text.slice(part.from, part.to), offset: offset - part.from })
		: [];
	if (part && inCode?.as === 'path' && inCode.write) {
		const slot = line.tag === 'img' ? slotAt(text, part, offset) : undefined;
		yield slot
			? { as: 'written', write: (link) => filled(slot, link, escaped) }
			: { as: 'embedded', format: code, ...part };
	} else if (line.prose !== undefined && offset >= line.prose && !isBlock) {
		yield* within(text, lines, index, { as: 'inLine', offset });
	} else if (offset <= content && line.branch !== 'next') {
		yield* beside(text, lines, index, { ...blockLike(text, line), side: 'before', offset: content });
	} else {
		yield* below(text, lines, index);
	}
}

/** On a blank line: as far in as the cursor is, where the lines around it let an element stand. */
function* onBlankLine(text: string, offset: number, lines: readonly TemplateLine[]): Generator<Spot> {
	const { from, to } = lineAt(text, offset);
	const last = lines.findLastIndex((line) => line.to < from);
	const [above, next] = [lines[last], lines[last + 1]];
	const here = (like?: TemplateLine): Block => ({ ...blockLike(text, like), side: 'before', offset: to });
	if (next?.isRaw && (next.parent === last || next.parent === above?.parent)) {
		yield* inRaw(text, lines, last + 1, { ...here(next), isBare: true });
		return;
	}
	const least = next?.indentation ?? 0;
	const most = Math.max(least, from < to ? to - from : next ? 0 : Infinity);
	const like = holdersOf(lines, above?.isRaw ? above.parent : last).find((index) => {
		const { indentation } = lines[index] as TemplateLine;
		return least <= indentation && indentation <= most;
	});
	const sibling = like === undefined ? undefined : lines[like];
	if (like !== undefined && sibling && (!next || sibling.indentation > least)) {
		yield* beside(text, lines, like, here(sibling));
	} else if (!next) {
		yield here();
	} else if (next.branch === 'next') {
		yield* below(text, lines, last + 1);
	} else {
		yield* beside(text, lines, last + 1, here(next));
	}
}

/** In what a line holds that is no element: a text, a script, a style sheet. */
function* inRaw(text: string, lines: readonly TemplateLine[], index: number, spot: InLine | Block): Generator<Spot> {
	const holder = lines[index]?.parent ?? -1;
	const holds = lines[holder]?.holds;
	if (holds === 'prose') {
		yield* within(text, lines, holder, spot);
	} else if ((holds === 'script' || holds === 'css') && isFarEnough(text, lines[holder + 1], spot.offset)) {
		const body = { from: lines[holder + 1]?.from ?? 0, to: lines[lastWithin(lines, holder)]?.to ?? 0 };
		const format = holds === 'css' ? css : script;
		const offset = spot.offset - body.from;
		yield { as: 'embedded', format: { ...format, spotsAt: (place) => format.spotsAt({ ...place, offset }) }, ...body };
	} else {
		yield* below(text, lines, holder);
	}
}

/** Whether what stands there would be a part of such lines. */
function isFarEnough(text: string, first: TemplateLine | undefined, offset: number): boolean {
	return offset - lineAt(text, offset).from >= (first?.indentation ?? 0);
}

/** Elements that hold nothing that is shown but what belongs to them. */
const closedElements: ReadonlySet<string> = new Set([...opaque, ...ofTables]);

/** In the text of that line, if what holds it shows images. */
function* within(text: string, lines: readonly TemplateLine[], index: number, spot: InLine | Block): Generator<Spot> {
	const closed = holdersOf(lines, index).findLast((one) => closedElements.has(lines[one]?.tag ?? ''));
	if (closed !== undefined) {
		yield* below(text, lines, closed);
	} else {
		yield spot.as === 'inLine' ? { ...spot, offset: markupEnd(text, spot.offset) } : spot;
	}
}

/** As a sibling of that line, if what holds both can have another. */
function* beside(text: string, lines: readonly TemplateLine[], index: number, spot: Block): Generator<Spot> {
	const holders = holdersOf(lines, index).slice(1);
	const closed = holders.findLast((one) => {
		const { tag = '', branch } = lines[one] as TemplateLine;
		return closedElements.has(tag) || branch === 'of';
	});
	const body = lines.findIndex(({ tag }) => tag === 'body');
	const page = lines.findIndex(({ tag }) => tag === 'html');
	if (closed !== undefined) {
		yield* below(text, lines, closed);
	} else if (body !== -1 && !holders.includes(body)) {
		yield* inBody(text, lines, body, spot.offset);
	} else if (lines[index]?.tag === '-doctype' && spot.side === 'before' && spot.offset <= lines[index].to) {
		yield* below(text, lines, index);
	} else if (holders.length > 0 || (page === -1 && !lines.some(({ tag }) => tag === '-extends'))) {
		yield spot;
	}
}

/** As the first or the last of what a page shows. */
function* inBody(text: string, lines: readonly TemplateLine[], body: number, offset: number): Generator<Spot> {
	const children = lines.flatMap((line, index) => (line.parent === body && !line.isRaw ? [index] : []));
	const [first, last] = [children.at(0), children.at(-1)];
	const line = first === undefined ? undefined : lines[first];
	if (line && first !== undefined && offset < line.from) {
		yield* beside(text, lines, first, {
			...blockLike(text, line),
			side: 'before',
			offset: line.from + line.indentation,
		});
	} else if (last !== undefined) {
		yield* below(text, lines, last);
	}
}

/** Below a line and all that is in it, and what goes on with it. */
function* below(text: string, lines: readonly TemplateLine[], index: number): Generator<Spot> {
	let end = lastWithin(lines, index);
	while (lines[end + 1]?.branch === 'next' && lines[end + 1]?.indentation === lines[index]?.indentation) {
		end = lastWithin(lines, end + 1);
	}
	const { to } = lines[end] ?? { to: text.length };
	yield* beside(text, lines, index, { ...blockLike(text, lines[index]), side: 'after', offset: to });
}

function blockLike(text: string, line?: TemplateLine): Pick<Block, 'as' | 'style'> {
	const prefix = line ? indentationOf(text, line.from) : '';
	return { as: 'block', style: { prefix, isParted: false } };
}

/** Behind the tag, the code, the reference or the element that a place in a text is within. */
function markupEnd(text: string, offset: number): number {
	const { from, to } = lineAt(text, offset);
	for (const { index, 0: markup } of text.slice(from, to).matchAll(/<[^<>]*>|[#!]\{[^{}]*\}|#\[[^[\]]*\]|&#?\w+;/g)) {
		const [start, end] = [from + index, from + index + markup.length];
		if (start < offset && offset < end) {
			return end;
		}
	}
	return offset;
}

/** An empty path that waits for one, with what stands around it, and the empty words beside it. */
interface Slot {
	readonly offset: number;
	readonly sign: string;
	readonly alt?: Range & { readonly sign: string };
}

function slotAt(text: string, { from, to }: Range, offset: number): Slot | undefined {
	const [, sign] = /(?<![\w-])["']?src["']?\s*((?:=>|!?==?|:)\s*["'])$/.exec(text.slice(from, offset)) ?? [];
	const alt = /(?<![\w-])["']?alt["']?\s*((?:=>|!?==?|:)\s*(?:""|''))/.exec(text.slice(from, to));
	const end = alt ? from + alt.index + alt[0].length - 1 : 0;
	return sign !== undefined && text.startsWith(sign.slice(-1), offset)
		? { offset, sign, ...(alt && { alt: { from: end, to: end, sign: alt[1] ?? '' } }) }
		: undefined;
}

function filled({ offset, sign, alt }: Slot, link: ImageLink, escaped: Writing['escaped']): Change {
	const within = (text: string, opening: string): string => escaped(text, opening.slice(-1), opening);
	return {
		...{ from: offset, to: offset, text: within(urlOf(link.target), sign) },
		...(alt && { also: [{ ...alt, text: within(link.alt, alt.sign) }] }),
	};
}

const source =
	/(?<![\w-])["':]?(?<name>src|alt)["']?\s*(?:=>|!?==?|:)\s*(?:"(?<double>(?:\\.|[^"\\\r\n])*)"|'(?<single>(?:\\.|[^'\\\r\n])*)')/dg;

function imagesIn(text: string, { read, meant }: Writing): readonly FoundImage[] {
	const lines = linesOf(text, read);
	return lines
		.flatMap((line) => {
			const holds = line.isRaw ? lines[line.parent]?.holds : 'prose';
			const prose = line.prose !== undefined && holds === 'prose' ? { from: line.prose, to: line.to } : undefined;
			const inProse = prose ? html.imagesIn(text.slice(prose.from, prose.to)) : [];
			return [
				...inProse.map((image) => shiftedImage(image, prose?.from ?? 0)),
				...(line.tag === 'img' ? (line.attributes ?? []) : []).flatMap((range) => imageIn(text, range, line, meant)),
			];
		})
		.sort((a, b) => a.from - b.from);
}

function imageIn(text: string, { from, to }: Range, line: Range, meant: Writing['meant']): readonly FoundImage[] {
	const found = Array.from(text.slice(from, to).matchAll(source), ({ groups = {}, indices }) => {
		const key = groups['double'] === undefined ? 'single' : 'double';
		const [start = 0, end = 0] = indices?.groups?.[key] ?? [];
		return { name: groups['name'], raw: groups[key] ?? '', from: from + start, to: from + end };
	});
	const alt = found.find(({ name }) => name === 'alt')?.raw ?? '';
	return found
		.filter(({ name, raw }) => name === 'src' && raw !== '')
		.map(({ raw, ...range }) => ({
			...{ path: fromUrl(meant(raw)), alt: meant(alt), from: range.from, to: range.to },
			whole: { from: line.from + indentationOf(text, line.from).length, to: line.to },
		}));
}

import { eolOf, indentationOf, lineEnd, lineStart, type Range, textAbove } from '../lines';
import { without } from '../regions';
import type { ImageLink, LinkTarget } from '../link';
import type { Change, DocumentFormat, FoundImage, Place, Spot } from '../spots';
import { fromUrl, percentEncoded } from '../urlPath';
import { type CssPlace, cssPlaceAt, type CssToken, cssTokens, cssValues } from './cssTokens';

/** Style sheets, also in the languages that become them. */
function styleSheet(hasLineComments: boolean): DocumentFormat {
	return {
		id: 'css',
		inLine: image,
		block: declaration,
		complete: () => undefined,
		spotsAt: (place) => spotsAt(place, cssTokens(place.text, hasLineComments)),
		imagesIn: (text) => imagesIn(text, cssTokens(text, hasLineComments)),
	};
}

export const css = styleSheet(false);
/** Sass and Less, whose comments may end with their line. */
export const scss = styleSheet(true);

export function image({ target }: ImageLink): string {
	return `url("${urlIn(target, '"')}")`;
}

function declaration(link: ImageLink): string {
	return `background-image: ${image(link)};`;
}

/**
 * An address within such quotes. Browsers, Vite, webpack, Sass and Less all read it: only what a URL must not hold as it is, is
 * encoded. Sass and Less fill in what is between braces.
 */
function urlIn(target: LinkTarget, quote: string): string {
	if ('uri' in target) {
		return string(target.uri, quote);
	}
	// In a URL a backslash is a slash. Stylus knows no escaped quotes there.
	const url = percentEncoded(target.path, /["'%#?{}\\\p{Cc}]/gu);
	return /^[^/]*:/.test(url) ? `./${url}` : url;
}

function string(text: string, quote: string): string {
	return text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replace(/\r?\n/g, '\\a ');
}

/** Functions whose texts are addresses of images. */
const imageCalls: ReadonlySet<string> = new Set(['url', 'src', 'image', 'image-set', '-webkit-image-set']);

function* spotsAt(place: Place, tokens: readonly CssToken[]): Generator<Spot> {
	const { text } = place;
	const around = cssPlaceAt(text, place.offset, tokens);
	const { within, calls } = around;
	if (within?.is === 'string') {
		yield* inString(text, place.offset, within, calls);
		return;
	}
	const slot = emptySlot(text, place.offset, around);
	if (slot) {
		yield { as: 'written', write: (link) => ({ ...slot, text: `"${urlIn(link.target, '"')}"` }) };
		return;
	}
	// What the place is within stays whole.
	const isBehind = within?.is === 'comment' || within?.is === 'url';
	const offset = within ? (isBehind ? within.to : within.from) : place.offset;
	const statement = statementAt(text, offset, tokens);
	const isOver = isOverBefore({ ...place, offset }, statement);
	const value = isOver ? undefined : valueAt(statement, offset);
	if (value) {
		yield { as: 'written', write: (link) => written(text, value, image(link)) };
		return;
	}
	const gap = gapAt(statement, offset, isOver);
	if (gap) {
		yield { as: 'written', write: (link) => between(place, gap, declaration(link)) };
	}
}

function* inString(text: string, offset: number, { from, to }: Range, calls: readonly string[]): Generator<Spot> {
	const quote = text.charAt(from);
	const isImage = imageCalls.has(calls.at(-1) ?? '');
	const isEmpty = from + 1 === offset && to === offset + 1;
	if (isImage && isEmpty) {
		yield { as: 'written', write: ({ target }) => ({ from: offset, to: offset, text: urlIn(target, quote) }) };
	} else {
		yield {
			as: 'path',
			offset,
			write: (path) =>
				isImage
					? urlIn({ path }, quote)
					: string(path, quote)
							.replace(/#(?=\{)/g, '\\23 ')
							.replace(/@(?=\{)/g, '\\40 '),
		};
	}
}

/** Between the parentheses of `url()`. */
function emptySlot(text: string, offset: number, { within, calls }: CssPlace): Range | undefined {
	if (within?.is === 'url') {
		const inner = { from: within.from + 'url('.length, to: within.to - 1 };
		return text.slice(inner.from, inner.to).trim() === '' ? inner : undefined;
	}
	const isEmpty =
		calls.at(-1) === 'url' && text.slice(0, offset).trimEnd().endsWith('(') && /^\s*(?:\)|$)/.test(text.slice(offset));
	return isEmpty ? { from: offset, to: offset } : undefined;
}

/** A statement, without its comments. */
interface Statement extends CssPlace {
	/** The whole text, with spaces in place of its comments. */
	readonly code: string;
}

function statementAt(text: string, offset: number, tokens: readonly CssToken[]): Statement {
	const comments = tokens.filter(({ is }) => is === 'comment');
	return { ...cssPlaceAt(text, offset, tokens), code: without(text, comments) };
}

/** Whether the place is on a blank line below a declaration that only lacks its semicolon. */
function isOverBefore({ text, offset }: Place, { code, from, to, end }: Statement): boolean {
	const isBlank = text.slice(lineStart(text, offset), lineEnd(text, offset)).trim() === '';
	const isStarted = /[^\s:]\s*$/.test(code.slice(from, offset)) && code.slice(from, offset).includes(':');
	return isBlank && isStarted && (end === '}' || end === '') && code.slice(offset, to).trim() === '';
}

/** Where declarations go that are not there yet. */
interface Gap {
	readonly at: number;
	/** Where a semicolon is missing in front of it. */
	readonly unended?: number;
}

function gapAt({ code, blocks, from, to, end }: Statement, offset: number, isOver: boolean): Gap | undefined {
	const isStarted = code.slice(from, offset).trim() !== '';
	if (end === '{' && isStarted) {
		// What is in front of a block stands for it.
		return takesDeclarations([...blocks, code.slice(from, to)]) ? { at: to + 1 } : undefined;
	}
	if (!takesDeclarations(blocks)) {
		return undefined;
	}
	if (!isStarted) {
		return { at: offset };
	}
	const unended = from + code.slice(from, isOver ? offset : to).trimEnd().length;
	return end === ';' ? { at: to + 1 } : { at: isOver ? offset : unended, unended };
}

/** Rules at whose places declarations may stand, where they stand in others that take them. */
const transparent =
	/^@(?:media|supports|container|layer|include|mixin|if|else|each|for|while|scope|starting-style|at-root|page|nest)\b/;

function takesDeclarations(blocks: readonly string[]): boolean {
	const kinds = blocks.map((prelude) => prelude.trim());
	const isRule = (kind: string): boolean => kind !== '' && (!kind.startsWith('@') || /^@[\w-]+\s*:/.test(kind));
	const last = kinds.at(-1) ?? '';
	return (
		(isRule(last) || transparent.test(last)) &&
		kinds.some((kind) => isRule(kind) || /^@(?:include|mixin|page)\b/.test(kind))
	);
}

/** A declaration of its own: on a line of its own, unless others stand on both sides of it. */
function between({ text, isBlock }: Place, { at, unended }: Gap, declared: string): Change {
	const [start, end] = [lineStart(text, at), lineEnd(text, at)];
	const [before, after] = [text.slice(start, at), text.slice(at, end)];
	const own = indentationOf(text, start);
	let change: Change;
	if (before.trim() === '' && after.trim() === '') {
		const above = textAbove(text, start);
		const further = above.endsWith('{') ? indentationUnit(text) : '';
		change = { from: start, to: end, text: (own || indentationOf(above, 0) + further) + declared };
	} else if (/^\s*(?:\/\*.*\*\/\s*|\/\/.*)?$/.test(after) && end < text.length) {
		const further = before.trimEnd().endsWith('{') ? indentationUnit(text) : '';
		change = { from: end, to: end, text: eolOf(text) + own + further + declared };
	} else if (before.trim() === '' && isBlock) {
		change = { from: at, to: at, text: declared + eolOf(text) + own };
	} else {
		const lead = unended === undefined && /(?:^|\s)$/.test(before) ? '' : ' ';
		change = { from: at, to: at, text: lead + declared + (/^(?:\s|$)/.test(after) ? '' : ' ') };
	}
	return unended === undefined
		? change
		: { ...change, from: unended, text: `;${text.slice(unended, change.from)}${change.text}` };
}

export function indentationUnit(text: string): string {
	return /^\t/m.test(text) ? '\t' : (/^ {2,8}(?=\S)/m.exec(text)?.[0] ?? '  ');
}

/** Where in a value an image goes, and what parts it from the rest. */
interface ValueAt {
	readonly at: number;
	readonly lead: string;
	readonly trail: string;
}

/** Properties that take an image beside other values; the first group those that take several, parted by commas. */
const imageProperty =
	/^(?:(?:-webkit-|-moz-)?(background|background-image|mask|mask-image)|list-style|list-style-image|border-image|border-image-source|content)$/i;

function valueAt({ code, blocks, calls, from, to, end }: Statement, offset: number): ValueAt | undefined {
	const head = code.slice(from, offset);
	const [before, property] = /^\s*([\w$@#{}*-]+)\s*:/.exec(head) ?? [];
	const isMixin =
		/^\s*@return\b/.test(head) || (calls.length > 0 && /^\s*(?:@(?:include|use|forward)\b|[.#][\w-]+\()/.test(head));
	const isVariable = property !== undefined && /^(?:[$@]|--)/.test(property);
	if (end === '{' || (before === undefined && !isMixin) || (blocks.length === 0 && !isMixin && !isVariable)) {
		return undefined;
	}
	const call = calls.at(-1);
	if (call !== undefined || isMixin) {
		const isTaken = isMixin || call === '' || call === 'cross-fade' || (imageCalls.has(call ?? '') && call !== 'url');
		const isMissing = /(?:[(,:]|@return)\s*$/.test(head) && /^\s*(?:[),;}]|$)/.test(code.slice(offset));
		return isTaken && isMissing ? apart(code, offset) : undefined;
	}
	const start = from + (before?.length ?? 0);
	const value = code.slice(start, to);
	const [isImageProperty, layered] = imageProperty.exec(property ?? '') ?? [];
	if (value.trim() === '') {
		return { at: offset, lead: '', trail: '' };
	}
	const isAnother = /\b(?:url|image|image-set|cross-fade|[\w-]*gradient)\(/i.test(value);
	if (isAnother && layered !== undefined) {
		// Only the last layer takes a colour.
		return { at: start + value.length - value.trimStart().length, lead: value.startsWith(' ') ? '' : ' ', trail: ', ' };
	}
	const important = value.indexOf('!');
	return isAnother || isImageProperty === undefined
		? undefined
		: apart(code, important === -1 ? offset : Math.min(offset, start + important));
}

/** Between values, and within none. */
function apart(code: string, offset: number): ValueAt {
	const before = /[\w.%#$@-]+$/.exec(code.slice(0, offset))?.[0].length ?? 0;
	const after = before > 0 ? (/^[\w.%#$@-]+/.exec(code.slice(offset))?.[0].length ?? 0) : 0;
	// What is called goes with its parenthesis.
	const at = /^[({]/.test(code.slice(offset + after)) ? offset - before : offset + after;
	return {
		at,
		lead: /[\s(,:]$/.test(code.slice(0, at)) ? '' : ' ',
		trail: /^(?:[\s),;}]|$)/.test(code.slice(at)) ? '' : ' ',
	};
}

function written(text: string, { at, lead, trail }: ValueAt, value: string): Change {
	// What follows a comment on its line would be a part of it.
	const isBehindComment = /\/\/[^"'()]*$/.test(text.slice(lineStart(text, at), at)) && at === lineEnd(text, at);
	return { from: at, to: at, text: (isBehindComment ? eolOf(text) : lead) + value + trail };
}

/** What is no image, whatever calls it: fonts, other style sheets. */
const notImages = /\.(?:css|scss|sass|less|styl|woff2?|ttf|otf|eot|js|mjs|mp4|webm|mp3|cur)$/i;

function imagesIn(text: string, tokens: readonly CssToken[]): readonly FoundImage[] {
	const found: FoundImage[] = [];
	for (const token of cssValues(text, tokens)) {
		const isImage = token.is === 'url' || imageCalls.has(token.call);
		const range =
			token.is === 'string'
				? { from: token.from + 1, to: token.to - 1 }
				: trimmed(text, { from: token.from + 'url('.length, to: token.to - 1 });
		const raw = text.slice(range.from, range.to);
		const path = fromUrl(unescaped(raw));
		const isOther =
			/^\s*@(?:import|use|forward|namespace|charset|document)\b/.test(text.slice(token.statement, token.from)) ||
			/^\s*@font-face\b/.test(token.block) ||
			/[#@]\{|^[$@]/.test(raw) ||
			notImages.test(path);
		if (isImage && !isOther && path !== '') {
			const whole = token.is === 'url' ? { whole: { from: token.from, to: token.to } } : {};
			found.push({ path, alt: '', ...range, ...whole });
		}
	}
	return found;
}

function trimmed(text: string, { from, to }: Range): Range {
	const inner = text.slice(from, to);
	const start = from + inner.length - inner.trimStart().length;
	return { from: start, to: start + inner.trim().length };
}

function unescaped(text: string): string {
	return text.replace(/\\(?:([\da-f]{1,6})\s?|(\r?\n)|([\s\S]))/gi, (_, hex?: string, end?: string, other?: string) =>
		hex !== undefined ? codePoint(hex) : end !== undefined ? '' : (other ?? ''),
	);
}

function codePoint(hex: string): string {
	const code = Number.parseInt(hex, 16);
	return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
}

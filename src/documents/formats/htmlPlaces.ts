import type { Range } from '../lines';
import { markupAt, type OpenElement } from '../markup';

/** What a text of elements is a part of. */
export type Kind = 'page' | 'razor' | 'xhtml' | 'vue' | 'svelte' | 'astro';

/** Whether browsers read it, and no compiler makes a component of it. */
export function isPage(kind: Kind): boolean {
	return kind === 'page' || kind === 'razor' || kind === 'xhtml';
}

/** Whether any element may end in its own tag. */
export function isStrict(kind: Kind): boolean {
	return kind !== 'page' && kind !== 'razor';
}

/** Whether code stands there between braces. */
export function hasBraces(kind: Kind): kind is 'svelte' | 'astro' {
	return kind === 'svelte' || kind === 'astro';
}

/** Elements in which no image is shown. */
export const opaque: ReadonlySet<string> = new Set(
	'audio canvas head iframe math noembed noframes object option picture pre script select style svg textarea title video'.split(
		' ',
	),
);

/** Elements that hold nothing but parts of tables: browsers put an image in front of the whole table. */
export const ofTables: ReadonlySet<string> = new Set('table thead tbody tfoot tr colgroup'.split(' '));

/** The next place from the offset on where an image may stand; undefined where there is none. */
export function nextOpenPlace(page: string, offset: number, kind: Kind = 'page'): number | undefined {
	let at = isPage(kind) ? Math.max(offset, bodyStart(page)) : offset;
	for (;;) {
		const { elements, within } = markupAt(page, at, { isComponent: isStrict(kind) });
		if (kind === 'vue' && elements[0]?.name !== 'template') {
			return undefined;
		}
		const closed = elements.find(({ name }) => opaque.has(name));
		const next =
			within?.to ??
			(closed
				? beyond(page, at, closed)
				: ofTables.has(elements.at(-1)?.name ?? '')
					? nextOutOfTables(page, at)
					: beyondBraces(page, entityEnd(page, at), elements, kind));
		if (next <= at) {
			return Math.min(at, isPage(kind) ? bodyEnd(page) : Infinity);
		}
		at = next;
	}
}

/** Whether the place is in a script or a style sheet, and in which. */
export function codeAt(page: string, offset: number, kind: Kind): OpenElement | undefined {
	return markupAt(page, offset, { isComponent: isStrict(kind) }).elements.find(
		({ name }) => name === 'style' || name === 'script',
	);
}

const prologue =
	/^(?:\s|<!--[\s\S]*?-->|<!doctype[^>]*>|<html\b[^>]*>|<head\b[^>]*>|<\/head>|<(?:meta|link|base)\b[^>]*>|<(title|style|script|noscript)\b[\s\S]*?<\/\1>)*/i;

/** Whatever stands before a page's body is not shown. */
function bodyStart(page: string): number {
	const body = /<body\b[^>]{0,5000}>/i.exec(page);
	if (body) {
		return body.index + body[0].length;
	}
	const head = prologue.exec(page)?.[0].trimEnd() ?? '';
	// Each comment ends at its first end, or many of them could be read in more ways than can be tried.
	return /^\s*(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<(?:!doctype|html|head)\b/i.test(head) ? head.length : 0;
}

function bodyEnd(page: string): number {
	const at = page.search(/<\/(?:body|html)\s*>/i);
	return at === -1 ? page.length : at;
}

/** Behind the next tag there that begins something else, or ends a table: to look into each that does not takes for ever in a long one. */
function nextOutOfTables(page: string, at: number): number {
	const tag = /<(\/?)([a-z][\w:-]*)[^>]{0,5000}>/gi;
	tag.lastIndex = at;
	for (let found = tag.exec(page); found; found = tag.exec(page)) {
		const [, slash, name = ''] = found;
		const isOfTable = ofTables.has(name.toLowerCase());
		if (slash === '' ? !isOfTable : name.toLowerCase() === 'table') {
			return tag.lastIndex;
		}
	}
	return page.length;
}

/** Where the character reference ends that the place is within; the place itself where there is none. */
function entityEnd(page: string, at: number): number {
	const isBegun = /&#?\w{0,31}$/.test(page.slice(Math.max(0, at - 33), at));
	const rest = /^#?\w{0,31};/.exec(page.slice(at, at + 33))?.[0].length ?? 0;
	return isBegun ? at + rest : at;
}

/** Behind an element in which no image is shown; of a `<picture>` that has none yet, behind what it chooses from. */
function beyond(page: string, at: number, element: OpenElement): number {
	const { name, tag, end } = element;
	if (name !== 'picture' || /<img\b/i.test(page.slice(tag.to, end))) {
		return endOf(page, element);
	}
	const [choices = ''] = /^[\s\S]*<source\b[^>]*>/i.exec(page.slice(at, end)) ?? [];
	return at + choices.length;
}

function endOf(text: string, { end }: OpenElement): number {
	const tag = /^<\/[^>]*>?/.exec(text.slice(end, end + 200))?.[0].length ?? 0;
	return end + tag;
}

/** Svelte and Astro have code between braces; an element within that is a part of the page again. */
function beyondBraces(page: string, at: number, elements: readonly OpenElement[], kind: Kind): number {
	return (hasBraces(kind) ? bracesAround(page, at, elements) : undefined)?.to ?? at;
}

/** The innermost braces around the place, unless it is in an element within them. */
export function bracesAround(page: string, offset: number, elements: readonly OpenElement[]): Range | undefined {
	const braces = innermostBraces(page, offset);
	const inner = elements.at(-1);
	return braces && inner && inner.tag.from > braces.from ? undefined : braces;
}

function innermostBraces(page: string, offset: number): Range | undefined {
	const code = page.replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, (element) => ' '.repeat(element.length));
	const open: number[] = [];
	for (let at = 0; at < code.length; at++) {
		if (code.charAt(at) === '{') {
			open.push(at);
		} else if (code.charAt(at) === '}') {
			const from = open.pop();
			if (from !== undefined && from < offset && at >= offset) {
				return { from, to: at + 1 };
			}
		}
	}
	return undefined;
}

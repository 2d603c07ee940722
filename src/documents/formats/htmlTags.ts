import { insertionAt } from '../insertion';
import type { Range } from '../lines';
import { type ImageLink, pathIn } from '../link';
import { attributesIn } from '../markup';
import type { Spot } from '../spots';
import { script } from './code';
import { emptyAltIn, filled, type Slot, slotAt } from './htmlSlots';
import { attributeText, type InTag, valueSpots } from './htmlValues';

/** A start tag that is being written. */
export interface UnfinishedTag extends Range {
	readonly name: string;
	/** What is missing behind the place: the end of the value that it is in, and of the tag. */
	readonly quote: '"' | "'" | '';
	readonly isOpen: boolean;
}

/** The tag that the place is in, where nothing ends it, or the value in it, before other elements begin. */
export function unfinishedTagAt(page: string, offset: number): UnfinishedTag | undefined {
	const from = offset === 0 ? -1 : page.lastIndexOf('<', offset - 1);
	const [head, name] = from === -1 ? [] : (/^<([a-z][\w:.-]*)(?:[\s/][^<>]*)?$/i.exec(page.slice(from, offset)) ?? []);
	if (head === undefined || name === undefined) {
		return undefined;
	}
	const rest = page.slice(offset);
	const quote = openQuote(head);
	if (quote === '' ? /^[^<>]*>/.test(rest) : isEnded(rest, quote)) {
		return undefined;
	}
	const isOpen = !/^\s*(?:\/?>|[^\s"'<>/=]+=["'{])/.test(rest);
	return { name: name.toLowerCase(), from, to: offset, quote, isOpen };
}

/** The quote that a tag's value begins with which has no end; empty where there is none. */
function openQuote(head: string): '"' | "'" | '' {
	const [, quote] = /=(["'])/.exec(head.replace(/=(?:"[^"]*"|'[^']*')/g, '')) ?? [];
	return quote === '"' || quote === "'" ? quote : '';
}

/** Whether a quote ends the value, and does not begin another attribute's. */
function isEnded(rest: string, quote: string): boolean {
	const end = rest.indexOf(quote);
	const inner = rest.slice(0, end);
	const isOverBefore = /^[ \t]*(?:[\r\n]|\/?>)/.test(inner) && inner.includes('<');
	return end !== -1 && !inner.trimEnd().endsWith('=') && !isOverBefore;
}

/** How a text of elements writes an image. */
export interface ImageWriter {
	/** A path as the address of an element. */
	readonly address: (path: string) => string;
	readonly element: (link: ImageLink) => string;
	/** What ends an element that holds nothing. */
	readonly end: '>' | ' />';
}

/** Where a tag waits for an image: an attribute that names one, another value, or an `<img>` that names none. */
export function* spotsInTag(text: string, place: InTag, writer: ImageWriter): Generator<Spot> {
	const { page, tag, offset } = place;
	const slot = slotAt(page, tag, offset) ?? emptySourceBeside(place);
	if (slot) {
		yield {
			as: 'written',
			write: (link) => filled(text, slot, addressIn(link, writer), attributeText(link.alt)),
		};
		return;
	}
	yield* valueSpots(text, place, writer.address);
	const head = page.slice(tag.from, offset);
	if (
		/^<img(?:$|\s[\s\S]*\s$|\s$)/i.test(head) &&
		openQuote(head) === '' &&
		!/src/i.test(page.slice(tag.from, tag.to))
	) {
		const alt = emptyAltIn(page, tag);
		yield {
			as: 'written',
			write: (link) => {
				const attributes = alt ? `src="${addressIn(link, writer)}"` : attributesOf(writer.element(link));
				const put = (/\s$/.test(head) ? '' : ' ') + attributes + (/^[\s/>]/.test(page.slice(offset)) ? '' : ' ');
				return filled(text, { from: offset, to: offset, quote: '', ...(alt && { alt }) }, put, attributeText(link.alt));
			},
		};
	}
}

/** The source of an image that has none yet, from where its words are to stand. */
function emptySourceBeside({ page, tag, offset }: InTag): Slot | undefined {
	const attributes = attributesIn(page, tag.from, tag.to);
	const isInWords = attributes.some(({ name, raw, from }) => name === 'alt' && raw === '' && from === offset);
	const source = attributes.find(({ name, raw }) => name === 'src' && raw === '');
	return isInWords && source ? slotAt(page, tag, source.from) : undefined;
}

/** Completes a tag that is being written, and waits for an image there. */
export function* spotsInUnfinishedTag(
	text: string,
	tag: UnfinishedTag,
	offset: number,
	writer: ImageWriter,
): Generator<Spot> {
	const { from, name, quote, isOpen } = tag;
	const head = text.slice(from, offset);
	const [, value] = /\s[^\s"'<>/=]+=["']?([^"'<>]*)$/.exec(head) ?? [];
	if (name === 'img' && isOpen && /^<img(?:\s+src=["']?)?\s*$/i.test(head)) {
		yield { as: 'written', write: (link) => ({ from, to: offset, text: writer.element(link) }) };
	} else if (value === '' && /^(?:[\s<>]|\/>|$)/.test(text.slice(offset, offset + 2))) {
		yield {
			as: 'written',
			write: (link) => {
				const alt = name === 'img' && isOpen && !/\salt=/i.test(head) ? ` alt="${attributeText(link.alt)}"` : '';
				const path = addressIn(link, writer) + quote;
				return {
					from: offset,
					to: offset,
					text: (quote === '' ? `"${path}"` : path) + alt + (isOpen ? (name === 'img' ? writer.end : '>') : ''),
				};
			},
		};
	}
}

/** What stands before and behind the place on a line, with an image in the tag there that waits for one; undefined where none does. */
export function completed(
	before: string,
	after: string,
	link: ImageLink,
	writer: ImageWriter,
): readonly [string, string] | undefined {
	const from = before.search(/<[a-z][^<>]*$/i);
	if (from === -1) {
		return undefined;
	}
	const [text, offset] = [before + after, before.length];
	const unfinished = unfinishedTagAt(text, offset);
	const end = after.indexOf('>');
	const tag = { from, to: end === -1 ? text.length : offset + end + 1 };
	const spots = unfinished
		? spotsInUnfinishedTag(text, unfinished, offset, writer)
		: spotsInTag(text, { page: text, tag, offset }, writer);
	const found = insertionAt({ ...script, spotsAt: () => spots }, { text, offset, isBlock: false }, link);
	return typeof found === 'string' ? undefined : [text.slice(0, found.from) + found.text, text.slice(found.to)];
}

/** A link's address, as it stands in an attribute. */
export function addressIn({ target }: ImageLink, { address }: ImageWriter): string {
	return attributeText(address(pathIn(target)));
}

function attributesOf(element: string): string {
	return element.replace(/^<img | ?\/?>$/g, '');
}

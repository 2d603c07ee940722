import { decodeHTMLAttribute } from 'entities';
import { Parser } from 'htmlparser2';
import type { Range } from './lines';

/** What a place in a text of elements is in. */
export interface MarkupAt {
	/** The open elements, from the outermost in; names in lower case. */
	readonly elements: readonly OpenElement[];
	/** The tag, comment or instruction that the place is within, and not only beside. */
	readonly within?: Range;
}

export interface OpenElement {
	readonly name: string;
	/** Its start tag. */
	readonly tag: Range;
	/** Where its end tag begins. The end of the text where it has none. */
	readonly end: number;
}

/** Where the place is amid the elements of a text. What templates put there is to be masked. */
export function markupAt(text: string, offset: number, { isComponent = false, isXml = false }): MarkupAt {
	const open: Omit<OpenElement, 'end'>[] = [];
	const around: OpenElement[] = [];
	let within: MarkupAt['within'];
	const note = (): void => {
		const range = { from: parser.startIndex, to: Math.min(parser.endIndex + 1, text.length) };
		if (range.from < offset && offset < range.to) {
			within = range;
		}
	};
	const close = (element: Omit<OpenElement, 'end'>, end: number): void => {
		if (element.tag.to <= offset && offset <= end) {
			around.push({ ...element, end });
		}
	};
	const parser = new Parser(
		{
			onopentag: (name, _attributes, isImplied) => {
				const tag = { from: parser.startIndex, to: parser.endIndex + 1 };
				open.push({ name: name.toLowerCase(), tag });
				if (!isImplied) {
					note();
				}
			},
			onclosetag: (_name, isImplied) => {
				const element = open.pop();
				// An element that can hold nothing is closed by its own tag.
				if (element && !(isImplied && parser.startIndex === element.tag.from)) {
					close(element, parser.startIndex);
				}
				if (!isImplied) {
					note();
				}
			},
			oncomment: note,
			onprocessinginstruction: note,
			oncdatastart: note,
		},
		{ recognizeSelfClosing: isComponent, xmlMode: isXml },
	);
	// Not told that it ends: then it would close what is open, at a place of its own.
	parser.write(text);
	open.toReversed().forEach((element) => close(element, text.length));
	return { elements: around.reverse(), ...(within && { within }) };
}

/** The start tags of a text that are no comment's or script's; names in lower case. */
export function tagsIn(text: string): readonly (Range & { readonly name: string })[] {
	const tags: (Range & { name: string })[] = [];
	const parser = new Parser({
		onopentag: (name, _attributes, isImplied) => {
			if (!isImplied) {
				tags.push({ name: name.toLowerCase(), from: parser.startIndex, to: parser.endIndex + 1 });
			}
		},
	});
	parser.end(text);
	return tags;
}

export interface Attribute {
	/** In lower case. */
	readonly name: string;
	/** What is meant. */
	readonly value: string;
	/** How it is written, and where. */
	readonly raw: string;
	readonly from: number;
}

/** The attributes of the tag that stands there. */
export function attributesIn(text: string, from: number, to: number): readonly Attribute[] {
	const pattern = /([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/dg;
	return Array.from(text.slice(from, to).matchAll(pattern)).map(({ indices, 1: name = '', ...groups }) => {
		const group = [2, 3, 4].find((index) => groups[index as 2] !== undefined) ?? 2;
		const raw = groups[group as 2] ?? '';
		return {
			name: name.toLowerCase(),
			value: decodeHTMLAttribute(raw),
			raw,
			from: from + (indices?.[group]?.[0] ?? 0),
		};
	});
}

import { joined } from '../edits';
import type { Range } from '../lines';
import type { Edit } from '../spots';

/** Where elements name images; several in one are parted by commas. */
export const sources: ReadonlyMap<string, readonly string[]> = new Map([
	['img', ['src', 'srcset', 'data-src', 'data-srcset']],
	['source', ['src', 'srcset']],
	['video', ['poster']],
	['input', ['src']],
	['image', ['href', 'xlink:href', 'src']],
	['object', ['data']],
	['enhanced:img', ['src']],
	['link', ['href', 'imagesrcset']],
	['meta', ['content']],
	['body', ['background']],
]);

/** An attribute that waits for an image. */
export interface Slot extends Range {
	/** What the path stands between, if not between quotes that are there. */
	readonly quote: '"' | '';
	/** Where the tag has an empty alternative text, with its quotes. */
	readonly alt?: Range;
}

/** The attribute in the tag that names an image and is empty at the place. */
export function slotAt(text: string, tag: Range, offset: number): Slot | undefined {
	const written = text.slice(tag.from, tag.to);
	const name = (/^<([a-z][\w:.-]*)/i.exec(written)?.[1] ?? '').toLowerCase();
	const before = text.slice(tag.from, offset);
	const after = text.slice(offset, tag.to);
	const [, attribute = '', quote = '', value = ''] = /\s([\w:.-]+)=(["']?)([^"'<>]*)$/.exec(before) ?? [];
	const isEnded = quote === '' ? /^(?:[\s/>]|$)/.test(after) && value === '' : after.includes(quote);
	if (!isEnded || attribute === '') {
		return undefined;
	}
	const at = { from: offset, to: offset };
	const key = attribute.toLowerCase();
	const isNext = key.endsWith('srcset')
		? /(?:^|,\s*)$/.test(value) && new RegExp(`^(?:${quote}|\\s+\\d|\\s*,)`).test(after)
		: value === '' && (quote === '' || after.startsWith(quote));
	if (!isNext || !(key === 'src' || sources.get(name)?.includes(key) === true)) {
		return undefined;
	}
	const alt = emptyAltIn(text, tag);
	return { ...at, quote: quote === '' ? '"' : '', ...(alt && { alt }) };
}

/** The alternative text in a tag, with its quotes, where it is empty. */
export function emptyAltIn(text: string, { from, to }: Range): Range | undefined {
	const alt = /\salt=(""|'')/i.exec(text.slice(from, to));
	const end = alt ? from + alt.index + alt[0].length : 0;
	return alt ? { from: end - 2, to: end } : undefined;
}

/** What to put from the first to the last thing that changes; both texts are escaped already. */
export function filled(text: string, { from, to, quote, alt }: Slot, path: string, words: string): Edit {
	const put = { from, to, text: quote + path + quote };
	return alt ? joined(text, [put, { ...alt, text: `"${words}"` }]) : put;
}

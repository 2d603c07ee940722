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
	readonly isStyle: boolean;
	/** Where the tag has an empty alternative text, with its quotes. */
	readonly alt?: Range;
}

/** The attribute in the tag that is empty at the place, or a style's `url()`. */
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
	if (key === 'style') {
		const isUrl = /\burl\(\s*$/i.test(value) && /^\s*\)/.test(after);
		const isValue = /(?:^|;)\s*[\w-]+\s*:[^;()]*$/.test(value);
		return isUrl || isValue ? { ...at, quote: '', isStyle: !isUrl } : undefined;
	}
	const isNext = key.endsWith('srcset')
		? /(?:^|,\s*)$/.test(value) && new RegExp(`^(?:${quote}|\\s+\\d|\\s*,)`).test(after)
		: value === '' && (quote === '' || after.startsWith(quote));
	if (!isNext || sources.get(name)?.includes(key) !== true) {
		return undefined;
	}
	const alt = name === 'img' ? /\salt=(""|'')/i.exec(written) : null;
	const altAt = alt ? tag.from + alt.index + alt[0].length - 2 : 0;
	return {
		...at,
		quote: quote === '' ? '"' : '',
		isStyle: false,
		...(alt && { alt: { from: altAt, to: altAt + 2 } }),
	};
}

/** What to put from the first to the last thing that changes; both texts are escaped already. */
export function filled(text: string, { from, to, quote, isStyle, alt }: Slot, path: string, words: string): Edit {
	const value = isStyle ? `url('${path}')` : quote + path + quote;
	if (!alt) {
		return { from, to, text: value };
	}
	const edits = [
		{ from, to, text: value },
		{ ...alt, text: `"${words}"` },
	].sort((one, other) => one.from - other.from);
	const [first, last] = edits;
	return first && last
		? { from: first.from, to: last.to, text: first.text + text.slice(first.to, last.from) + last.text }
		: { from, to, text: value };
}

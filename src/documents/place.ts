import { unlessTooDeep } from './depth';
import { pathAt } from './images';
import { insertionAt } from './insertion';
import { lineAt, type Range } from './lines';
import type { DocumentFormat, Place } from './spots';

/**
 * The place that is meant by whoever asks for an image with that part of a text selected: the cursor where nothing is; the path of an
 * image where that, or the link around it, is all of it; else behind what is selected, which stays.
 *
 * @param format The document's; without one paths are not told from other text.
 */
export function placeOf(format: DocumentFormat | undefined, text: string, { from, to }: Range): Place {
	const selected = text.slice(from, to);
	if (selected.trim() === '') {
		// Blank lines are one place for a block, however many are selected.
		return { text, offset: to, isBlock: isBlank(text, lineAt(text, to)) || /[\r\n]/.test(selected) };
	}
	const start = from + selected.length - selected.trimStart().length;
	const end = from + selected.trimEnd().length;
	const path = format && onlyPathIn(format, text, { from: start, to: end });
	if (path) {
		return { text, offset: path.from, isBlock: false, selected: 'path' };
	}
	const isWholeLines =
		isBlank(text, { from: lineAt(text, start).from, to: start }) &&
		isBlank(text, { from: end, to: lineAt(text, end).to });
	return { text, offset: end, isBlock: isWholeLines, selected: 'text' };
}

function isBlank(text: string, { from, to }: Range): boolean {
	return text.slice(from, to).trim() === '';
}

/** The path of an image, where no more than its link is selected, and another can be put in its stead. */
function onlyPathIn(format: DocumentFormat, text: string, { from, to }: Range): Range | undefined {
	const quote = /^["'`<]?/.exec(text.slice(from, to))?.[0].length ?? 0;
	const images = unlessTooDeep(() => format.imagesIn(text)) ?? [];
	const [image, ...others] = images.filter((one) => from <= one.from && one.to <= to);
	const path = image ?? unlessTooDeep(() => pathAt(format, text, from + quote));
	if (!path || others.length > 0) {
		return undefined;
	}
	const { from: start, to: end } = image?.whole ?? path;
	const isAll = Math.min(start, path.from - quote) <= from && to <= Math.max(end, path.to + quote);
	const place: Place = { text, offset: path.from, isBlock: false, selected: 'path' };
	const isReplaceable = (): boolean =>
		typeof insertionAt(format, place, { target: { path: 'x.png' }, alt: '' }) !== 'string';
	return isAll && from <= path.from && path.to <= to && isReplaceable() ? path : undefined;
}

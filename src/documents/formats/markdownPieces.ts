import { lineEnd, type Range } from '../lines';

/** A Markdown text in pieces that can be read each by itself. */
export interface Pieces {
	/** Where they begin; the first at 0. */
	readonly starts: readonly number[];
	/** Blocks of code between fences, outside of lists and quotes. */
	readonly fences: readonly Range[];
}

/** A block that may hold blank lines: how it begins, and what ends it. */
const openings: readonly (readonly [RegExp, (opening: string) => RegExp])[] = [
	[/^(?:`{3,}(?=[^`]*$)|~{3,})/, (fence) => new RegExp(`^ {0,3}${fence.charAt(0)}{${fence.length},}[ \\t]*$`)],
	[/^<(?:script|pre|style|textarea)(?=[\s>]|$)/i, () => /<\/(?:script|pre|style|textarea)>/i],
	[/^<!--/, () => /-->/],
	[/^<\?/, () => /\?>/],
	[/^<!\[CDATA\[/, () => /\]\]>/],
	[/^<![a-z]/i, () => />/],
];

const marker = /^(?:[-+*]|\d{1,9}[.)]|\[\^[^\]]+\]:)(?:[ \t]+|$)/;

/**
 * Cuts a text where a line stands at the very left below a blank one and begins no item of a list: whatever was open is closed there,
 * unless it is code or HTML that holds blank lines. So no more of a long text has to be read than what is around a place.
 */
export function piecesOf(text: string): Pieces {
	const starts = [0];
	const fences: Range[] = [];
	/** What ends the block that is open, and where it began. */
	let open: { readonly end: RegExp; readonly from: number; readonly isFence: boolean } | undefined;
	/** How far what belongs to the last item of a list is indented. */
	let inner = Infinity;
	let isAfterBlank = false;
	for (let from = 0; from < text.length;) {
		const to = lineEnd(text, from);
		const line = text.slice(from, to);
		const content = line.trimStart();
		const indentation = line.length - content.length;
		if (content === '') {
			isAfterBlank = true;
		} else if (open) {
			isAfterBlank = false;
		} else {
			if (indentation === 0 && isAfterBlank && !marker.test(content)) {
				starts.push(from);
				inner = Infinity;
			}
			isAfterBlank = false;
			const item = marker.exec(content)?.[0];
			if (item !== undefined && indentation < inner) {
				inner = indentation + item.length;
			}
			const [opening, endOf] = openings.find(([pattern]) => pattern.test(content)) ?? [];
			if (opening && endOf && indentation < Math.min(4, inner)) {
				const [begun = ''] = opening.exec(content) ?? [];
				open = { end: endOf(begun), from, isFence: /^[`~]/.test(begun) };
			}
		}
		const isBegun = open?.from === from;
		if (open && (isBegun && open.isFence ? false : open.end.test(isBegun ? content.slice(2) : line))) {
			fences.push(...(open.isFence ? [{ from: open.from, to }] : []));
			open = undefined;
		}
		from = to + (text.startsWith('\r\n', to) ? 2 : 1);
	}
	return { starts, fences: open?.isFence ? [...fences, { from: open.from, to: text.length }] : fences };
}

/** The piece that the place is in, with those next to it. */
export function partAround({ starts }: Pieces, text: string, { from, to }: Range): Range {
	const first = starts.findLastIndex((start) => start <= from);
	const last = starts.findLastIndex((start) => start <= to);
	const end = starts[last + 2];
	return {
		from: starts[Math.max(0, first - 1)] ?? 0,
		to: end === undefined ? text.length : text.slice(0, end).trimEnd().length,
	};
}

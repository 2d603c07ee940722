/** One edit of a document, as editors report it: against the text as it was before the whole change. */
export interface Edit {
	readonly rangeOffset: number;
	readonly rangeLength: number;
	readonly text: string;
}

/** A place in a document, in UTF-16 code units from its start. */
export interface AnchorPosition {
	readonly offset: number;
	readonly atLineStart: boolean;
	/** Whether there is nothing else on its line, not even spaces. */
	readonly onEmptyLine: boolean;
}

/**
 * Where a place ends up after the simultaneous, non-overlapping edits of one change; undefined when the text around it was
 * deleted or replaced, since anything else would be a guess.
 *
 * Text typed exactly at the place comes after it: an image belongs where the cursor stood, not in the middle of the
 * sentence that is typed from there on. Whole lines put there (a line moved or pasted above) come before it.
 */
export function shift(spot: AnchorPosition, edits: readonly Edit[]): number | undefined {
	const { offset, atLineStart } = spot;
	const carried = carriedAlong(spot, edits);
	if (carried !== undefined) {
		return carried;
	}
	let shifted = offset;
	for (const { rangeOffset, rangeLength, text } of edits) {
		const rangeEnd = rangeOffset + rangeLength;
		if (rangeOffset < offset && offset < rangeEnd) {
			return undefined;
		}
		const typedHere = rangeLength === 0 && rangeOffset === offset;
		if (typedHere ? atLineStart && isWholeLines(text) : rangeEnd <= offset) {
			shifted += text.length - rangeLength;
		}
	}
	return shifted;
}

function isWholeLines(text: string): boolean {
	return /\S/.test(text) && /[\r\n]$/.test(text);
}

/**
 * A line that moves past its neighbour is sent as one change of two edits: the *neighbour* is deleted, with its line break,
 * and inserted again on the other side of the moved lines. A place in the neighbour goes along with it. An empty line changes
 * places with its neighbour by the neighbour's text alone, without a line break; then a place on the empty line moves too.
 */
function carriedAlong({ offset, onEmptyLine }: AnchorPosition, edits: readonly Edit[]): number | undefined {
	const deleted = edits.find(({ text }) => text === '');
	const inserted = edits.find(({ rangeLength }) => rangeLength === 0);
	if (edits.length !== 2 || !deleted || !inserted || inserted.text.length !== deleted.rangeLength) {
		return undefined;
	}
	const length = deleted.rangeLength;
	const isDown = inserted.rangeOffset > deleted.rangeOffset;
	const lineBreak = (isDown ? /^\r?\n/ : /\r?\n$/).exec(inserted.text)?.[0].length ?? 0;
	const gap = isDown ? inserted.rangeOffset - deleted.rangeOffset - length : deleted.rangeOffset - inserted.rangeOffset;
	const isSwap = lineBreak === 0 && gap >= 1 && gap <= 2;
	if (lineBreak === 0 && !isSwap) {
		return undefined;
	}
	if (isSwap && onEmptyLine && offset === inserted.rangeOffset) {
		return isDown ? deleted.rangeOffset : deleted.rangeOffset + length;
	}
	const within = offset - deleted.rangeOffset - (isDown ? 0 : lineBreak);
	const landed = inserted.rangeOffset + (isDown ? lineBreak - length : 0);
	return within >= 0 && within <= length - lineBreak ? landed + within : undefined;
}

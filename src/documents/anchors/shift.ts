import { trimmed } from '../edits';
import { lineAt } from '../lines';
import type { Edit } from '../spots';

/**
 * Where an offset in a text ends up after the simultaneous, non-overlapping edits of one change; undefined when the text around it
 * was deleted or replaced, since anything else would be a guess.
 *
 * Text typed exactly there comes after it: an image belongs where the cursor stood, not in the middle of the sentence that is
 * typed from there on. Whole lines put there (a line moved or pasted above) come before it.
 */
export function shift(text: string, offset: number, edits: readonly Edit[]): number | undefined {
	const carried = carriedAlong(text, offset, edits);
	if (carried !== undefined) {
		return carried;
	}
	const one = through(
		text,
		offset,
		edits.map((edit) => trimmed(text, edit, 'start')),
	);
	const other = through(
		text,
		offset,
		edits.map((edit) => trimmed(text, edit, 'end')),
	);
	// Where a text repeats itself, what became of it can be read in two ways.
	return one === other ? one : undefined;
}

/** The edit that takes away what is on both sides of the offset. */
export function removalOf(text: string, offset: number, edits: readonly Edit[]): Edit | undefined {
	return edits.map((edit) => trimmed(text, edit, 'start')).find((edit) => takesAway(text, offset, edit));
}

function through(text: string, offset: number, edits: readonly Edit[]): number | undefined {
	let shifted = offset;
	for (const edit of edits) {
		const { from, to, text: put } = edit;
		if (takesAway(text, offset, edit)) {
			return undefined;
		}
		const isTypedHere = from === to && from === offset;
		if (isTypedHere ? isLineStart(text, offset) && isWholeLines(put) : to <= offset) {
			shifted += put.length - (to - from);
		}
	}
	return shifted;
}

/** Also a line that is deleted with all that is on it, at whichever end of it the offset is. */
function takesAway(text: string, offset: number, { from, to, text: put }: Edit): boolean {
	if (offset < from || to < offset) {
		return false;
	}
	const line = lineAt(text, offset);
	const isLine = put === '' && from <= line.from && line.to <= to && text.slice(line.from, line.to).trim() !== '';
	return isLine || (from < offset && offset < to);
}

function isLineStart(text: string, offset: number): boolean {
	return offset === 0 || text[offset - 1] === '\n';
}

function isWholeLines(text: string): boolean {
	return /\S/.test(text) && text.endsWith('\n');
}

/**
 * A line that moves past its neighbour is sent as one change of two edits: the *neighbour* is deleted, with its line break,
 * and inserted again on the other side of the moved lines. A place in the neighbour goes along with it. An empty line changes
 * places with its neighbour by the neighbour's text alone, without a line break; then a place on the empty line moves too.
 */
function carriedAlong(text: string, offset: number, edits: readonly Edit[]): number | undefined {
	const deleted = edits.find(({ text: put }) => put === '');
	const inserted = edits.find(({ from, to }) => from === to);
	if (edits.length !== 2 || !deleted || !inserted) {
		return undefined;
	}
	const length = deleted.to - deleted.from;
	if (inserted.text.length !== length || inserted.text.trim() !== text.slice(deleted.from, deleted.to).trim()) {
		return undefined;
	}
	const isDown = inserted.from > deleted.from;
	const hasBreak = isDown ? inserted.text.startsWith('\n') : inserted.text.endsWith('\n');
	const lineBreak = hasBreak ? 1 : 0;
	const gap = isDown ? inserted.from - deleted.to : deleted.from - inserted.from;
	const isSwap = !hasBreak && gap === 1;
	if (!hasBreak && !isSwap) {
		return undefined;
	}
	if (isSwap && offset === inserted.from && isLineStart(text, offset) && lineAt(text, offset).to === offset) {
		return isDown ? deleted.from : deleted.to;
	}
	const within = offset - deleted.from - (isDown ? 0 : lineBreak);
	const landed = inserted.from + (isDown ? lineBreak - length : 0);
	return within >= 0 && within <= length - lineBreak ? landed + within : undefined;
}

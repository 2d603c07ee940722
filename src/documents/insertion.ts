import { linkAt } from './base';
import { unlessTooDeep } from './depth';
import { apply, trimmed } from './edits';
import { pathAt } from './images';
import { eolOf, lineAfter, lineAt, lineBefore, lineStart, type Range, shifted } from './lines';
import { type ImageLink, pathIn } from './link';
import { asAddress, filledIn } from './linkTemplate';
import { heightFor } from './shownSize';
import type { Apart, Block, Change, DocumentFormat, Edit, InLine, Path, Place, Spot } from './spots';

/** A change of a text that puts an image into it. */
export interface Insertion extends Change {
	/** The format that it is written in, by its id; `path` for a path alone. */
	readonly format: string;
}

/**
 * Why there is no such change: nothing that is written there leads to the path, it isn't known where paths there begin, or no image can
 * stand at the place.
 */
export type NotInserted = 'path' | 'base' | 'place';

/**
 * Puts a link to an image where it belongs: at the place, or as near to it as the language there lets an image be. What stays as it
 * is around the link is no part of the change, so that cursors there stay where they are.
 */
export function insertionAt(
	format: DocumentFormat,
	asked: Place,
	link: ImageLink,
	template?: string,
): Insertion | NotInserted {
	const own = unlessTooDeep(() => widely(format, asked, link)) ?? 'place';
	const found =
		template === undefined || typeof own === 'string' ? own : templated(own, format, link, template, eolOf(asked.text));
	return typeof found === 'string' ? found : { ...found, ...narrowed(found, asked.text) };
}

/** Rows of text that are seen at a glance. */
const farthest = 10;

/** As long as a row is where it is folded. */
const rowLength = 120;

/** Whether nobody who looks at the place would see the image there: then it is not where it was asked for. */
function isFar({ text, offset }: Place, { from, to }: Edit): boolean {
	const between = text.slice(Math.min(offset, to), Math.max(offset, from));
	const lines = between.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
	return lines.reduce((rows, line) => rows + Math.ceil(line.length / rowLength), 0) > farthest;
}

/** The same change with the link as a template has it; as it is where it is a path alone, or in another language. */
function templated(
	own: Insertion,
	format: DocumentFormat,
	link: ImageLink,
	template: string,
	eol: string,
): Insertion | NotInserted {
	const range = own.format === format.id ? rangeIn(own.text, [format.block(link), format.inLine(link)]) : undefined;
	if (!range) {
		return own;
	}
	const [before, after] = [own.text.slice(0, range.from), own.text.slice(range.to)];
	const filled = filledIn(template, link, format.writing ?? asAddress);
	// Lines that stand in a quote or a list item do so with all of a template.
	const prefix = /^[\s>]*$/.exec(before.slice(lineStart(before, before.length)))?.[0] ?? '';
	const text = filled
		?.trimEnd()
		.split(/\r\n|\n/)
		.join(eol + prefix);
	return text === undefined ? 'path' : { ...own, text: before + text + after };
}

/** Where in a text that was written for a link one of its forms stands, whose lines may be indented there. */
function rangeIn(text: string, forms: readonly (string | undefined)[]): Range | undefined {
	for (const form of forms) {
		const lines = form?.split('\n') ?? [];
		const [first, last] = [lines.at(0), lines.at(-1)];
		const from = first === undefined ? -1 : text.indexOf(first);
		const end = last === undefined || from === -1 ? -1 : text.indexOf(last, from);
		if (last !== undefined && end !== -1) {
			return { from, to: end + last.length };
		}
	}
	return undefined;
}

function widely(format: DocumentFormat, asked: Place, link: ImageLink): Insertion | NotInserted {
	if (asked.selected === 'path') {
		return replacementAt(format, asked, link);
	}
	// Not within a line end.
	const isWithinEnd = asked.offset > 0 && asked.text.startsWith('\r\n', asked.offset - 1);
	const place = isWithinEnd ? { ...asked, offset: asked.offset - 1 } : asked;
	let completed: Edit | undefined;
	for (const spot of format.spotsAt(place)) {
		// What is in another language is completed by that.
		completed ??= spot.as === 'embedded' ? undefined : completion(format, place, link);
		if (completed) {
			return { ...completed, format: format.id };
		}
		const found = insertionIn(format, place, spot, link);
		const isSound = ('isSound' in spot && spot.isSound) || (() => true);
		if (found !== 'place' && (typeof found === 'string' || (isSound(found) && !isFar(place, found)))) {
			return found;
		}
	}
	completed = completion(format, place, link);
	return completed ? { ...completed, format: format.id } : 'place';
}

/** Puts the image's path in the stead of the one that is there; an element that says how large it is shown does so of the new one. */
function replacementAt(format: DocumentFormat, { text, offset }: Place, link: ImageLink): Insertion | NotInserted {
	const old = pathAt(format, text, offset);
	if (!old) {
		return 'place';
	}
	const found = replacementOf(format, text, old, link);
	const height = typeof found !== 'string' && link.size && old.whole && heightFor(text, old.whole, link.size);
	const isApart = typeof found !== 'string' && height && (height.to < found.from || found.to < height.from);
	return isApart ? { ...found, also: [...(found.also ?? []), height] } : found;
}

function replacementOf(
	format: DocumentFormat,
	text: string,
	{ from, to }: Range,
	link: ImageLink,
): Insertion | NotInserted {
	// As if it were not written yet.
	const rest = text.slice(0, from) + text.slice(to);
	const found = insertionAt(format, { text: rest, offset: from, isBlock: false }, link);
	if (found === 'path' || found === 'base') {
		return found;
	}
	if (found !== 'place' && found.from <= from && from <= found.to) {
		const after = apply(rest, [found]);
		// It is the path of an image as before, whatever it was put into.
		if (found.format === 'path' || format.imagesIn(after).length === format.imagesIn(text).length) {
			return { ...found, to: found.to + to - from };
		}
	}
	const literal = insertionAt(format, { text, offset: from, isBlock: false }, link);
	return typeof literal !== 'string' && literal.format === 'path' && literal.to === from ? { ...literal, to } : 'place';
}

function insertionIn(format: DocumentFormat, place: Place, spot: Spot, link: ImageLink): Insertion | NotInserted {
	const { text } = place;
	switch (spot.as) {
		case 'embedded': {
			const { from, to } = spot;
			const part = { ...place, text: text.slice(from, to), offset: place.offset - from };
			const inner = widely(spot.format, part, link);
			if (typeof inner === 'string') {
				return inner;
			}
			// A part may have no line end that tells which are used.
			return shiftedChange({ ...inner, text: inner.text.replace(/\r\n|\n|\r/g, eolOf(text)) }, from);
		}
		case 'path': {
			const { write = (path: string) => path } = spot;
			const path = write(pathIn(link.target));
			return path === undefined ? 'path' : { ...inLine(place, spot, path), format: 'path' };
		}
		case 'inLine': {
			const { finish = (change: Change) => change } = spot;
			const meant = linkAt(format, text, spot.offset, link);
			if (!meant) {
				return 'base';
			}
			const written = format.inLine(meant);
			return written === undefined ? 'path' : { ...finish(inLine(place, spot, written), link), format: format.id };
		}
		case 'written': {
			const change = spot.write(link);
			return change ? { ...change, format: format.id } : 'path';
		}
		case 'block': {
			const { finish = (change: Change) => change } = spot;
			const meant = linkAt(format, text, spot.offset, link);
			if (!meant) {
				return 'base';
			}
			const written = (spot.isBare ? format.inLine : format.block)(meant);
			return written === undefined ? 'path' : { ...finish(block(text, spot, written), link), format: format.id };
		}
	}
}

function completion(format: DocumentFormat, { text, offset }: Place, link: ImageLink): Edit | undefined {
	const { from, to } = lineAt(text, offset);
	const meant = linkAt(format, text, offset, link);
	const completed = meant && format.complete(text.slice(from, offset), text.slice(offset, to), meant);
	return completed && { from, to, text: completed.join('') };
}

/** A change as it is in a text that its own is a part of. */
function shiftedChange<T extends Change>(change: T, by: number): T {
	return { ...shifted(change, by), ...(change.also && { also: change.also.map((edit) => shifted(edit, by)) }) };
}

function inLine({ text, selected }: Place, spot: InLine | Path, written: string): Edit {
	const { apart = spot.as === 'path' && !spot.write ? bare : undefined } = spot;
	const end = wordEnd(text, spot.offset);
	const line = lineAt(text, end);
	const [before, after] = [characterBefore(text, end), text.slice(end, line.to)];
	// Whoever was within a word did not mean the image to touch it, nor who selected what stands before it.
	const isApart =
		end > spot.offset ||
		apart?.before?.test(text.slice(line.from, end)) ||
		(selected === 'text' && /\S/.test(before) && !unparted.test(before));
	const isBeforeWord = apart?.after?.test(after) || (selected === 'text' && wordCharacter.test(after));
	return { from: end, to: end, text: `${isApart ? ' ' : ''}${written}${isBeforeWord ? ' ' : ''}` };
}

/** What would be read as a part of a path that stands in no quotes. */
const bare: Apart = { before: /[\p{L}\p{N}\p{M}_.!?)]$/u, after: /^[\p{L}\p{N}\p{M}_]/u };

function block(text: string, { side, offset, style }: Block, written: string): Edit {
	const eol = eolOf(text);
	const blank = style.prefix.trimEnd();
	const { from, to } = lineAt(text, offset);
	const [above, below] = [lineBefore(text, from), lineAfter(text, to)];
	const lines = written.split('\n').map((line) => (line === '' ? blank : style.prefix + line));
	const gap = style.isParted ? [blank] : [];
	const gapTo = (line: string | undefined): string[] =>
		line === undefined || isBlank(line) || line === style.joint ? [] : gap;
	if (side === 'after') {
		return {
			from: to,
			to,
			text: ['', ...(style.joint === undefined ? gap : [style.joint]), ...lines, ...gapTo(below)].join(eol),
		};
	}
	const rest = text.slice(offset, to);
	if (rest.trim() !== '') {
		// In front of a whole line, that stays as far in as it is: it may be code by that.
		const isWhole = style.prefix === '' && offset === from;
		const behind = isWhole ? from : offset + (rest.length - rest.trimStart().length);
		return { from, to: behind, text: [...gapTo(above), ...lines, ...gap, style.prefix].join(eol) };
	}
	// The last line of a text that has others ends like them.
	const end = below === undefined && above !== undefined ? [''] : [];
	return { from, to, text: [...gapTo(above), ...lines, ...gapTo(below), ...end].join(eol) };
}

/** Also where only the marks of a quote stand on it. */
function isBlank(line: string): boolean {
	return /^[\s>]*$/.test(line);
}

/** Of scripts that do not part their words. */
const unparted =
	/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const wordCharacter = new RegExp(`(?!${unparted.source})^[\\p{L}\\p{N}\\p{M}_]`, 'u');

/** The end of the word that the offset is within; the offset itself where it is within none. */
function wordEnd(text: string, offset: number): number {
	let end = offset;
	const before = characterBefore(text, offset);
	while (wordCharacter.test(before) && wordCharacter.test(text.slice(end, end + 2))) {
		end += String.fromCodePoint(text.codePointAt(end) ?? 0).length;
	}
	return end;
}

function characterBefore(text: string, offset: number): string {
	return Array.from(text.slice(Math.max(0, offset - 2), offset)).at(-1) ?? '';
}

/** The same change without what it puts in its own stead at its beginning and its end, and with whole characters. */
function narrowed(edit: Edit, whole: string): Edit {
	const { from, to } = trimmed(whole, edit, 'start');
	const old = whole.slice(edit.from, edit.to);
	const parts = (start: number, end: number): boolean =>
		isWithinCharacter(edit.text, start) || isWithinCharacter(old, end);
	const first = from - edit.from;
	const last = edit.to - to;
	const head = first - (parts(first, first) ? 1 : 0);
	const tail = last - (parts(edit.text.length - last, old.length - last) ? 1 : 0);
	return { from: edit.from + head, to: edit.to - tail, text: edit.text.slice(head, edit.text.length - tail) };
}

/** Whether the offset parts what is one character, or one line end. */
function isWithinCharacter(text: string, offset: number): boolean {
	return offset > 0 && /^(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|\r\n)$/.test(text.slice(offset - 1, offset + 1));
}

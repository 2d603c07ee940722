import { eolOf, lineAfter, lineBefore, lineEnd, lineStart } from './lines';
import type { ImageLink } from './link';
import type { Block, DocumentFormat, Edit, InLine, Place, Spot } from './spots';

/** A change of a text that puts an image into it. */
export interface Insertion extends Edit {
	/** The language that it is written in: the name of a file in `formats/`, or `path` for a path alone. */
	readonly format: string;
}

/** Why there is no such change: nothing that is written there leads to the path, or no image can stand at the place. */
export type NotInserted = 'path' | 'place';

/** Puts a link to an image where it belongs: at the place, or as near to it as the language there lets an image be. */
export function insertionAt(format: DocumentFormat, asked: Place, link: ImageLink): Insertion | NotInserted {
	// Not within a line end.
	const isWithinEnd = asked.text.startsWith('\r\n', asked.offset - 1);
	const place = isWithinEnd ? { ...asked, offset: asked.offset - 1 } : asked;
	const completed = completion(format, place, link);
	if (completed) {
		return { ...completed, format: format.id };
	}
	for (const spot of format.spotsAt(place)) {
		const found = insertionIn(format, place, spot, link);
		if (typeof found === 'string' || found.format !== format.id || (format.isSound?.(place.text, found) ?? true)) {
			return found;
		}
	}
	return 'place';
}

function insertionIn(format: DocumentFormat, place: Place, spot: Spot, link: ImageLink): Insertion | NotInserted {
	const { text } = place;
	switch (spot.as) {
		case 'embedded': {
			const { from, to } = spot;
			const inner = insertionAt(
				spot.format,
				{ ...place, text: text.slice(from, to), offset: place.offset - from },
				link,
			);
			return typeof inner === 'string' ? inner : { ...inner, from: inner.from + from, to: inner.to + from };
		}
		case 'path': {
			const { offset, write = (path: string) => path } = spot;
			const path = write('uri' in link.target ? link.target.uri : link.target.path);
			return { from: offset, to: offset, text: path, format: 'path' };
		}
		case 'inLine': {
			const written = format.inLine(link);
			return written === undefined ? 'path' : { ...inLine(text, spot, written), format: format.id };
		}
		case 'block': {
			const written = format.block(link);
			return written === undefined ? 'path' : { ...block(text, spot, written), format: format.id };
		}
	}
}

function completion(format: DocumentFormat, { text, offset }: Place, link: ImageLink): Edit | undefined {
	const [from, to] = [lineStart(text, offset), lineEnd(text, offset)];
	const completed = format.complete(text.slice(from, offset), text.slice(offset, to), link);
	return completed && { from, to, text: completed.join('') };
}

function inLine(text: string, { offset }: InLine, link: string): Edit {
	const end = wordEnd(text, offset);
	// Whoever was within a word did not mean the image to touch it.
	return { from: end, to: end, text: end === offset ? link : ` ${link}` };
}

function block(text: string, { side, offset, style }: Block, written: string): Edit {
	const eol = eolOf(text);
	const blank = style.prefix.trimEnd();
	const [start, end] = [lineStart(text, offset), lineEnd(text, offset)];
	const [above, below] = [lineBefore(text, start), lineAfter(text, end)];
	const lines = written.split('\n').map((line) => (line === '' ? blank : style.prefix + line));
	const gap = style.isParted ? [blank] : [];
	const isNear = (line: string | undefined): boolean => line !== undefined && !isBlank(line);
	const before = isNear(above) ? gap : [];
	const after = isNear(below) ? gap : [];
	const last = below === undefined && start > 0 ? [''] : [];
	if (side === 'after') {
		return { from: end, to: end, text: ['', ...gap, ...lines, ...after].join(eol) };
	}
	const rest = text.slice(offset, end);
	return rest.trim() === ''
		? { from: start, to: end, text: [...before, ...lines, ...(last.length > 0 ? last : after)].join(eol) }
		: {
				from: start,
				to: offset + (rest.length - rest.trimStart().length),
				text: [...before, ...lines, ...gap, style.prefix].join(eol),
			};
}

/** Also where only the marks of a quote stand on it. */
function isBlank(line: string): boolean {
	return /^[\s>]*$/.test(line);
}

/** A letter, digit or mark of a script that parts its words. */
const wordCharacter =
	/^(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar})[\p{L}\p{N}\p{M}_]/u;

/** The end of the word that the offset is within; the offset itself where it is within none. */
function wordEnd(text: string, offset: number): number {
	let end = offset;
	const before = Array.from(text.slice(Math.max(0, offset - 2), offset)).at(-1) ?? '';
	while (wordCharacter.test(before) && wordCharacter.test(text.slice(end, end + 2))) {
		end += String.fromCodePoint(text.codePointAt(end) ?? 0).length;
	}
	return end;
}

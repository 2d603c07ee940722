import type { Range } from '../lines';

/*
 * What stands around a place, to find it again in a text that has changed. Letters and digits alone count: formatters change white
 * space, and the marks of lists, of emphasis, of strings.
 */

/** What stood around a place. */
export interface Surroundings {
	/** Letters and digits alone. */
	readonly before: string;
	readonly after: string;
	/** What else stood between those and the place. */
	readonly gapBefore: string;
	readonly gapAfter: string;
	/** So many characters on each side were only there in the whole text; absent where it repeated all that was kept. */
	readonly telling?: number;
}

/** So many characters of each side are kept. */
const reach = 200;

/** Tried one after the other; with fewer, what is found is chance. */
const lengths = [reach, 100, 50, 25, 16];

/** Shorter texts say nothing, even where all of them is found again. */
const leastLength = 8;

const counted = /[\p{L}\p{M}\p{N}]+/gu;

export function surroundingsOf(text: string, offset: number): Surroundings {
	const whole = bare(text);
	const count = bare(text.slice(0, offset)).length;
	const gap = gapAt(text, count);
	const around = {
		before: whole.slice(Math.max(0, count - reach), count),
		after: whole.slice(count, count + reach),
		gapBefore: text.slice(Math.max(gap.from, offset - reach), offset),
		gapAfter: text.slice(offset, Math.min(gap.to, offset + reach)),
	};
	const telling = lengths.findLast(
		(length) => isLongEnough(around, length) && placesIn(whole, around, length).length === 1,
	);
	return { ...around, ...(telling !== undefined && { telling }) };
}

/**
 * Where those surroundings are now, as many of them as are left; undefined where they are gone.
 *
 * @param isBlock whether the place is one for lines of its own, which there is none of within a line.
 */
export function findSurroundings(around: Surroundings, text: string, isBlock: boolean): number | 'several' | undefined {
	const { telling } = around;
	if (telling === undefined) {
		return undefined;
	}
	const whole = bare(text);
	for (const length of lengths.filter((candidate) => candidate >= telling)) {
		const [place, ...others] = placesIn(whole, around, length);
		if (place !== undefined) {
			return others.length === 0 ? inGap(text, gapAt(text, place), around, isBlock) : 'several';
		}
	}
	return undefined;
}

function bare(text: string): string {
	return text.match(counted)?.join('') ?? '';
}

/** All that was kept may be little; a part of it must be more. */
function isLongEnough({ before, after }: Surroundings, length: number): boolean {
	const all = before.length + after.length;
	const used = Math.min(length, before.length) + Math.min(length, after.length);
	return used === all ? all >= leastLength : used >= 2 * Math.min(...lengths);
}

/** After how many characters of `whole`, letters and digits alone, the surroundings begin and end; no more than two. */
function placesIn(whole: string, { before, after }: Surroundings, length: number): readonly number[] {
	const left = before.slice(-length);
	const wanted = left + after.slice(0, length);
	const first = whole.indexOf(wanted);
	const second = first === -1 ? -1 : whole.indexOf(wanted, first + 1);
	return [first, second].filter((found) => found !== -1).map((found) => found + left.length);
}

/** What stands after so many letters and digits, up to the next. */
function gapAt(text: string, count: number): Range {
	let from = 0;
	for (const { index, 0: word } of text.matchAll(counted)) {
		if (count <= 0) {
			return { from, to: index };
		}
		if (word.length > count) {
			return { from: index + count, to: index + count };
		}
		count -= word.length;
		from = index + word.length;
	}
	return { from, to: text.length };
}

/** The offset amid what is neither letter nor digit, as the place was in its own. */
function inGap(text: string, gap: Range, around: Surroundings, isBlock: boolean): number | undefined {
	const space = spaceIn(text, gap, around, isBlock);
	if (!space) {
		return undefined;
	}
	const { from, to } = space;
	const lines = text.slice(from, to).split('\n');
	const [isFirst, isLast] = [from === 0, to === text.length];
	if (isBlock && lines.length === 1 && !isFirst && !isLast) {
		return undefined;
	}
	const before = around.gapBefore.slice(around.gapBefore.trimEnd().length);
	const after = around.gapAfter.slice(0, around.gapAfter.length - around.gapAfter.trimStart().length);
	const [above, below] = [breaksIn(before), breaksIn(after)];
	if (!isBlock && above === 0) {
		return from + Math.min(before.length, lines[0]?.length ?? 0);
	}
	if (!isBlock && below === 0) {
		return to;
	}
	// On a blank line rather than at the end of the text above it, or at the beginning of the text below.
	const highest = lines.length - (isLast ? 1 : 2);
	const line = Math.max(isFirst ? 0 : 1, Math.min(above, highest));
	return from + lines.slice(0, line + 1).join('\n').length;
}

/** The white space that the place is in, amid marks which may be others now; undefined where that could be said of more than one. */
function spaceIn(
	text: string,
	{ from, to }: Range,
	{ gapBefore, gapAfter }: Surroundings,
	isBlock: boolean,
): Range | undefined {
	const [marks, marksBefore, marksAfter] = [text.slice(from, to), gapBefore, gapAfter].map(withoutSpace);
	const spaces = spacesIn(text, from, to);
	if (marks === `${marksBefore}${marksAfter}`) {
		return spaces.find((space) => withoutSpace(text.slice(from, space.from)) === marksBefore);
	}
	if (isBlock) {
		const [only, ...others] = spaces.filter((space) => breaksIn(text.slice(space.from, space.to)) > 1);
		return others.length === 0 ? only : undefined;
	}
	return marksBefore === '' ? spaces[0] : marksAfter === '' ? spaces.at(-1) : undefined;
}

/** All white space there, also where there is none of it between two characters. */
function spacesIn(text: string, from: number, to: number): readonly Range[] {
	const spaces: Range[] = [];
	let start = from;
	for (let index = from; index <= to; index++) {
		if (index === to || /\S/.test(text.charAt(index))) {
			spaces.push({ from: start, to: index });
			start = index + 1;
		}
	}
	return spaces;
}

function withoutSpace(text: string): string {
	return text.replace(/\s+/g, '');
}

function breaksIn(text: string): number {
	return text.split('\n').length - 1;
}

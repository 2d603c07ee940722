import assert from 'node:assert/strict';
import { insertionAt } from '../../../src/documents/insertion';
import { lineAt } from '../../../src/documents/lines';
import type { ImageLink } from '../../../src/documents/link';
import type { DocumentFormat } from '../../../src/documents/spots';
import { imageMark, type Page, type ShownImage, shownIn } from './page';

/** What the image is called. */
export const insertedName = 'zzfoxzz.png';
const link: ImageLink = { target: { path: insertedName }, alt: 'zzfoxzz' };

/** A document as it reads with the image in it. */
export interface Edited {
	readonly text: string;
	/** Where it was asked for. */
	readonly at: string;
	readonly isPath: boolean;
	/** Whether it may part the lines that it stands between. */
	readonly mayPart: boolean;
}

export interface Judge {
	readonly format: DocumentFormat;
	readonly render: (text: string) => Promise<Page>;
	/** Takes one of so many edited documents, where the processor is too slow for all. */
	readonly oneOf?: number;
	/** Lines from which the nearest place may be so far away that the person is asked. */
	readonly mayBeAsked?: RegExp;
}

/**
 * Puts an image at every position of a document, and asserts that the processor then shows one image more and everything else as
 * it was.
 */
export async function assertHoldsEverywhere(
	{ format, render, oneOf = 1, mayBeAsked }: Judge,
	text: string,
): Promise<void> {
	const before = withoutSpace(shownIn(await render(text)));
	const faults: string[] = [];
	const edited = [...everyEdit(format, text, faults, { mayBeAsked })].filter((_, index) => index % oneOf === 0);
	await Promise.all(
		edited.map(async (edit) => {
			const page = await render(edit.text);
			const isNew = ({ source, alt }: ShownImage): boolean => source.endsWith(insertedName) || alt === link.alt;
			const shown = shownIn(page, isNew);
			const after = withoutSpace(edit.isPath ? shown.replace(insertedName, imageMark) : shown);
			const isCode = edit.isPath && withoutCode(after) === withoutCode(before);
			if (!isCode && !isSameBut(before, after, edit)) {
				faults.push(`${edit.at}\n${firstDifference(before, after)}`);
			}
		}),
	);
	assert.ok(edited.length > 0);
	assert.equal(faults.length, 0, `${faults.length} of ${edited.length}:\n${faults.slice(0, 4).join('\n\n')}`);
}

/** Documents that are the same are one, wherever the image was asked for. */
export function everyEdit(
	format: DocumentFormat,
	text: string,
	faults: string[],
	{ start = 0, mayBeAsked }: { readonly start?: number; readonly mayBeAsked?: RegExp | undefined } = {},
): Iterable<Edited> {
	const edits = new Map<string, Edited>();
	for (let offset = start; offset <= text.length; offset++) {
		const { from, to } = lineAt(text, offset);
		const isBlank = text.slice(from, to).trim() === '';
		for (const isBlock of isBlank ? [true] : [false, true]) {
			const insertion = insertionAt(format, { text, offset, isBlock }, link);
			const at = `${isBlock ? 'block' : 'in line'}: ${JSON.stringify(`${text.slice(Math.max(0, offset - 60), offset)}§${text.slice(offset, offset + 40)}`)}`;
			// A person may be asked where there was a blank line, and is a long block by now.
			if (insertion === 'place' && ((isBlock && !isBlank) || mayBeAsked?.test(text.slice(from, to)) === true)) {
				continue;
			}
			if (typeof insertion === 'string') {
				faults.push(`${at}\n${insertion}`);
				continue;
			}
			const edited = text.slice(0, insertion.from) + insertion.text + text.slice(insertion.to);
			const isPath = insertion.format === 'path';
			edits.set(edited, edits.get(edited) ?? { text: edited, at, isPath, mayPart: isBlock && !isBlank });
		}
	}
	return edits.values();
}

/** Whether what is shown is what was, with the image somewhere in it. */
function isSameBut(before: string, after: string, { mayPart }: Edited): boolean {
	const [first = '', rest] = after.split(imageMark);
	if (rest === undefined) {
		return false;
	}
	const [ending, beginning] = [/(?:<\/(?:p|div|paragraph)>)*$/, /^(?:<(?:p|div|paragraph)[^>]*>)*/];
	const pairs = [[first, rest], ...(mayPart ? [[first.replace(ending, ''), rest.replace(beginning, '')]] : [])];
	return pairs.some(([above = '', below = '']) => {
		// White space beside an image may come and go.
		const [from, to] = [above.replace(/[\s␣]+$/, ''), below.replace(/^[\s␣]+/, '')];
		const between = before.slice(from.length, before.length - to.length);
		const fits = from.length + to.length <= before.length && before.startsWith(from) && before.endsWith(to);
		return fits && /^[\s␣]*$/.test(between);
	});
}

/** Where a path is put into code, it is a part of it. */
function withoutCode(shown: string): string {
	return shown.replace(/<(pre|literal_block|raw)\b[^>]*>.*?<\/\1>/g, '<code/>');
}

/** Beside elements and around the image, white space may come and go. */
function withoutSpace(shown: string): string {
	return shown
		.replace(/\s+/g, ' ')
		.replace(/ ?(<[^<>]*>) ?/g, '$1')
		.trim();
}

function firstDifference(before: string, after: string): string {
	let at = 0;
	while (at < before.length && before[at] === after.replace(imageMark, '')[at]) {
		at++;
	}
	const part = (shown: string): string => shown.slice(Math.max(0, at - 60), at + 80);
	return `was: ${part(before)}\nnow: ${part(after)}`;
}

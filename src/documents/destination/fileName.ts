import { printable } from '../printable';

/** File systems take 255 bytes; so much of them leaves room for a number and an extension. */
export const maxNameBytes = 240;

/** In characters as people count them. */
const maxLength = 60;

/** Device names that Windows does not take as file names, whatever their extension. */
const reservedOnWindows = /^(con|prn|aux|nul|(com|lpt)[\d¹²³])$/;

/** Which letters a name may have: those of the prompt, or those that every program can read. */
export const letters = ['asWritten', 'ascii'] as const;

export type Letters = (typeof letters)[number];

const latexLanguages: ReadonlySet<string> = new Set([
	'latex',
	'tex',
	'doctex',
	'latex-expl3',
	'rsweave',
	'jlweave',
	'pweave',
]);

/** A file name for the image of that prompt, without an extension: lower-case words joined by hyphens. */
export function fileNameFor(prompt: string, spelling: Letters = 'asWritten'): string {
	// Only the beginning can get into the name, and prompts may be very long.
	const start = prompt
		.slice(0, 8 * maxLength)
		.toWellFormed()
		.toLowerCase();
	const words = spelling === 'ascii' ? asciiWords(start) : wordsOf(start);
	const name = shortened(words.join('-'));
	return name === '' ? 'image' : reservedOnWindows.test(name) ? `${name}-image` : name;
}

/** Whether documents of that language find images by ASCII names alone: LaTeX, by way of all of its programs and packages. */
export function needsAscii(languageId: string): boolean {
	return latexLanguages.has(languageId);
}

/** A file name that something else bears already, without an extension, as one step of a path: shortened where it is very long. */
export function fileNameLike(name: string): string {
	const safe = printable(name);
	const start = Buffer.from(safe, 'utf8')
		.subarray(0, maxNameBytes)
		.toString('utf8')
		.replace(/\uFFFD+$/, '');
	// Dots alone lead elsewhere.
	return /^\.*$/.test(start) ? 'image' : start;
}

/**
 * The name that versions of an image are numbered by, without an extension: its own, or where it is a numbered version itself of one that
 * is there, that one's. So `fox-1` becomes `fox-2`, and not `fox-1-1`.
 *
 * @param others The names of the files beside it.
 */
export function versionedName(name: string, others: readonly string[]): string {
	const [, first] = /^(.+)-\d{1,3}$/.exec(name) ?? [];
	const isVersion = others.some((other) => imageName.exec(other)?.[1] === first);
	return fileNameLike(first !== undefined && isVersion ? first : name);
}

const imageName = /^(.+)\.(?:png|jpe?g|webp|gif|avif|svg)$/i;

/** Letters, marks and digits of any script. What shows nothing is left out, and no letter bears more marks than writing has. */
function wordsOf(text: string): readonly string[] {
	const shown = text.replace(/[\p{Default_Ignorable_Code_Point}\p{Me}]/gu, '').normalize('NFC');
	const words = withoutApostrophes(shown)
		.replace(/(?<=\p{M}{4})\p{M}+/gu, '')
		// A mark needs a letter before it.
		.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu);
	return Array.from(words, ([word]) => word);
}

/** Latin letters that are not spelled with marks. */
const latin: ReadonlyMap<string, string> = new Map(
	Object.entries({
		ß: 'ss',
		æ: 'ae',
		œ: 'oe',
		ø: 'o',
		ł: 'l',
		đ: 'd',
		ð: 'd',
		þ: 'th',
		ħ: 'h',
		ŧ: 't',
		ŋ: 'n',
		ı: 'i',
	}),
);

function asciiWords(text: string): readonly string[] {
	const plain = withoutApostrophes(text)
		.replace(/./gsu, (letter) => latin.get(letter) ?? letter)
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		// Capitals among the letters for formulas have small ones only now.
		.toLowerCase();
	return plain.match(/[a-z0-9]+/g) ?? [];
}

/** `don't` is one word. */
function withoutApostrophes(text: string): string {
	return text.replace(/(?<=\p{L})['’ʼ](?=\p{L})/gu, '');
}

/** As much of the beginning as a name may be long, cut at the end of a word where that leaves most of it. */
function shortened(name: string): string {
	let end = 0;
	let bytes = 0;
	let length = 0;
	for (const { segment } of new Intl.Segmenter('en').segment(name)) {
		bytes += Buffer.byteLength(segment);
		length += 1;
		if (bytes > maxNameBytes || length > maxLength) {
			return cutAtWord(name, end);
		}
		end += segment.length;
	}
	return name;
}

function cutAtWord(name: string, end: number): string {
	const wordEnd = name.lastIndexOf('-', end);
	return name.slice(0, wordEnd > end / 2 ? wordEnd : end).replace(/-$/, '');
}

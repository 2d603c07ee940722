import { setImmediate } from 'node:timers/promises';
import type { Secrets } from './secrets';
import { lettersOf, unescaped, type View } from './spelling';

/** Puts `•••` in the place of every known secret, and of every piece of one that tells something of it. */
export interface Redactor {
	(text: string): string;
	/** The same for many bytes, which may be no text: piece by piece, so that timers are heard meanwhile. The same buffer where there is nothing. */
	readonly inPieces: (bytes: Buffer) => Promise<Buffer>;
}

const blank = Buffer.from('•••');

/** A secret of fewer characters is none, and blanking it would tear up everything else. */
const leastChars = 4;

/** A secret of fewer characters is only blanked where it is a word of its own: within others it stands by chance. */
const leastChanceChars = 8;

/**
 * So many letters and digits in a row make a piece of a secret, where they are like no word: of a usual key, some gigabytes of
 * base64 hold one by chance.
 */
const pieceLetters = 8;

/**
 * So many where they are like words, which texts have in common, and of base64 or hexadecimal digits, of which a secret has
 * thousands of pieces. Of a secret that has fewer nothing less than the whole is blanked.
 */
const longPieceLetters = 12;

/**
 * Blanks the secrets, and what is a piece of them, wherever a text repeats them: in letters of either size, amid white space,
 * punctuation or tags, in base64 or hexadecimal digits (each of them up to twice), and however often they are percent-encoded or
 * escaped in JSON, JavaScript or HTML. Takes time in proportion to the text's length.
 */
export function redactor(secrets: Secrets): Redactor {
	const traces = tracesOf([
		...[...secrets.keys.values()].flatMap((key) => [key, passwordIn(key)]),
		...credentialsIn(secrets.proxyAuthorization ?? ''),
	]);
	const redact = (text: string): string => {
		const bytes = Buffer.from(text);
		const marks = new Uint8Array(bytes.length);
		for (const from of pieceStarts(bytes)) {
			markPiece(bytes, from, traces, marks);
		}
		return marks.includes(1) ? withBlanks(bytes, marks).toString() : text;
	};
	const inPieces = async (bytes: Buffer): Promise<Buffer> => {
		const marks = new Uint8Array(bytes.length);
		for (const from of pieceStarts(bytes)) {
			markPiece(bytes, from, traces, marks);
			await setImmediate();
		}
		return marks.includes(1) ? withBlanks(bytes, marks) : bytes;
	};
	return Object.assign(redact, { inPieces });
}

/**
 * The names of what this program says itself: the words by which it tells things apart, and paths. A key that is one of these words
 * must not make a job unreadable.
 */
const ownNames: ReadonlySet<string> = new Set([
	...['type', 'kind', 'phase', 'stage', 'code', 'service', 'protocol', 'format', 'path'],
]);

/** The same plain value, the texts that others have said in it redacted. */
export function redactIn<T>(value: T, redact: (text: string) => string): T {
	return JSON.parse(JSON.stringify(value), (name, part: unknown) =>
		typeof part === 'string' && !ownNames.has(name) ? redact(part) : part,
	) as T;
}

/** What is secret in the value of a `Proxy-Authorization` header: all of it, its credentials, and within `Basic` the password. */
function credentialsIn(header: string): string[] {
	const [, scheme = '', credentials = ''] = /^(\S+)\s+(.*)$/.exec(header) ?? [];
	const pair = scheme.toLowerCase() === 'basic' ? Buffer.from(credentials, 'base64').toString('utf8') : '';
	return [header, credentials, passwordIn(pair)];
}

/** The password of a `name:password`; all of what is none. */
function passwordIn(pair: string): string {
	return pair.slice(pair.indexOf(':') + 1);
}

/** What a text may hold of the secrets. */
interface Traces {
	/** Short secrets, as they are. */
	readonly words: readonly RegExp[];
	/** What a text may end in the beginning of, in small letters. */
	readonly beginnings: readonly string[];
	readonly findPieces: FindPieces;
}

function tracesOf(secrets: readonly string[]): Traces {
	const words: RegExp[] = [];
	const beginnings: string[] = [];
	const forms: Form[] = [];
	for (const secret of new Set(secrets)) {
		const bytes = Buffer.from(secret);
		const plain = unescaped(bytes);
		if (secret.length < leastChars || plain.text.length < leastChars) {
			continue;
		}
		const { text } = lettersOf(plain);
		if (text.length < longPieceLetters) {
			words.push(wordOf(plain.text));
		} else {
			forms.push({ text, least: pieceLetters });
		}
		const encoded = encodingsOf(bytes).flatMap((once) => [once, ...encodingsOf(Buffer.from(once))]);
		forms.push(...encoded.map((form) => ({ text: form.replace(/[+/]/g, ''), least: longPieceLetters })));
		beginnings.push(...[plain.text, ...encoded].map((form) => form.slice(0, longPieceLetters).toLowerCase()));
	}
	return { words, beginnings, findPieces: pieceFinder(forms) };
}

function wordOf(text: string): RegExp {
	const spelled = Array.from(text, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
	const beside = '[a-z\\d\\x80-\\xFF]';
	return new RegExp(text.length < leastChanceChars ? `(?<!${beside})${spelled}(?!${beside})` : spelled, 'gi');
}

/** The bytes in hexadecimal digits; and in base64, wherever among others they begin: the characters that no other byte has a part in. */
function encodingsOf(bytes: Buffer): string[] {
	const inBase64 = [0, 1, 2].map((before) =>
		Buffer.concat([Buffer.alloc(before), bytes])
			.toString('base64')
			.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)),
	);
	return [bytes.toString('hex'), ...inBase64];
}

/** Letters and digits, and how many of them in a row tell something. */
interface Form {
	readonly text: string;
	readonly least: number;
}

/** Calls `mark` for what in a text of letters and digits is a piece of a secret. */
type FindPieces = (text: string, mark: (first: number, last: number) => void) => void;

/** Every piece is filed under a hash of its last characters: a text is gone through once, however many pieces there are. */
function pieceFinder(forms: readonly Form[]): FindPieces {
	// No piece goes beyond its form: there are no blanks in what is looked through.
	const known = forms.map(({ text }) => `${text} `.toLowerCase()).join('');
	const leasts = new Uint8Array(known.length);
	const heads = new Int32Array(hashMask + 1).fill(-1);
	const others = new Int32Array(known.length);
	/** How many characters up to this place are a piece; 0 where none is. */
	const lengthAt = (text: string, at: number, hash: number): number => {
		for (let end = heads[hash] ?? -1; end !== -1; end = others[end] ?? -1) {
			let length = 0;
			while (length < longPieceLetters && known.charCodeAt(end - length) === text.charCodeAt(at - length)) {
				length++;
			}
			if (length >= (leasts[end] ?? 0)) {
				return length;
			}
		}
		return 0;
	};
	let [end, hash] = [0, 0];
	for (const form of forms) {
		for (let to = 1; to <= form.text.length; to++, end++) {
			hash = nextHash(hash, known.charCodeAt(end));
			const least = leastAt(form, to);
			// What repeats itself is filed once, or a text of nothing else would take its time for each.
			if (least > 0 && lengthAt(known, end, hash) < longPieceLetters) {
				leasts[end] = least;
				others[end] = heads[hash] ?? -1;
				heads[hash] = end;
			}
		}
		end++;
	}
	return (text, mark) => {
		let [first, last] = [0, -1];
		for (let at = 0, recent = 0; at < text.length; at++) {
			recent = nextHash(recent, text.charCodeAt(at));
			const length = heads[recent] === -1 ? 0 : lengthAt(text, at, recent);
			if (length > 0) {
				// In one with the piece before where they overlap: most do.
				const begin = at + 1 - length;
				if (begin > last) {
					mark(first, last);
					first = begin;
				}
				[first, last] = [Math.min(first, begin), at];
			}
		}
		mark(first, last);
	};
}

/** How many characters up to `to` of a form make a piece; 0 where there are not so many. */
function leastAt({ text, least }: Form, to: number): number {
	let length = least;
	while (least === pieceLetters && length < longPieceLetters && isLikeWords(text.slice(Math.max(0, to - length), to))) {
		length++;
	}
	length = Math.min(length, text.length);
	return length > to || length < pieceLetters ? 0 : length;
}

/** Neither a digit nor, within it, a capital: hardly ever eight characters of a key, but `generate`, or what all keys begin with. */
function isLikeWords(piece: string): boolean {
	return !/.[A-Z\d]/s.test(piece);
}

const hashMask = 2 ** 18 - 1;

/** Of the last six characters: those before have left it. The factor, an odd number, spreads them over all of its bits. */
function nextHash(hash: number, code: number): number {
	return ((hash << 3) ^ Math.imul(code, 0x9e375)) & hashMask;
}

/** So much is looked at at once, in bytes, and so much again of what follows, for what begins in it. */
const pieceBytes = 2 ** 18;
const overlapBytes = 2 ** 16;

function pieceStarts({ length }: Buffer): number[] {
	return Array.from({ length: Math.ceil(length / pieceBytes) }, (_, index) => index * pieceBytes);
}

/** Marks with 1 what is secret of the bytes in the piece that begins at `from`. */
function markPiece(bytes: Buffer, from: number, { words, beginnings, findPieces }: Traces, marks: Uint8Array): void {
	const to = Math.min(from + pieceBytes + overlapBytes, bytes.length);
	const view = unescaped(bytes.subarray(from, to));
	const mark = ({ starts, ends }: View, first: number, last: number): void => {
		if (last >= first) {
			marks.fill(1, from + (starts[first] ?? 0), from + (ends[last] ?? 0));
		}
	};
	for (const word of words) {
		for (const { 0: found, index } of view.text.matchAll(word)) {
			const end = index + found.length;
			// What it stands beside is unknown where the piece was cut, and known to the one before or after.
			if ((index > 0 || from === 0) && (end < view.text.length || to === bytes.length)) {
				mark(view, index, end - 1);
			}
		}
	}
	const letters = lettersOf(view);
	findPieces(letters.text.toLowerCase(), (first, last) => mark(letters, first, last));
	if (to === bytes.length) {
		mark(view, ...beginningAtEnd(view.text, beginnings));
	}
}

/** Where the text ends in one of the beginnings: of eight characters, or fewer where the text says that it was cut. */
function beginningAtEnd(text: string, beginnings: readonly string[]): [first: number, last: number] {
	const cut = cutEndPattern.exec(text.slice(-maxCutEnd))?.[0] ?? '';
	const to = text.length - cut.length;
	const tail = text.slice(Math.max(0, to - longPieceLetters), to).toLowerCase();
	for (let length = tail.length; length >= leastChars; length--) {
		const end = tail.slice(-length);
		const counts = length >= leastChanceChars || (/[^"'\s]/.test(cut) && !/[a-z\d]/.test(tail.at(-length - 1) ?? ''));
		if (counts && beginnings.some((beginning) => beginning.startsWith(end))) {
			return [to - length, to - 1];
		}
	}
	return [0, -1];
}

/** What says at a text's end that it was cut, or is what a cut has left of an escape. */
const maxCutEnd = 40;
const cutEndPattern =
	/(?:%[0-9a-f]?|\\+(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?|&(?:#x?[0-9a-f]{0,7}|[a-z]{0,6}))?(?:["'\s]*(?:\xE2\x80\xA6|\.{3}|\(?truncated\)?))*["'\s]*$/i;

/** The bytes with a blank in the place of those that are marked. */
function withBlanks(bytes: Buffer, marks: Uint8Array): Buffer {
	const pieces: Buffer[] = [];
	for (let at = 0; at < bytes.length;) {
		const from = marks.indexOf(1, at);
		if (from === -1) {
			pieces.push(bytes.subarray(at));
			break;
		}
		pieces.push(bytes.subarray(at, from), blank);
		const to = marks.indexOf(0, from);
		at = to === -1 ? bytes.length : to;
	}
	return Buffer.concat(pieces);
}

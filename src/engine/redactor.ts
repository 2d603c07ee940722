import type { Secrets } from './secrets';

/** Puts `•••` in the place of every known secret in a text, or in bytes that may be one. */
export interface Redactor {
	(text: string): string;
	(bytes: Buffer): Buffer;
}

const blank = '•••';

/** A secret of fewer characters is none, and blanking it would tear up everything else. */
const leastChars = 4;

/** So much of a secret's beginning is blanked wherever it stands: services cut what they repeat. */
const beginningChars = 12;

/** A secret of fewer characters is not looked for across blanks and line breaks: words would make it up by chance. */
const leastWrappedChars = 16;

/** So many times may a secret have been escaped: JSON within a URL within HTML, and the like. */
const maxEscapings = 8;

/**
 * Blanks the secrets wherever a text repeats them: as they are, in base64 or hexadecimal digits (each of them up to twice, amid
 * other things, or broken into lines), and however often they are percent-encoded or escaped in JSON or HTML. The beginning of a
 * secret is blanked as well where it is long, or where the text ends in it. Takes time in proportion to the text's length.
 */
export function redactor({ keys, proxyAuthorization = '' }: Secrets): Redactor {
	const secrets = [...keys.values(), ...credentialsIn(proxyAuthorization)].filter(({ length }) => length >= leastChars);
	const forms = formsOf(secrets.map(latin1));
	function redact(text: string): string;
	function redact(bytes: Buffer): Buffer;
	function redact(text: string | Buffer): string | Buffer {
		// As text of one character a byte, so that bytes which are no text pass through unharmed.
		const bytes = typeof text === 'string' ? latin1(text) : text.toString('latin1');
		const ranges = secrets.length === 0 ? [] : rangesIn(bytes, forms);
		if (ranges.length === 0) {
			return text;
		}
		const redacted = Buffer.from(withBlanks(bytes, ranges), 'latin1');
		return typeof text === 'string' ? redacted.toString() : redacted;
	}
	return redact;
}

/**
 * The names of what this program says itself: the words by which it tells things apart, and paths. A key that is one of these words
 * must not make a job unreadable.
 */
const ownNames: ReadonlySet<string> = new Set(['type', 'kind', 'phase', 'stage', 'code', 'service', 'format', 'path']);

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
	return [header, credentials, pair, pair.slice(pair.indexOf(':') + 1)];
}

/** What a text may hold of the secrets, by how it is to be read to find it. */
interface Forms {
	readonly plain: readonly string[];
	readonly base64: readonly string[];
	readonly hex: readonly string[];
}

function formsOf(secrets: readonly string[]): Forms {
	const once = { base64: secrets.flatMap(inBase64), hex: secrets.map(inHex) };
	const either = [...once.base64, ...once.hex];
	return {
		plain: secrets,
		base64: [...once.base64, ...either.flatMap(inBase64)],
		hex: [...once.hex, ...either.map(inHex)],
	};
}

/** What base64 makes of the text, wherever among other bytes it begins: the characters that no other byte has a part in. */
function inBase64(text: string): string[] {
	return [0, 1, 2].map((before) => {
		const all = Buffer.concat([Buffer.alloc(before), Buffer.from(text, 'latin1')]).toString('base64');
		return all.slice(Math.ceil((before * 8) / 6), Math.floor(((before + text.length) * 8) / 6));
	});
}

function inHex(text: string): string {
	return Buffer.from(text, 'latin1').toString('hex');
}

/** From a first character to behind the last. */
type Range = readonly [from: number, to: number];

/** A text made of another, which knows from where to where in that each of its characters was spelled. */
interface View {
	readonly text: string;
	readonly starts: Uint32Array;
	readonly ends: Uint32Array;
}

/** So much of a text is looked at at once, which takes many times its room; and so much again of what follows, for what begins in it. */
const pieceChars = 2 ** 20;
const overlapChars = 2 ** 16;

/** Where the secrets stand in the text, in no order. */
function rangesIn(text: string, forms: Forms): Range[] {
	let ranges: Range[] = [];
	for (let at = 0; at < text.length; at += pieceChars) {
		const found = rangesInPiece(text.slice(at, at + pieceChars + overlapChars), forms);
		ranges = [...ranges, ...found.map(([from, to]): Range => [at + from, at + to])];
	}
	return ranges;
}

function rangesInPiece(text: string, forms: Forms): Range[] {
	let ranges: Range[] = [];
	let view: View | undefined = { text, starts: numbersFrom(0, text.length), ends: numbersFrom(1, text.length) };
	for (let escapings = 0; view && escapings <= maxEscapings; escapings++) {
		ranges = [...ranges, ...rangesInView(view, forms)];
		view = changed(view, escapes, unescape);
	}
	return ranges;
}

function rangesInView(view: View, { plain, base64, hex }: Forms): Range[] {
	const unbroken = changed(view, /\s+/g, () => '');
	const isLong = ({ length }: string): boolean => length >= leastWrappedChars;
	const digits = changed(view, /[\s:-]+/g, () => '') ?? view;
	return [
		...rangesOf(plain, view),
		...rangesOf(base64, inOneAlphabet(view)),
		...rangesOf(hex, { ...digits, text: digits.text.toLowerCase() }),
		...(unbroken ? rangesOf(plain.filter(isLong), unbroken) : []),
		...(unbroken ? rangesOf(base64.filter(isLong), inOneAlphabet(unbroken)) : []),
	];
}

function inOneAlphabet(view: View): View {
	return { ...view, text: view.text.replaceAll('-', '+').replaceAll('_', '/') };
}

/** Where the forms stand in the view's text, as places of the original. */
function rangesOf(forms: readonly string[], { text, starts, ends }: View): Range[] {
	const end = text.length - cutEnd(text);
	return forms.flatMap((form) =>
		[...beginningsOf(form, text), ...lastBeginningOf(form, text.slice(0, end))].map(([from, to]): Range => [
			starts[from] ?? 0,
			ends[to - 1] ?? 0,
		]),
	);
}

/** Where the form or a long beginning of it stands. */
function beginningsOf(form: string, text: string): Range[] {
	const ranges: Range[] = [];
	const head = form.slice(0, beginningChars);
	for (let from = text.indexOf(head); from !== -1;) {
		let to = from + head.length;
		while (to < from + form.length && text[to] === form[to - from]) {
			to++;
		}
		ranges.push([from, to]);
		from = text.indexOf(head, to);
	}
	return ranges;
}

/** Where the text ends in a short beginning of the form. */
function lastBeginningOf(form: string, text: string): Range[] {
	for (let length = Math.min(beginningChars, form.length) - 1; length >= leastChars; length--) {
		if (text.endsWith(form.slice(0, length))) {
			return [[text.length - length, text.length]];
		}
	}
	return [];
}

/** How many characters at the end say that the text was cut, or are what a cut has left of an escape. */
function cutEnd(text: string): number {
	return cutEndPattern.exec(text.slice(-maxCutEnd))?.[0].length ?? 0;
}

const maxCutEnd = 40;
const cutEndPattern =
	/(?:%(?:25)*[0-9a-f]?|\\+(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?|&(?:#x?[0-9a-f]{0,7}|[a-z]{0,6}))?(?:["'\s]*(?:\xE2\x80\xA6|\.{3}|\(?truncated\)?))*["'\s]*$/i;

/** A character percent-encoded, or as an escape of JSON, of JavaScript or of HTML (whose semicolon some leave out). */
const escapes =
	/%(?<percent>[0-9a-f]{2})|\\u(?<json>[0-9a-f]{4})|\\x(?<js>[0-9a-f]{2})|\\(?<sign>[bfnrt]|\W)|&#x(?<hex>[\da-f]{1,8})(?:;|(?=[^\da-f;]))|&#(?<decimal>\d{1,8})(?:;|(?=[^\d;]))|&(?<name>[a-z]{2,6})(?:;|(?=[^a-z;]))/gi;

function unescape({ 0: spelled, groups = {} }: RegExpMatchArray): string {
	const { percent, json, js, sign, hex, decimal, name } = groups;
	if (percent !== undefined) {
		// Bytes: nobody else speaks of those.
		return String.fromCharCode(parseInt(percent, 16));
	}
	if (sign !== undefined) {
		return /\w/.test(sign) ? '\n' : sign;
	}
	if (name !== undefined) {
		return entities[name.toLowerCase()] ?? spelled;
	}
	const code = decimal === undefined ? parseInt(json ?? js ?? hex ?? '', 16) : parseInt(decimal, 10);
	return code <= 0x10ffff ? latin1(String.fromCodePoint(code)) : spelled;
}

/** The characters of ASCII that HTML has names for. */
const entities: Readonly<Record<string, string>> = {
	...{ amp: '&', apos: "'", ast: '*', bsol: '\\', colon: ':', comma: ',', commat: '@', dollar: '$', equals: '=' },
	...{ excl: '!', grave: '`', gt: '>', hat: '^', lbrack: '[', lcub: '{', lowbar: '_', lpar: '(', lsqb: '[', lt: '<' },
	...{ num: '#', percnt: '%', period: '.', plus: '+', quest: '?', quot: '"', rbrack: ']', rcub: '}', rpar: ')' },
	...{ rsqb: ']', semi: ';', sol: '/', verbar: '|', vert: '|' },
};

/** The view with `put` in the place of whatever `pattern` finds, which is never shorter; undefined where it finds nothing. */
function changed(
	{ text, starts, ends }: View,
	pattern: RegExp,
	put: (match: RegExpMatchArray) => string,
): View | undefined {
	const pieces: string[] = [];
	const [newStarts, newEnds] = [new Uint32Array(text.length), new Uint32Array(text.length)];
	let [from, length] = [0, 0];
	const copy = (to: number): void => {
		pieces.push(text.slice(from, to));
		newStarts.set(starts.subarray(from, to), length);
		newEnds.set(ends.subarray(from, to), length);
		length += to - from;
	};
	for (const match of text.matchAll(pattern)) {
		copy(match.index);
		from = match.index + match[0].length;
		const piece = put(match);
		pieces.push(piece);
		newStarts.fill(starts[match.index] ?? 0, length, length + piece.length);
		newEnds.fill(ends[from - 1] ?? 0, length, length + piece.length);
		length += piece.length;
	}
	if (from === 0) {
		return undefined;
	}
	copy(text.length);
	return { text: pieces.join(''), starts: newStarts.subarray(0, length), ends: newEnds.subarray(0, length) };
}

function numbersFrom(first: number, length: number): Uint32Array {
	const numbers = new Uint32Array(length);
	for (let index = 0; index < length; index++) {
		numbers[index] = first + index;
	}
	return numbers;
}

/** The text with a blank in the place of each of the ranges, or of several that touch. */
function withBlanks(text: string, ranges: Range[]): string {
	let [redacted, at] = ['', 0];
	for (const [from, to] of ranges.sort(([a], [b]) => a - b)) {
		if (from > at || at === 0) {
			redacted += text.slice(at, from) + latin1(blank);
		}
		at = Math.max(at, to);
	}
	return redacted + text.slice(at);
}

/** The text's UTF-8 as one character a byte. */
function latin1(text: string): string {
	return Buffer.from(text, 'utf8').toString('latin1');
}

/** A text of one character a byte, which knows from where to where each was spelled. */
export interface View {
	readonly text: string;
	readonly starts: Uint32Array;
	readonly ends: Uint32Array;
}

/**
 * What the bytes say when nothing is left to unescape. Read from the end, so that what an escape stands for is read together with
 * what follows it: an escape within an escape, however deep, costs no second look.
 */
export function unescaped(bytes: Buffer): View {
	const said = Buffer.allocUnsafe(bytes.length);
	/** Which of them an escape has stood for: a sign before one of those is no escape with it. */
	const meant = new Uint8Array(bytes.length);
	const [starts, ends] = [new Uint32Array(bytes.length), new Uint32Array(bytes.length)];
	let first = bytes.length;
	for (let at = bytes.length - 1; at >= 0; at--) {
		first--;
		said[first] = bytes[at] ?? 0;
		meant[first] = 0;
		starts[first] = at;
		ends[first] = at + 1;
		for (let escape = escapeAt(said, meant, first); escape; escape = escapeAt(said, meant, first)) {
			const end = ends[first + escape.length - 1] ?? 0;
			first += escape.length - escape.meant.length;
			for (let index = 0; index < escape.meant.length; index++) {
				said[first + index] = escape.meant.charCodeAt(index);
				meant[first + index] = 1;
				starts[first + index] = at;
				ends[first + index] = end;
			}
		}
	}
	return { text: said.toString('latin1', first), starts: starts.subarray(first), ends: ends.subarray(first) };
}

/** A character percent-encoded, or as an escape of JSON, of JavaScript or of HTML (whose semicolon some leave out). */
const escapePattern =
	/^(?:\\([0-3][0-7]{2})|[%\\]u([\da-f]{4})|\\u\{([\da-f]{1,8})\}|\\x([\da-f]{2})|\\([bfnrt])|&#x([\da-f]{1,12})(?:;|(?=[^\da-f;]))|&#(\d{1,12})(?:;|(?=[^\d;]))|&([a-z]{2,14})(?:;|(?=[^a-z;])))/i;
const maxEscape = 18;

/** Its length, and the shorter text that is meant. */
interface Escape {
	readonly length: number;
	readonly meant: string;
}

/** The escape that begins at this place. */
function escapeAt(said: Buffer, meant: Uint8Array, at: number): Escape | undefined {
	const [code, next = 0] = [said[at], said[at + 1]];
	if (code === 0x5c && meant[at + 1] === 1) {
		return undefined;
	}
	// The most frequent by far, and worth no pattern.
	if (code === 0x5c && next !== 0 && isLetter[next] === 0) {
		return { length: 2, meant: String.fromCharCode(next) };
	}
	if (code === 0x25 && isHex(next) && isHex(said[at + 2] ?? 0)) {
		// A byte: nobody else speaks of those.
		return { length: 3, meant: String.fromCharCode(parseInt(said.toString('latin1', at + 1, at + 3), 16)) };
	}
	if ((code !== 0x5c && code !== 0x25 && code !== 0x26) || (isLetter[next] === 0 && next !== 0x23)) {
		return undefined;
	}
	const found = escapePattern.exec(said.toString('latin1', at, at + maxEscape));
	const stands = found ? meantBy(found) : undefined;
	return found && stands !== undefined ? { length: found[0].length, meant: stands } : undefined;
}

function meantBy([, octal, json, braced, js, sign, hex, decimal, name]: RegExpExecArray): string | undefined {
	if (octal !== undefined) {
		return String.fromCharCode(parseInt(octal, 8));
	}
	if (sign !== undefined) {
		return '\n';
	}
	if (name !== undefined) {
		return entities[name.toLowerCase()];
	}
	const point = decimal === undefined ? parseInt(json ?? braced ?? js ?? hex ?? '', 16) : parseInt(decimal, 10);
	return point <= 0x10ffff ? Buffer.from(String.fromCodePoint(point)).toString('latin1') : undefined;
}

function isHex(code: number): boolean {
	return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

/** The characters of ASCII that HTML has names for, and white space in the place of those that are not seen. */
const entities: Readonly<Record<string, string>> = {
	...{ amp: '&', apos: "'", ast: '*', bsol: '\\', colon: ':', comma: ',', commat: '@', dollar: '$', equals: '=' },
	...{ excl: '!', grave: '`', gt: '>', hat: '^', lbrack: '[', lcub: '{', lowbar: '_', lpar: '(', lsqb: '[', lt: '<' },
	...{ num: '#', percnt: '%', period: '.', plus: '+', quest: '?', quot: '"', rbrack: ']', rcub: '}', rpar: ')' },
	...{ rsqb: ']', semi: ';', sol: '/', verbar: '|', vert: '|' },
	...{ nbsp: ' ', nobreak: ' ', shy: ' ', zerowidthspace: ' ', zwj: ' ', zwnj: ' ', tab: ' ', newline: ' ' },
	...{ thinsp: ' ', hairsp: ' ', ensp: ' ', emsp: ' ', hyphen: '-', dash: '-' },
};

const isLetter = Uint8Array.from({ length: 256 }, (_, code) => (/[a-z\d]/i.test(String.fromCharCode(code)) ? 1 : 0));

/**
 * Nothing but the letters and digits: what stands between them, tags and invisible characters included, makes no difference. In
 * this all alphabets of base64 are one.
 */
export function lettersOf({ text, starts, ends }: View): View {
	const letters = Buffer.allocUnsafe(text.length);
	const [newStarts, newEnds] = [new Uint32Array(text.length), new Uint32Array(text.length)];
	let length = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 0x3c) {
			tag.lastIndex = at;
			at += tag.exec(text)?.[0].length ?? 1;
			at--;
		} else if (signs.has(code)) {
			while ((text.charCodeAt(at + 1) & 0xc0) === 0x80) {
				at++;
			}
		} else if (code >= 0x80 || isLetter[code] === 1) {
			letters[length] = code;
			newStarts[length] = starts[at] ?? 0;
			newEnds[length] = ends[at] ?? 0;
			length++;
		}
	}
	return {
		text: letters.toString('latin1', 0, length),
		starts: newStarts.subarray(0, length),
		ends: newEnds.subarray(0, length),
	};
}

/** A tag that says nothing. */
const tag = /<\/?[a-z]{1,6}\s?\/?>/iy;

/** With what the UTF-8 of Latin-1's signs, of general punctuation and of the byte order mark begins: the invisible ones are among them. */
const signs: ReadonlySet<number> = new Set([0xc2, 0xe2, 0xef]);

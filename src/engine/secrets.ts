import * as v from 'valibot';

/** What a job may know and its folder must not. */
export interface Secrets {
	/** API keys by the origin that they are filed under: a key goes nowhere else. */
	readonly keys: ReadonlyMap<string, string>;
	/** The `Proxy-Authorization` header's value. */
	readonly proxyAuthorization?: string;
}

const schema = v.object({
	keys: v.record(v.string(), v.string()),
	proxyAuthorization: v.optional(v.string()),
});

/** The one line in which the window hands a job's secrets to its process, over standard input alone. */
export function toLine({ keys, proxyAuthorization }: Secrets): string {
	return JSON.stringify({ keys: Object.fromEntries(keys), proxyAuthorization });
}

/** The secrets of such a line. Throws for anything else, without repeating it. */
export function fromLine(line: string): Secrets {
	let json: unknown;
	try {
		json = JSON.parse(line);
	} catch {
		json = undefined;
	}
	const parsed = v.safeParse(schema, json);
	if (!parsed.success) {
		throw new Error('standard input does not begin with a line of secrets');
	}
	const { keys, proxyAuthorization } = parsed.output;
	return { keys: new Map(Object.entries(keys)), ...(proxyAuthorization && { proxyAuthorization }) };
}

/** Puts `•••` in the place of every known secret in a text, or in bytes that may be one. */
export interface Redactor {
	(text: string): string;
	(bytes: Buffer): Buffer;
}

const blank = '•••';

/** A secret of fewer characters is none, and blanking it would tear up everything else. */
const leastChars = 4;

/**
 * Blanks the secrets wherever a text repeats them: as they are, in base64 (also amid other things), in hexadecimal digits, and
 * however they are percent-encoded (also several times), or escaped in JSON or HTML. A text that was cut may end in the beginning
 * of one, which is blanked as well.
 */
export function redactor({ keys, proxyAuthorization = '' }: Secrets): Redactor {
	const secrets = [...keys.values(), ...credentialsIn(proxyAuthorization)].filter(({ length }) => length >= leastChars);
	const forms = [...new Set(secrets.flatMap((secret) => [secret, ...inBase64(secret), ...inHex(secret)]))];
	// The longest first: some contain others.
	forms.sort((a, b) => b.length - a.length);
	if (forms.length === 0) {
		return <T extends string | Buffer>(text: T): T => text;
	}
	const inTexts = patternFor(forms, (char) => char);
	// As text of one character a byte, so that bytes which are no text pass through unharmed.
	const inBytes = patternFor(forms, latin1);
	function redact(text: string): string;
	function redact(bytes: Buffer): Buffer;
	function redact(text: string | Buffer): string | Buffer {
		return typeof text === 'string'
			? text.replace(inTexts, blank)
			: Buffer.from(text.toString('latin1').replace(inBytes, latin1(blank)), 'latin1');
	}
	return redact;
}

/** What is secret in the value of a `Proxy-Authorization` header: all of it, its credentials, and within `Basic` the password. */
function credentialsIn(header: string): string[] {
	const [, scheme = '', credentials = ''] = /^(\S+)\s+(.*)$/.exec(header) ?? [];
	const pair = scheme.toLowerCase() === 'basic' ? Buffer.from(credentials, 'base64').toString('utf8') : '';
	return [header, credentials, pair, pair.slice(pair.indexOf(':') + 1)];
}

/** What base64 makes of the secret, wherever among other bytes it begins: the characters that no other byte has a part in. */
function inBase64(secret: string): string[] {
	const bytes = Buffer.byteLength(secret);
	return [0, 1, 2].map((before) => {
		const text = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64');
		return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes) * 8) / 6));
	});
}

function inHex(secret: string): string[] {
	const digits = Buffer.from(secret).toString('hex');
	return [digits, digits.toUpperCase()];
}

/** Finds each of the texts whole, and its beginning at the end. */
function patternFor(texts: readonly string[], literal: (char: string) => string): RegExp {
	const patterns = texts.map((text) => Array.from(text, (char) => spellings(char, literal)));
	const whole = patterns.map((chars) => chars.join(''));
	const begun = patterns.map((chars) => {
		const more = chars.slice(leastChars).reduceRight((rest, char) => `(?:${char}${rest})?`, '');
		return `${chars.slice(0, leastChars).join('')}${more}(?=(?:${literal('…')}|\\.{3})?$)`;
	});
	return new RegExp([...whole, ...begun].join('|'), 'g');
}

/** The characters that HTML has names for. */
const entities: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** A pattern for a character as it is, in the other alphabet of base64, percent-encoded, and escaped in JSON and in HTML. */
function spellings(char: string, literal: (char: string) => string): string {
	const alphabets: Record<string, string> = { '+': '-', '-': '+', '/': '_', _: '/' };
	const chars = [char, alphabets[char] ?? char].map((one) => `\\\\?${literal(one).replace(/[^\w]/g, escaped)}`);
	// Once more for each time that it was encoded: the percent sign itself becomes %25.
	const percent = Array.from(Buffer.from(char), (byte) => `%(?:25)*${hex(byte, 2)}`).join('');
	const json = Array.from({ length: char.length }, (_, at) => `\\\\u${hex(char.charCodeAt(at), 4)}`).join('');
	return `(?:${[...new Set(chars), percent, json, ...inHtml(char)].join('|')})`;
}

function inHtml(char: string): string[] {
	const code = char.codePointAt(0) ?? 0;
	const named = entities[char];
	return [`&#0*${code};`, `&#[xX]0*${hex(code, 1)};`, ...(named === undefined ? [] : [`&${named};`])];
}

function escaped(char: string): string {
	return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function hex(code: number, digits: number): string {
	const text = code.toString(16).padStart(digits, '0');
	return text.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** The text's UTF-8 as one character a byte. */
function latin1(text: string): string {
	return Buffer.from(text, 'utf8').toString('latin1');
}

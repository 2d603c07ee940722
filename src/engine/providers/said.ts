import { plainLine, titleOf } from './plainLine';

/** What somebody says of an error, in whatever shape. */
export interface Said {
	/** In their own words, on one line of at most 500 characters. */
	readonly words: string | undefined;
	/** What programs tell errors apart by, in small letters and digits alone: `insufficientquota`. */
	readonly codes: ReadonlySet<string>;
	/** The codes within errors of others that are repeated in those words. */
	readonly repeatedCodes: ReadonlySet<string>;
	/** Every object that tells something of the error, by the names of its members in small letters and digits alone. */
	readonly parts: readonly Members[];
	/** `error` where it speaks of an error in a shape that image services have, and `page` where it is one for people. */
	readonly shape: 'error' | 'page' | 'other';
}

/** The members of an object that are not null, by their names in small letters and digits alone. */
export type Members = ReadonlyMap<string, unknown>;

/** The same error is wrapped by one gateway after the other, and each time in a text. */
const maxDepth = 8;

/** So much of a text is read. */
const maxText = 64 * 1024;

/** So many things of a list are read, and so many errors within one text. */
const maxItems = 16;

/** So many members of an object are read. */
const maxMembers = 1000;

/** So many of a list are told. */
const maxTold = 3;

/** What the body of a reply says, which may be anything. */
export function saidInBody(body: string): Said {
	const text = body.replace(/^\uFEFF/, '').trim();
	if (text.startsWith('<')) {
		return { ...said({ message: titleOf(text) }), shape: isPage(text) ? 'page' : 'other' };
	}
	const value = parsed(text);
	// A text is nobody's error in JSON, even where it repeats one; and what is no text says nothing.
	return value === undefined ? { ...said({ message: isText(text) ? text : '' }), shape: 'other' } : said(value);
}

/** What a value of JSON says. */
export function said(value: unknown): Said {
	const parts = partsOf(value, 0);
	const codesOf = (isRepeated: boolean): Set<string> =>
		new Set(parts.filter((part) => part.isRepeated === isRepeated).flatMap((part) => codesIn(part.members)));
	const words = wordsOf(value, 0) || nameIn(parts.map(({ members }) => members));
	return {
		words: words === '' ? undefined : plainLine(words),
		codes: codesOf(false),
		repeatedCodes: codesOf(true),
		parts: parts.map(({ members }) => members),
		shape: speaksOfError(value) ? 'error' : 'other',
	};
}

function isText(text: string): boolean {
	return !/\0|\uFFFD.{0,20}\uFFFD/s.test(text.slice(0, 500));
}

/** A name in small letters and digits alone: some write `contentFilter`, others `content_filter`. */
export function plainName(name: string): string {
	return name.toLowerCase().replace(/[^a-z\d]/g, '');
}

/** Whether a text is a page for people. */
function isPage(text: string): boolean {
	return /^<(?:!doctype html|html|head|body|title|center|h1)\b/i.test(text.trimStart());
}

/** Where others speak of the error within an error. */
const within = [
	'error',
	'errors',
	'detail',
	'details',
	'innererror',
	'fault',
	'metadata',
	'violations',
	'raw',
	'message',
	'msg',
].concat([
	'errormessage',
	'errordescription',
	'baseresp',
	'moderationdetails',
	'cause',
	'data',
	'result',
	'body',
	'response',
]);

interface Part {
	readonly members: Members;
	readonly isRepeated: boolean;
}

function partsOf(value: unknown, depth: number, isRepeated = false): readonly Part[] {
	if (depth > maxDepth) {
		return [];
	}
	if (typeof value === 'string') {
		return piecesOf(value).flatMap((piece) => (typeof piece === 'string' ? [] : partsOf(piece.value, depth + 1, true)));
	}
	if (Array.isArray(value)) {
		return value.slice(0, maxItems).flatMap((item: unknown) => partsOf(item, depth + 1, isRepeated));
	}
	const members = membersOf(value);
	return members
		? [{ members, isRepeated }, ...within.flatMap((name) => partsOf(members.get(name), depth + 1, isRepeated))]
		: [];
}

/** What errors are told apart by, in whoever's API. Numbers are statuses, as a rule, and repeat what is known. */
const codeNames = ['code', 'type', 'status', 'reason', 'name', 'error', 'errorcode', 'errorkey', 'errortype'];

function codesIn(members: Members): string[] {
	return codeNames.flatMap((name) => {
		const code = members.get(name);
		return typeof code === 'string' && /^[\w.:-]{2,100}$/.test(code) ? [plainName(code)] : [];
	});
}

/** Better than no words: what the first of them is called, where that is a name. */
function nameIn(parts: readonly Members[]): string {
	const names = parts.flatMap((members) => codeNames.map((name) => members.get(name)));
	const isTelling = (name: unknown): name is string =>
		typeof name === 'string' && /^(?!error$|fail)[a-z][\w.:-]{3,99}$/i.test(name);
	return names.find(isTelling) ?? '';
}

/** Where the words stand, the likeliest first; of two the one that says more: `{"error":"Not Found","message":"Cannot POST /v1"}`. */
const wordNames = [
	'message',
	'msg',
	'detail',
	'errormessage',
	'errordescription',
	'errors',
	'faultstring',
	'fault',
].concat(
	[
		'error',
		'statusmsg',
		'baseresp',
		'failmsg',
		'failurereason',
		'reason',
		'description',
		'title',
		'raw',
		'details',
		'innererror',
	],
	['metadata', 'cause', 'data', 'result', 'body', 'response'],
);

function wordsOf(value: unknown, depth: number): string {
	if (depth > maxDepth) {
		return '';
	}
	if (typeof value === 'string') {
		return textOf(value, depth);
	}
	if (Array.isArray(value)) {
		return together(value.slice(0, maxItems).map((item: unknown) => wordsOf(item, depth + 1)));
	}
	const members = membersOf(value);
	if (!members) {
		return '';
	}
	const error = members.get('error');
	// Each name once: what is nested would be gone through twice as often at every depth.
	const names = typeof error === 'object' ? new Set(['error', ...wordNames]) : wordNames;
	const words = first(names, (name) => {
		return wordsOf(members.get(name), depth + 1) || (name === 'errors' ? namedWords(members.get(name)) : '');
	});
	return withMore(words === '' ? '' : `${placeOf(members)}${words}`, members, depth);
}

/** What is told field by field: `{"size":["is too large"]}`, as ASP.NET and Rails have it. */
function namedWords(errors: unknown): string {
	const told = [...(membersOf(errors) ?? [])].slice(0, maxItems).map(([name, value]) => {
		const texts = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
		return texts.length === 0 ? '' : `${name}: ${together(texts)}`;
	});
	return together(told);
}

/** Which field an item of FastAPI's `detail` is about: `{"loc":["body","size"],"msg":"…"}`. */
function placeOf(members: Members): string {
	const place = members.get('loc');
	const names = Array.isArray(place) ? place.filter((name) => typeof name === 'string' && name !== 'body') : [];
	return names.length > 0 ? `${names.join('.')}: ` : '';
}

/**
 * What stands beside the words and says more: the error that OpenRouter passes on, and the reasons of a moderation.
 * https://openrouter.ai/docs/api-reference/errors
 */
function withMore(words: string, members: Members, depth: number): string {
	const metadata = membersOf(members.get('metadata'));
	const raw = wordsOf(metadata?.get('raw'), depth + 1);
	const whole = words.includes(raw) ? words : [words, raw].filter(Boolean).join(': ');
	const found = metadata?.get('reasons') ?? membersOf(members.get('moderationdetails'))?.get('categories');
	const listed = Array.isArray(found) ? found.filter((reason) => typeof reason === 'string') : filteredIn(members);
	const reasons = listed.slice(0, maxTold).join(', ');
	return whole === '' || reasons === '' ? whole + reasons : `${whole} (${reasons})`;
}

/** What Azure's filter has found: `{"violence":{"filtered":true,"severity":"high"}}`. */
function filteredIn(members: Members): string[] {
	const results = membersOf(membersOf(members.get('innererror'))?.get('contentfilterresults'));
	return [...(results ?? [])].flatMap(([name, result]) => (membersOf(result)?.get('filtered') === true ? [name] : []));
}

function textOf(text: string, depth: number): string {
	return piecesOf(text)
		.map((piece) => (typeof piece === 'string' ? piece : wordsOf(piece.value, depth + 1) || piece.text))
		.join('')
		.trim();
}

/** A text, and JSON. */
type Piece = string | { readonly text: string; readonly value: unknown };

/** What a text consists of, where errors in JSON stand in it, as all of it or amid words. */
function piecesOf(from: string): readonly Piece[] {
	const text = from.slice(0, maxText);
	if (isPage(text)) {
		return [titleOf(text)];
	}
	const whole = /^\s*["[{]/.test(text) ? parsed(text) : undefined;
	if (whole !== undefined) {
		return [{ text, value: whole }];
	}
	const pieces: Piece[] = [];
	let at = 0;
	for (let begin = text.indexOf('{'), tries = 0; begin >= 0 && tries < maxItems; tries++) {
		const end = endOfObject(text, begin);
		const value = end === undefined ? undefined : parsed(text.slice(begin, end));
		if (end !== undefined && value !== undefined) {
			pieces.push(text.slice(at, begin), { text: text.slice(begin, end), value });
			at = end;
		}
		begin = text.indexOf('{', Math.max(at, begin + 1));
	}
	const rest = text.slice(at);
	return pieces.length === 0 && /^\s*[[{]/.test(text) ? [cut(text)] : [...pieces, rest];
}

/** An error that others repeat is not longer. */
const maxRepeated = 16 * 1024;

/** Where the braces that open there are closed again. */
function endOfObject(whole: string, from: number): number | undefined {
	const text = whole.slice(0, from + maxRepeated);
	// What is never closed is one text up to the end, or it would be gone through again from every quote in it.
	const marks = /[{}]|"(?:[^"\\]|\\[^])*"?/g;
	marks.lastIndex = from;
	let depth = 0;
	for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
		depth += mark[0] === '{' ? 1 : mark[0] === '}' ? -1 : 0;
		if (depth === 0) {
			return marks.lastIndex;
		}
	}
	return undefined;
}

/** Of JSON that was cut, or is none: what stands in the places of words and of codes. */
function cut(text: string): Piece {
	const found = (names: string): string | undefined =>
		new RegExp(`"(?:${names})"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)`, 's').exec(text)?.[1];
	const message = found('message|msg|detail|error');
	const code = found('code|type');
	return message === undefined && code === undefined
		? text
		: { text, value: { message: unescaped(message ?? ''), code } };
}

function unescaped(text: string): string {
	const value = parsed(`"${text.replace(/[\n\r\t]/g, ' ')}"`);
	return typeof value === 'string' ? value : text;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** Whether a value has an `error`, or else what services have in the place of one. */
function speaksOfError(value: unknown): boolean {
	// Some gateways wrap Google's errors in a list.
	const members = membersOf(Array.isArray(value) ? value[0] : value);
	const has = (name: string): boolean => members?.has(name) ?? false;
	return has('error') || has('errors') || has('detail') || (has('code') && (has('message') || has('msg')));
}

function membersOf(value: unknown): Members | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return undefined;
	}
	return new Map(
		Object.entries(value)
			.slice(0, maxMembers)
			.filter(([, member]) => member !== null && member !== undefined)
			.map(([name, member]) => [plainName(name), member as unknown]),
	);
}

function together(words: readonly string[]): string {
	return [...new Set(words.filter((one) => one !== ''))].slice(0, maxTold).join('; ');
}

function first(names: Iterable<string>, look: (name: string) => string): string {
	for (const name of names) {
		const found = look(name);
		if (found !== '') {
			return found;
		}
	}
	return '';
}

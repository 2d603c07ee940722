import type { DocumentFormat, Place, Spot } from '../spots';
import { codeLanguageOf } from './codeLanguages';
import { modulePath, stylePath } from './codePaths';
import type { CodeLanguage, Hole, TextRule } from './codeTexts';

/** Code: the path, written as the text needs that the place is in; as it is where the place is in none. */
export function codeIn(languageId: string): DocumentFormat {
	const language = codeLanguageOf(languageId);
	return {
		id: 'code',
		inLine: () => undefined,
		block: () => undefined,
		complete: () => undefined,
		spotsAt: (place) => spotsAt(place, language),
		imagesIn: () => [],
	};
}

export const script = codeIn('javascript');

/** Where nothing else says where a path begins and ends. */
const apart = { before: /[^\s([{<"'`=/]$|\/\/$/, after: /^[\p{L}\p{N}\p{M}_]/u };

function* spotsAt({ text, offset }: Place, language: CodeLanguage): Generator<Spot> {
	const around = textAt({ text, offset, language });
	if (!around) {
		yield { as: 'path', offset, apart };
		return;
	}
	const { rule, close, from, inner, at } = around;
	const before = text.slice(inner, at);
	const isModule = before === '' && language.modules?.test(text.slice(Math.max(0, from - 99), from)) === true;
	const meant = (path: string): string => (isModule ? modulePath(path) : stylePath(path, before));
	yield { as: 'path', offset: at, write: (path) => rule.write(meant(path), close, text.slice(at, at + close.length)) };
}

/** Code, and the place that is looked for in it. */
interface Sought {
	readonly text: string;
	readonly offset: number;
	readonly language: CodeLanguage;
}

/** The text that a place is in. */
interface TextAt {
	readonly rule: TextRule;
	readonly close: string;
	/** Where its quote begins, and where it does. */
	readonly from: number;
	readonly inner: number;
	/** The place, or where the escape ends that it is within. */
	readonly at: number;
}

function textAt(sought: Sought): TextAt | undefined {
	const found = throughCode(sought, 0);
	return typeof found === 'object' ? found : undefined;
}

/** Behind the text, comment or the like that begins there in code; `at` itself where none does, the end of all where nothing ends it. */
export function beyondText(text: string, at: number, languageId: string): number {
	const language = codeLanguageOf(languageId);
	const skipped = longestAt(text, at, language.skipped);
	const behind = skipped > at ? skipped : throughText({ text, offset: Infinity, language }, at);
	return typeof behind === 'number' ? behind : text.length + 1;
}

/** Where the code that begins there goes on behind its hole; what the place is in, if it comes first: a text, or nothing but code. */
function throughCode(sought: Sought, from: number, hole?: Hole): number | TextAt | undefined {
	const { text, offset, language } = sought;
	let depth = 0;
	for (let at = from; at < offset;) {
		const skipped = longestAt(text, at, [/\w+|\s+/y, ...language.skipped]);
		if (skipped > at) {
			at = skipped;
			continue;
		}
		const within = throughText(sought, at);
		if (typeof within === 'object') {
			return within;
		}
		if (hole && within === at) {
			if (text.charAt(at) === hole.close && depth === 0) {
				return at + 1;
			}
			depth += text.charAt(at) === hole.open.slice(-1) ? 1 : text.charAt(at) === hole.close ? -1 : 0;
		}
		if (within === undefined) {
			return undefined;
		}
		at = Math.max(within, at + 1);
	}
	return undefined;
}

/** Where what is to be passed over ends; `at` itself where there is nothing such. */
function longestAt(text: string, at: number, patterns: readonly RegExp[]): number {
	for (const pattern of patterns) {
		pattern.lastIndex = at;
		const length = pattern.exec(text)?.[0].length;
		if (length !== undefined) {
			return at + length;
		}
	}
	return at;
}

/** Behind the text that begins there, `at` itself where none does; or what the place is in. */
function throughText(sought: Sought, from: number): number | TextAt | undefined {
	const { text, offset, language } = sought;
	for (const rule of language.texts) {
		rule.open.lastIndex = from;
		const opening = rule.open.exec(text);
		if (!opening) {
			continue;
		}
		const close = rule.close(opening);
		const inner = from + opening[0].length;
		for (let at = inner; at <= text.length;) {
			const isEnd = text.startsWith(close, at);
			const isTwice = isEnd && rule.isDoubled === true && text.startsWith(close, at + close.length);
			if (at >= offset) {
				return inner <= offset ? { rule, close, from, inner, at } : undefined;
			}
			if (isTwice) {
				at += 2 * close.length;
			} else if (isEnd || (rule.isShort === true && /[\r\n]/.test(text.charAt(at)))) {
				return isEnd ? at + close.length : at;
			} else if (rule.hole?.open === '{' && text.startsWith('{{', at)) {
				at += 2;
			} else if (rule.hole && text.startsWith(rule.hole.open, at)) {
				const behind = throughCode(sought, at + rule.hole.open.length, rule.hole);
				if (typeof behind !== 'number') {
					return behind;
				}
				at = behind;
			} else {
				at += rule.escape !== undefined && text.startsWith(rule.escape, at) ? 2 : 1;
			}
		}
		return undefined;
	}
	return from;
}

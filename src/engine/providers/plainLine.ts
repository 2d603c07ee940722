/** So much of a text from outside is looked at: what is said further on nobody reads. */
const maxRead = 64 * 1024;

const maxChars = 500;

/**
 * A text from outside as one line that shows what it says and does nothing: without markup and control sequences, and without characters
 * that hide text or turn it around; at most 500 characters.
 */
export function plainLine(text: string): string {
	return shortened(
		withoutMarkup(text.slice(0, maxRead).replace(escapeSequences, ''))
			.replace(hiding, '')
			.replace(/[\s\p{Cc}]+/gu, ' ')
			.trim()
			.toWellFormed(),
	);
}

/** ECMA-48's control sequences, and its control strings (titles, links) with what they hold. */
const escapeSequences =
	// eslint-disable-next-line no-control-regex -- control characters are what it looks for
	/(?:\x1B\[|\x9B)[0-?]{0,32}[ -/]{0,8}[@-~]|(?:\x1B[\]PX^_]|[\x9D\x90\x98\x9E\x9F])[^\p{Cc}]*(?:\x07|\x1B\\|\x9C)/gu;

/** The beginning of what is longer. */
function shortened(text: string): string {
	return text.length > maxChars ? `${text.slice(0, maxChars).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}

/** What a page is called, or what it says in the one place where servers' own pages say something. Empty where that is nothing. */
export function titleOf(page: string): string {
	const text = page.slice(0, maxRead);
	const said = ['title', 'message', 'pre', 'h1'].map((name) => plainLine(contentOf(text, name)));
	return said.find((line) => /\p{L}/u.test(line) && !/^error$/i.test(line)) ?? '';
}

/** The two joiners stay: emoji and several scripts are spelled with them. */
const hiding = /(?![\u200C\u200D])\p{Cf}/gu;

/** What begins where nothing is said to people, and what ends it. */
const silent: readonly (readonly [begin: RegExp, end: RegExp])[] = [
	[/<!--/g, /-->/g],
	[/<script\b/gi, /<\/script\s*>/gi],
	[/<style\b/gi, /<\/style\s*>/gi],
];

/** Not just anything in angle brackets: prompts have `<lora:name>`, and sizes are `< 4096`. */
const tags =
	/<\/?(?:a|abbr|article|b|base|blockquote|body|br|button|center|code|dd|div|dl|dt|em|embed|font|footer|form|frame|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|noscript|object|ol|p|pre|s|script|section|small|span|strong|style|sub|sup|svg|table|tbody|td|template|textarea|th|thead|title|tr|u|ul|video)\b[^<>]*>|<[!?][^<>]*>/gi;

const entities: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	'#39': "'",
	nbsp: ' ',
};

function withoutMarkup(text: string): string {
	const plain = text.replace(/&(amp|lt|gt|quot|apos|#39|nbsp);/g, (_, name: string) => entities[name] ?? '');
	return silent.reduce(withoutSilence, plain).replace(tags, ' ');
}

function withoutSilence(text: string, [begin, end]: readonly [begin: RegExp, end: RegExp]): string {
	let said = '';
	for (let at = 0; at < text.length;) {
		const from = firstAt(begin, text, at)?.index ?? text.length;
		said += `${text.slice(at, from)} `;
		// What is never closed goes on to the end.
		const close = firstAt(end, text, from);
		at = close ? close.index + close[0].length : text.length;
	}
	return said;
}

function firstAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

function contentOf(page: string, name: string): string {
	const begin = new RegExp(`<${name}\\b[^<>]*>`, 'i').exec(page);
	const rest = begin ? page.slice(begin.index + begin[0].length) : '';
	const end = rest.search(new RegExp(`</${name}\\b`, 'i'));
	return end === -1 ? rest.slice(0, maxChars) : rest.slice(0, end);
}

import type { DocumentFormat, Place, Spot } from '../spots';

/** How a language writes the texts in its code. */
interface Strings {
	/** What a text begins with, the longest first, and how a path is written between that and its end. */
	readonly quotes: readonly Quote[];
	/** What begins a comment that ends with its line. */
	readonly lineComments: readonly string[];
	/** Whether there are comments of several lines, as in C. */
	readonly hasBlockComments: boolean;
}

interface Quote {
	readonly open: string;
	readonly close: string;
	/** Whether a backslash means anything there. */
	readonly isRaw: boolean;
	readonly write: (path: string) => string | undefined;
}

const escape = (path: string, also: RegExp | undefined, quote: string): string => {
	const escaped = path.replace(/\\/g, '\\\\').replaceAll(quote, `\\${quote}`);
	return also ? escaped.replace(also, '\\$&') : escaped;
};

/** A text with backslashes; `also` needs one before it as well. */
function quoted(quote: string, also?: RegExp): Quote {
	return { open: quote, close: quote, isRaw: false, write: (path) => escape(path, also, quote.charAt(0)) };
}

/** A text as it is, which cannot hold its own end. */
function raw(open: string, close: string, double?: string): Quote {
	const write = (path: string): string | undefined =>
		double === undefined ? (path.includes(close) ? undefined : path) : path.replaceAll(double, double + double);
	return { open, close, isRaw: true, write };
}

/** A text in which braces are filled in. */
function filledIn(open: string, close: string): Quote {
	return {
		open,
		close,
		isRaw: false,
		write: (path) => escape(path, undefined, close).replace(/[{}]/g, (brace) => brace + brace),
	};
}

const cLike = { lineComments: ['//'], hasBlockComments: true };
const hashes = { lineComments: ['#'], hasBlockComments: false };

const javascript: Strings = { quotes: [quoted('"'), quoted("'"), quoted('`', /\$(?=\{)/g)], ...cLike };

/** By editors' language ids. */
const languages: ReadonlyMap<string, Strings> = new Map<string, Strings>([
	...['javascript', 'typescript', 'javascriptreact', 'typescriptreact'].map((id) => [id, javascript] as const),
	['json', { quotes: [quoted('"')], lineComments: [], hasBlockComments: false }],
	['jsonc', { quotes: [quoted('"')], ...cLike }],
	[
		'python',
		{
			quotes: [
				...['f"""', "f'''", 'f"', "f'"].map((open) => filledIn(open, open.slice(1))),
				...['r"""', "r'''", 'r"', "r'"].map((open) => raw(open, open.slice(1))),
				...['"""', "'''", '"', "'"].map((quote) => quoted(quote)),
			],
			...hashes,
		},
	],
	['go', { quotes: [quoted('"'), raw('`', '`')], ...cLike }],
	['rust', { quotes: [raw('r##"', '"##'), raw('r#"', '"#'), raw('r"', '"'), quoted('"')], ...cLike }],
	['java', { quotes: [quoted('"""'), quoted('"')], ...cLike }],
	['kotlin', { quotes: [quoted('"', /\$/g)], ...cLike }],
	['dart', { quotes: [raw("r'", "'"), raw('r"', '"'), quoted('"', /\$/g), quoted("'", /\$/g)], ...cLike }],
	['swift', { quotes: [quoted('"""'), quoted('"')], ...cLike }],
	['csharp', { quotes: [raw('@"', '"', '"'), filledIn('$"', '"'), quoted('"')], ...cLike }],
	['ruby', { quotes: [quoted('"', /#(?=[{$@])/g), quoted("'")], ...hashes }],
	['perl', { quotes: [quoted('"', /[$@]/g), quoted("'")], ...hashes }],
	['php', { quotes: [quoted('"', /\$/g), quoted("'")], lineComments: ['//', '#'], hasBlockComments: true }],
	['shellscript', { quotes: [quoted('"', /[$`!]/g), raw("'", "'")], ...hashes }],
]);

/** For every other language: the two usual quotes. */
const usual: Strings = { quotes: [quoted('"'), quoted("'")], lineComments: [], hasBlockComments: true };

/** Code: the path, written as the text needs that the place is in; as it is where the place is in none. */
export function codeIn(languageId: string): DocumentFormat {
	const strings = languages.get(languageId) ?? usual;
	return {
		id: 'code',
		inLine: () => undefined,
		block: () => undefined,
		complete: () => undefined,
		spotsAt: (place) => spotsAt(place, strings),
		imagesIn: () => [],
	};
}

export const script = codeIn('javascript');

function* spotsAt({ text, offset }: Place, strings: Strings): Generator<Spot> {
	const quote = quoteAt(text, offset, strings);
	yield { as: 'path', offset, ...(quote && { write: (path: string) => quote.write(path) ?? path }) };
}

/** The quote of the text that the place is in; undefined where it is in none. */
function quoteAt(text: string, offset: number, { quotes, lineComments, hasBlockComments }: Strings): Quote | undefined {
	let at = 0;
	while (at < offset) {
		const rest = (marker: string): boolean => text.startsWith(marker, at);
		const quote = quotes.find(({ open }) => rest(open));
		if (quote) {
			const end = endOfText(text, at + quote.open.length, quote);
			if (offset >= at + quote.open.length && offset <= end) {
				return quote;
			}
			at = end + quote.close.length;
		} else if (lineComments.some(rest)) {
			const end = text.slice(at).search(/[\r\n]/);
			at = end === -1 ? text.length : at + end;
		} else if (hasBlockComments && rest('/*')) {
			const end = text.indexOf('*/', at + 2);
			at = end === -1 ? text.length : end + 2;
		} else {
			at++;
		}
	}
	return undefined;
}

/** Where the text ends that begins there: a short one at the end of its line, if nothing else ends it. */
function endOfText(text: string, start: number, { close, isRaw }: Quote): number {
	const isShort = close.length === 1 && close !== '`' && !isRaw;
	for (let at = start; at < text.length; at++) {
		if (text.startsWith(close, at)) {
			return at;
		}
		if (!isRaw && text.charAt(at) === '\\') {
			at++;
		} else if (isShort && /[\r\n]/.test(text.charAt(at))) {
			return at;
		}
	}
	return text.length;
}

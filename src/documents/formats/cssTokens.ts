import type { Range } from '../lines';

/** A part of a style sheet that matters for where an image may stand. What lies between them is names, numbers and white space. */
export interface CssToken extends Range {
	/** `url` is an address without quotes, with its parentheses; `interpolation` begins what Sass and Less fill in. */
	readonly is: 'comment' | 'string' | 'url' | 'interpolation' | '(' | ')' | '[' | ']' | '{' | '}' | ';';
	/** What is called, of a parenthesis: in lower case, empty where it is none. */
	readonly name: string;
}

const withLineComments =
	/(?<comment>\/\*[\s\S]*?(?:\*\/|$)|\/\/.*)|(?<string>"(?:\\[\s\S]|[^"\\\r\n])*"?|'(?:\\[\s\S]|[^'\\\r\n])*'?)|(?<url>\burl\(\s*(?!["'\s])[^"'()]*\))|(?<interpolation>[#@]\{)|(?<call>(?<![\w-])[\w-]*\(|\()|[)[\]{};]/gi;
const plain = new RegExp(withLineComments.source.replace('|\\/\\/.*', ''), 'gi');

/** The tokens of a style sheet; with comments that end with their line in the languages that have such. */
export function cssTokens(text: string, hasLineComments: boolean): readonly CssToken[] {
	return Array.from(text.matchAll(hasLineComments ? withLineComments : plain), ({ index, 0: sign, groups }) => {
		const { comment, string, url, interpolation, call } = groups ?? {};
		const is =
			comment !== undefined
				? 'comment'
				: string !== undefined
					? 'string'
					: url !== undefined
						? 'url'
						: interpolation !== undefined
							? 'interpolation'
							: call !== undefined
								? '('
								: (sign as ')' | '[' | ']' | '{' | '}' | ';');
		return { is, name: call?.slice(0, -1).toLowerCase() ?? '', from: index, to: index + sign.length };
	});
}

/** The statement that a place is in, and what holds it. */
export interface CssPlace {
	/** The token that the place is within, and not only beside. */
	readonly within?: CssToken;
	/** What stands in front of the blocks that are open, from the outermost in. */
	readonly blocks: readonly string[];
	/** The parentheses that are open within the statement. */
	readonly calls: readonly string[];
	/** The statement, without what ends it. */
	readonly from: number;
	readonly to: number;
	/** What ends it; empty at the end of the text. */
	readonly end: '' | ';' | '{' | '}';
}

/** Where in a style sheet a place is. */
export function cssPlaceAt(text: string, offset: number, tokens: readonly CssToken[]): CssPlace {
	const behind = tokens.findIndex(({ to }) => to > offset);
	const before = behind === -1 ? tokens : tokens.slice(0, behind);
	const state = new Nesting(text);
	for (const token of before) {
		state.pass(token);
	}
	const { from, open } = state;
	const place = { blocks: open.flatMap(({ prelude }) => prelude ?? []), calls: callsIn(open), from };
	const next = tokens[before.length];
	const within = next && next.from < offset ? { within: next } : {};
	for (const token of tokens.slice(before.length)) {
		if (/[;{}]/.test(token.is) && !state.isInCall) {
			return { ...place, ...within, to: token.from, end: token.is as ';' };
		}
		state.pass(token);
	}
	return { ...place, ...within, to: text.length, end: '' };
}

/** The texts and addresses of a style sheet, with the innermost call and block that hold them, and where their statement begins. */
export function* cssValues(
	text: string,
	tokens: readonly CssToken[],
): Generator<CssToken & { readonly call: string; readonly block: string; readonly statement: number }> {
	const state = new Nesting(text);
	for (const token of tokens) {
		if (token.is === 'string' || token.is === 'url') {
			yield { ...token, call: state.call, block: state.block, statement: state.from };
		}
		state.pass(token);
	}
}

/** What is open, from the outermost in: blocks by what stands in front of them, all else by what is called. */
type Open = { readonly prelude: string; readonly name?: never } | { readonly name: string; readonly prelude?: never };

class Nesting {
	readonly #open: Open[] = [];
	/** Of the blocks among them. */
	readonly #preludes: string[] = [];
	/** Where the statement begins. */
	from = 0;

	constructor(private readonly text: string) {}

	get open(): readonly Open[] {
		return [...this.#open];
	}

	get isInCall(): boolean {
		return this.#open.at(-1)?.name !== undefined;
	}

	get call(): string {
		return this.#open.at(-1)?.name ?? '';
	}

	get block(): string {
		return this.#preludes.at(-1) ?? '';
	}

	pass({ is, name, from, to }: CssToken): void {
		const { isInCall } = this;
		switch (is) {
			case '(':
			case '[':
			case 'interpolation':
				this.#open.push({ name });
				break;
			case ')':
			case ']':
				if (isInCall) {
					this.#open.pop();
				}
				break;
			case '{':
				this.#open.push({ prelude: this.text.slice(this.from, from) });
				this.#preludes.push(this.text.slice(this.from, from));
				this.from = to;
				break;
			case '}':
				this.#open.pop();
				if (!isInCall) {
					this.#preludes.pop();
				}
				this.from = isInCall ? this.from : to;
				break;
			case ';':
				this.from = isInCall ? this.from : to;
				break;
			case 'comment':
			case 'string':
			case 'url':
				break;
		}
	}
}

/** The calls that are open within the statement. */
function callsIn(open: readonly Open[]): readonly string[] {
	const block = open.findLastIndex(({ prelude }) => prelude !== undefined);
	return open.slice(block + 1).map(({ name = '' }) => name);
}

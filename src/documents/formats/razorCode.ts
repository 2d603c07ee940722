import { lineEnd } from '../lines';
import { beyondText } from './code';

/** What is open at a place: C#, or an element amid it. */
interface Open {
	readonly is: 'code' | 'element';
	/** Where it begins, or goes on behind an element. */
	from: number;
	/** Brackets, or elements. */
	depth: number;
}

const opening =
	/@(?:(?:functions|code|try|do)\s{0,99}(?=\{)|(?:if|for|foreach|while|switch|using|lock)\s{0,99}(?=\()|(?=\{))/y;
const further = /\s{0,99}(?:else|catch|finally|while)\b/y;
const comment = /@\*[\s\S]*?(?:\*@|$)/y;
const word = /\w+|\s+/y;
const tagSign = /<(\/?)([a-z][\w:.-]*)|\/?>/iy;
const voidElements = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;

/** Where the C# of a page of Razor begins which the place is in a text of; undefined where it is in none. */
export function razorTextAt(text: string, offset: number): number | undefined {
	const open: Open[] = [];
	// In code: whether a statement begins, which may be an element. In elements: the tag that is open.
	let [isStart, tag] = [false, ''];
	for (let at = 0; at < offset;) {
		const top = open.at(-1);
		const sign = text.charAt(at);
		const skipped = matchAt(comment, text, at);
		if (skipped) {
			at += skipped.length;
		} else if (top?.is === 'code') {
			const behind = beyondText(text, at, 'csharp');
			if (behind > offset) {
				return text.startsWith('/', at) ? undefined : top.from;
			}
			const isElement = isStart && /^<[a-z]/i.test(text.slice(at, at + 2));
			if (behind > at) {
				[at, isStart] = [behind, false];
			} else if (isElement) {
				open.push({ is: 'element', from: at, depth: 0 });
			} else if (isStart && text.startsWith('@:', at)) {
				at = top.from = lineEnd(text, at);
			} else {
				const passed = matchAt(word, text, at) ?? sign;
				top.depth += /[([{]/.test(sign) ? 1 : /[)\]}]/.test(sign) ? -1 : 0;
				at += passed.length;
				isStart = passed.trim() === '' ? isStart : /[{};:]/.test(sign);
				if (sign === '}' && top.depth <= 0 && !matchAt(further, text, at)) {
					open.pop();
					tag = '';
				}
			}
		} else if (sign === '@') {
			const block = /[\w@]/.test(text.charAt(at - 1)) ? undefined : matchAt(opening, text, at);
			if (block !== undefined) {
				open.push({ is: 'code', from: at, depth: 0 });
				isStart = false;
			}
			at += block?.length ?? 1;
		} else {
			tagSign.lastIndex = top ? at : text.length;
			const [found = sign, slash = '', name = ''] = tagSign.exec(text) ?? [];
			at += found.length;
			if (top && name !== '') {
				tag = slash + name;
			} else if (top && tag !== '' && found.endsWith('>')) {
				const isVoid = found === '/>' || voidElements.test(tag);
				top.depth += tag.startsWith('/') ? -1 : isVoid ? 0 : 1;
				tag = '';
				if (top.depth <= 0) {
					open.pop();
					const outer = open.at(-1);
					if (outer) {
						outer.from = at;
					}
					isStart = true;
				}
			}
		}
	}
	return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0];
}

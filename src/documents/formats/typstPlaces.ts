import { lineAt, type Range } from '../lines';
import { regionAt, type Region } from '../regions';
import type { Place } from '../spots';
import { type InCode, inCodeAt } from './typstCode';

/** What an image in code is to be: what stands around it, in the stead of what is from `from` up to `to`. */
interface InCall extends Range {
	readonly is: 'expression' | 'arguments';
	readonly before: string;
	readonly after: string;
}

/** Where an image may be in the code around the place: undefined where it is in none, or none can be there. */
export function placeInCode({ text, offset }: Place, regions: readonly Region[]): InCode | InCall | undefined {
	const region =
		regionAt(regions, offset) ??
		regions.findLast(({ is, from, to }) => is !== 'comment' && from < offset && offset === to);
	const [hash] = /^[ \t]*#/.exec(text.slice(region?.from, region?.to)) ?? [];
	if (!region || hash === undefined) {
		return undefined;
	}
	const inCode = inCodeAt(text, { from: region.from + hash.length, to: region.to }, offset);
	if (inCode?.is !== 'code') {
		return inCode?.is === 'string' && !isOfPath(text, inCode) ? undefined : inCode;
	}
	switch (inCode.bracket) {
		case '(':
			return argumentAt(text, inCode, offset);
		case '{':
			return statementAt(text, inCode, offset);
		case '':
			return valueAt(text, inCode, offset);
	}
}

/** Whether a text in code is a path, or may be one as there is nothing in it. */
function isOfPath(text: string, { from, to }: Range): boolean {
	return (
		from === to ||
		/\b(?:image|link|read|csv|json|toml|yaml|xml|cbor|include|import)\(?\s*"$/.test(
			text.slice(Math.max(0, from - 50), from),
		)
	);
}

/** Functions whose arguments are no content. */
const ofValues =
	/^(?:rgb|luma|cmyk|oklab|oklch|range|lorem|str|int|float|datetime|duration|version|regex|label|ref|cite|pagebreak|colbreak|h|v|line|path|polygon|outline|metadata|panic|assert|type|repr|eval|link|read|csv|json|toml|yaml|xml|cbor|plugin|bibliography|include|import|counter|state|query|locate|numbering|symbol|calc\..*|.*\.(?:at|display|final|get|update|step|replace|split|slice|starts-with|ends-with|contains|len))$/;

function argumentAt(text: string, { from, to }: Range, offset: number): InCall | undefined {
	const head = text.slice(Math.max(0, from - 200), from - 1);
	const [callee = ''] = /[\p{L}_][\p{L}\p{N}_.-]*$/u.exec(head) ?? [];
	const before = shownOf(text.slice(from, offset));
	const after = shownOf(text.slice(offset, to));
	const isFirst = before.trim() === '';
	if (callee === 'image') {
		return isFirst
			? { is: 'arguments', from: offset, to: offset, ...around('', after.trim() === '' ? '' : ', ') }
			: undefined;
	}
	const isNamed = /[\p{L}\p{N}_]\s*:\s*$/u.test(before);
	// Parameters, what names are bound to, and rules take it by a name alone.
	if (
		ofValues.test(callee) ||
		/\bin\s*$/.test(head) ||
		(!isNamed && /\b(?:let|import|for|set)\s+[^\s(]*$/.test(head))
	) {
		return undefined;
	}
	const isBegin = isFirst || /,\s*$/.test(before) || isNamed;
	const isEnd = /^\s*(?:,|$)/.test(after);
	const line = lineAt(text, offset);
	const isOwnLine = text.slice(line.from, line.to).trim() === '';
	const isGap = /[(,:][ \t]*$/.test(text.slice(from - 1, offset)) && /^[ \t]*[,)]/.test(text.slice(offset, to + 1));
	// What follows in square brackets is one as well.
	const hasContent = text[to + 1] === '[' || hasPositional(`${before},${after}`);
	// A figure is of one thing; and what is not asked for as one more is not: it would move all others.
	if (!isNamed && hasContent && (callee === 'figure' || !(isOwnLine || isGap))) {
		return undefined;
	}
	if (isBegin && isEnd) {
		return { is: 'expression', from: offset, to: offset, ...around('', '') };
	}
	if (isBegin && !isNamed && (isOwnLine || /^\s*[\p{L}_][\p{L}\p{N}_-]*\s*:/u.test(after))) {
		return { is: 'expression', from: offset, to: offset, ...around('', /^[ \t]*[\r\n]/.test(after) ? ',' : ', ') };
	}
	if (isNamed || !isOwnLine) {
		return undefined;
	}
	const at = from + text.slice(from, offset).trimEnd().length;
	return { is: 'expression', from: at, to: offset, ...around(`,${text.slice(at, offset)}`, isEnd ? '' : ',') };
}

function around(before: string, after: string): Pick<InCall, 'before' | 'after'> {
	return { before, after };
}

/** Whether one of the arguments has no name. */
function hasPositional(code: string): boolean {
	const flat = code.replace(/"(?:[^"\\]|\\.)*"/g, '"');
	let depth = 0;
	let outer = '';
	for (const character of flat) {
		depth += /[([{]/.test(character) ? 1 : /[)\]}]/.test(character) ? -1 : 0;
		outer += depth === 0 ? character : '';
	}
	return outer
		.split(',')
		.some((argument) => argument.trim() !== '' && !/^\s*[\p{L}_][\p{L}\p{N}_-]*\s*:/u.test(argument));
}

/** Code without its comments. */
function shownOf(code: string): string {
	return code.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '');
}

/** On a line that is still free, or behind what a name is to be. */
function statementAt(text: string, { from, to }: Range, offset: number): InCall | undefined {
	const line = lineAt(text, offset);
	const before = text.slice(Math.max(from, line.from), offset);
	const after = text.slice(offset, Math.min(to, line.to));
	const isOwnLine = text.slice(line.from, line.to).trim() === '' || text.slice(from, to).trim() === '';
	return isOwnLine || (/=\s*$/.test(before) && /^\s*(?:;|$)/.test(after))
		? { is: 'expression', from: offset, to: offset, ...around('', '') }
		: undefined;
}

/** Behind what a name is to be. */
function valueAt(text: string, { from }: Range, offset: number): InCall | undefined {
	const isOpen = /^let\b[^\r\n]*=[ \t]*$/.test(text.slice(from, offset));
	const isFree = text.slice(offset, lineAt(text, offset).to).trim() === '';
	return isOpen && isFree ? { is: 'expression', from: offset, to: offset, ...around('', '') } : undefined;
}

import { isImagePath } from './imagePath';
import { lineAt, lineStart, type Range } from './lines';
import { without } from './regions';
import type { FoundImage, Path, Place } from './spots';

/** Data in front of a text, or between its slides. */
export interface FrontMatter extends Range {
	readonly syntax: 'yaml' | 'toml' | 'json';
	/** Without the lines that it is between. */
	readonly inner: Range;
}

const fences: readonly (readonly [FrontMatter['syntax'], RegExp])[] = [
	['yaml', /^(---[ \t]*(?:\r\n|\n|\r))([\s\S]*?(?:\r\n|\n|\r))??(?:---|\.\.\.)[ \t]*(?![^\r\n])/],
	['toml', /^(\+\+\+[ \t]*(?:\r\n|\n|\r))([\s\S]*?(?:\r\n|\n|\r))??\+\+\+[ \t]*(?![^\r\n])/],
	['json', /^(\{[ \t]*(?:\r\n|\n|\r))(?=\s*")([\s\S]*?(?:\r\n|\n|\r))\}[ \t]*(?![^\r\n])/],
];

/** The data at the beginning of a text: YAML between `---`, TOML between `+++`, JSON between braces. */
export function frontMatterOf(text: string): FrontMatter | undefined {
	for (const [syntax, pattern] of fences) {
		const [whole, opening = '', inner = ''] = pattern.exec(text) ?? [];
		if (whole !== undefined) {
			const from = opening.length;
			return { syntax, from: 0, to: whole.length, inner: { from, to: from + inner.length } };
		}
	}
	return undefined;
}

/** Between rules, nothing but keys with values: of slides (Slidev), or amid a text (Pandoc). */
const laterData =
	/(?=---)(?<=(?:^|[\r\n])[ \t]*(?:\r\n|\n|\r))(---[ \t]*(?:\r\n|\n|\r))((?:(?:[\w-]+:(?:[ \t][^\r\n]*)?|[ \t][^\r\n]*|-[ \t][^\r\n]*|#[^\r\n]*)(?:\r\n|\n|\r))+)(?:---|\.\.\.)[ \t]*(?![^\r\n])/g;

/** All such data of a text, from the beginning on. */
export function dataIn(text: string): readonly FrontMatter[] {
	const first = frontMatterOf(text);
	const later = Array.from(text.matchAll(laterData), ({ index, 0: whole, 1: opening = '', 2: inner = '' }) => {
		const from = index + opening.length;
		return { syntax: 'yaml' as const, from: index, to: index + whole.length, inner: { from, to: from + inner.length } };
	});
	return [...(first ? [first] : []), ...later.filter(({ from }) => from >= (first?.to ?? 0))];
}

/** The text with spaces in the stead of such data. */
export function withoutData(text: string, data: readonly FrontMatter[]): string {
	return without(text, data);
}

/** A key that waits for its value, or an item of a list; a quote that is open already. */
const waiting: Readonly<Record<FrontMatter['syntax'], RegExp>> = {
	yaml: /^\s*(?:-\s+)*(?:[\w.:-]*[\w.-]:(?:\s+|$)|-\s+)?(?:\[(?:[^\]"']*,)?\s*)?(["']?)$/,
	toml: /^\s*(?:[\w."-]+\s*=\s*)?(?:\[(?:[^\]]*,)?\s*)?(["']?)$/,
	json: /^\s*(?:"[^"]*"\s*:\s*)?(?:\[(?:[^\]]*,)?\s*)?("?)$/,
};

/** The path as the value of a key that has none yet. Nothing else in front matter takes an image. */
export function* frontMatterSpots({ text, offset }: Place, { syntax, inner }: FrontMatter): Generator<Path> {
	const { from, to } = lineAt(text, offset);
	const before = text.slice(from, offset);
	const [, quote] = waiting[syntax].exec(before) ?? [];
	const isWaiting = quote !== undefined && before.trim() !== '' && before.trim() !== quote;
	const after = text.slice(offset, to);
	if (
		offset >= inner.from &&
		offset < inner.to &&
		isWaiting &&
		/^["']?[\s\],]*(?:[ \t]#.*)?$/.test(after) &&
		after.startsWith(quote)
	) {
		const space = /[:=-]$/.test(before) ? ' ' : '';
		yield {
			as: 'path',
			offset,
			write: (path) => {
				const written = quoted(path, quote, syntax);
				return written === undefined ? undefined : space + written;
			},
		};
	}
}

/** Between quotes that are there, or with its own. */
function quoted(path: string, quote: string, syntax: FrontMatter['syntax']): string | undefined {
	switch (quote) {
		case '"':
			return JSON.stringify(path).slice(1, -1);
		case "'":
			// In TOML nothing can be written for one there.
			return syntax === 'yaml' ? path.replaceAll("'", "''") : path.includes("'") ? undefined : path;
		default:
			return JSON.stringify(path);
	}
}

const imageKey =
	/^[ \t]*(?:-[ \t]+)?["']?(?:(?:og:|twitter:)?images?|cover\w*|thumb\w*|background|banner|hero|feature\w*)(?:[._-]?(?:image|src|url))?["']?[ \t]*[:=][ \t]*/i;
const value =
	/"((?:[^"\\\r\n]|\\.)*)"|'((?:[^'\r\n]|'')*)'|([^\s"'[\],{}#][^"'[\],{}\r\n]*?)(?=[ \t]*(?:$|[\],}]|[ \t]#))/dg;
const item = /^[ \t]*(?:-[ \t]+|["'])/;

/** The images that such data names, by the keys that site generators know. */
export function imagesInData(text: string, { inner }: FrontMatter): readonly FoundImage[] {
	const found: FoundImage[] = [];
	let isList = false;
	for (let from = inner.from; from < inner.to;) {
		const { to } = lineAt(text, from);
		const line = text.slice(from, to);
		const key = imageKey.exec(line)?.[0];
		// The items of a list stand on the lines below.
		isList = key === undefined ? isList && item.test(line) : line.slice(key.length).replace('[', '').trim() === '';
		if (key !== undefined || isList) {
			const start = key?.length ?? item.exec(line)?.[0].replace(/["']$/, '').length ?? 0;
			for (const match of line.slice(start).matchAll(value)) {
				const index = [1, 2, 3].find((group) => match[group] !== undefined) ?? 0;
				const raw = match[index] ?? '';
				const at = from + start + (match.indices?.[index]?.[0] ?? 0);
				const path = index === 1 ? raw.replace(/\\(["\\/])/g, '$1') : index === 2 ? raw.replaceAll("''", "'") : raw;
				if (isImagePath(path)) {
					found.push({ path, alt: '', from: at, to: at + raw.length });
				}
			}
		}
		from = lineAfterStart(text, to);
	}
	return found;
}

function lineAfterStart(text: string, end: number): number {
	return end + (text.startsWith('\r\n', end) ? 2 : 1);
}

/** Whether the place is on the last line of such data, or behind it there. */
export function isOnLastLine(text: string, offset: number, { to }: FrontMatter): boolean {
	return offset >= lineStart(text, to);
}

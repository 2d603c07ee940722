import { lineAt } from './lines';
import type { Path, Place } from './spots';

const opening = /^(---|\+\+\+)[ \t]*\r?\n/;

/** Where the data at the beginning of a text ends (YAML between `---`, TOML between `+++`); 0 where there is none. */
export function frontMatterEnd(text: string): number {
	const fence = opening.exec(text)?.[1];
	if (fence === undefined) {
		return 0;
	}
	const closing = fence === '---' ? /\n(?:---|\.\.\.)[ \t]*(?=\r?\n|$)/g : /\n\+\+\+[ \t]*(?=\r?\n|$)/g;
	closing.lastIndex = fence.length;
	const found = closing.exec(text);
	return found ? found.index + found[0].length : 0;
}

export function isInFrontMatter(text: string, offset: number): boolean {
	const end = frontMatterEnd(text);
	return end > 0 && offset <= end;
}

/** A key that waits for its value, or an item of a list; a quote that is open already. */
const waiting = /^\s*(?:-\s+)?(?:[\w.-]+\s*[:=]\s*|-\s+)?(["']?)$/;

/** The path as the value of a key that has none yet. Nothing else in front matter takes an image. */
export function* frontMatterSpots({ text, offset }: Place): Generator<Path> {
	const { from, to } = lineAt(text, offset);
	const before = text.slice(from, offset);
	const after = text.slice(offset, to).trim();
	const [, quote] = waiting.exec(before) ?? [];
	if (quote !== undefined && before.trim() !== '' && before.trim() !== quote && after === quote) {
		const space = /[:-]$/.test(before) ? ' ' : '';
		yield { as: 'path', offset, write: (path) => space + quoted(path, quote) };
	}
}

function quoted(path: string, quote: string): string {
	switch (quote) {
		case '"':
			return JSON.stringify(path).slice(1, -1);
		case "'":
			return path.replaceAll("'", "''");
		default:
			return JSON.stringify(path);
	}
}

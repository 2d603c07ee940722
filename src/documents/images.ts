import { withoutVerbatim, type RegionRule } from './regions';
import type { FoundImage } from './spots';

/** A link in a language: groups `path`, and `alt` where there is one. Global, with indices. */
export interface LinkPattern {
	readonly pattern: RegExp;
	/** What is meant by a path as it is written. As it is by default. */
	readonly decode?: (path: string) => string;
	/** The same of an alternative text. */
	readonly decodeAlt?: (alt: string) => string;
}

/** The links in a text that such patterns find outside of what is not shown, or shown as it is written; in their order. */
export function imagesByPattern(
	text: string,
	patterns: readonly LinkPattern[],
	regions: readonly RegionRule[],
): readonly FoundImage[] {
	const shown = withoutVerbatim(text, regions);
	return patterns
		.flatMap(({ pattern, decode = same, decodeAlt = same }) =>
			Array.from(shown.matchAll(pattern)).flatMap(({ groups, indices }) => {
				const [path, range] = [groups?.['path'], indices?.groups?.['path']];
				return path === undefined || range === undefined
					? []
					: [{ path: decode(path), alt: decodeAlt(groups?.['alt'] ?? ''), from: range[0], to: range[1] }];
			}),
		)
		.sort((a, b) => a.from - b.from);
}

function same(text: string): string {
	return text;
}

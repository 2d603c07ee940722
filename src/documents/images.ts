import { type RegionRule, regionsOf, without } from './regions';
import type { DocumentFormat } from './spots';

/** A link in a language. */
export interface LinkPattern {
	/** Groups `path`, and `alt` where there is one. Global, with indices. */
	readonly pattern: RegExp;
	/** What is meant by a path as it is written. */
	readonly decode: (path: string) => string;
	/** The same of an alternative text. As it is by default. */
	readonly decodeAlt?: (alt: string) => string;
}

/** Finds such links in a text outside of what is not shown there, or shown as it is written. */
export function imagesByPattern(
	{ pattern, decode, decodeAlt = (alt) => alt }: LinkPattern,
	regions: readonly RegionRule[],
): DocumentFormat['imagesIn'] {
	return (text) => {
		const hidden = Array.from(regionsOf(text, regions)).filter(({ is }) => is !== 'markup');
		return Array.from(without(text, hidden).matchAll(pattern)).flatMap(({ groups, indices }) => {
			const [path, range] = [groups?.['path'], indices?.groups?.['path']];
			return path === undefined || range === undefined
				? []
				: [{ path: decode(path), alt: decodeAlt(groups?.['alt'] ?? ''), from: range[0], to: range[1] }];
		});
	};
}

import { lineAt, type Range, shifted } from './lines';
import { type RegionRule, regionsOf, without } from './regions';
import type { DocumentFormat, FoundImage } from './spots';

/** A link in a language. */
export interface LinkPattern {
	/** Groups `path`, and `alt` where there is one. Global, with indices. */
	readonly pattern: RegExp;
	/** What is meant by a path as it is written. */
	readonly decode: (path: string) => string;
	/** What the image shows, in words; by default the group `alt` as it is. */
	readonly altOf?: (link: WrittenLink) => string;
}

/** A link as it is written. */
export interface WrittenLink extends Range {
	/** What the group `alt` matched. */
	readonly alt: string;
	/** The whole text, where what is not shown, or shown as it is written, is masked with spaces. */
	readonly text: string;
}

/** Finds such links in a text outside of what is not shown there, or shown as it is written. */
export function imagesByPattern(
	{ pattern, decode, altOf = ({ alt }) => alt }: LinkPattern,
	regions: readonly RegionRule[],
): DocumentFormat['imagesIn'] {
	return (text) => {
		const hidden = Array.from(regionsOf(text, regions)).flatMap((region) =>
			region.is === 'verbatim' || region.is === 'comment' ? [region] : region.code ? [region.code] : [],
		);
		const shown = without(text, hidden);
		return Array.from(shown.matchAll(pattern)).flatMap(({ index, 0: link, groups, indices }) => {
			const [path, range] = [groups?.['path'], indices?.groups?.['path']];
			if (path === undefined || range === undefined) {
				return [];
			}
			const whole = { from: index, to: index + link.length };
			const alt = altOf({ ...whole, text: shown, alt: groups?.['alt'] ?? '' });
			return [{ path: decode(path), alt, from: range[0], to: range[1], whole }];
		});
	};
}

/** What was found in a part of a text, by its offsets in the whole. */
export function shiftedImage(image: FoundImage, by: number): FoundImage {
	return { ...shifted(image, by), ...(image.whole && { whole: shifted(image.whole, by) }) };
}

/** Where the path of an image stands that holds this offset: of a link, or such as code has it, a name with an image's extension. */
export function pathAt(
	format: DocumentFormat,
	text: string,
	offset: number,
): (Range & Pick<FoundImage, 'whole'>) | undefined {
	const holds = ({ from, to }: Range): boolean => from <= offset && offset <= to;
	const line = lineAt(text, offset);
	// A line may hold a whole image as text, which has no end.
	const start = Math.max(line.from, offset - maxNameLength);
	const around = text.slice(start, Math.min(line.to, offset + maxNameLength));
	const names = Array.from(around.matchAll(imageName), ({ index, 0: name }) => {
		const from = start + index;
		return { from, to: from + name.length };
	});
	return format.imagesIn(text).find(holds) ?? names.find(holds);
}

/** No path that a person selects is longer. */
const maxNameLength = 1024;

const extension = '\\.(?:avif|bmp|gif|ico|jpe?g|png|svg|tiff?|webp)';

/** Between quotes with spaces, too. */
const imageName = new RegExp(
	`(?<=")[^"]+${extension}(?=")|(?<=')[^']+${extension}(?=')|[^\\s"'\`()<>[\\]{}=,;]{1,1000}${extension}(?![\\w.-])`,
	'gi',
);

import { imagesByPattern } from '../images';
import type { ImageLink } from '../link';
import { proseSpots } from '../prose';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';

const regions: readonly RegionRule[] = [
	{ pattern: /\/\/.*|\/\*[\s\S]*?\*\//g, is: 'comment' },
	{ pattern: /(`{3,})[\s\S]*?\1|`[^`]*`/g, is: 'verbatim' },
	{ pattern: /(?<!\\)\$(?:\\.|[^$\\])*\$/g, is: 'markup' },
	// Code, up to where prose goes on.
	{ pattern: /#(?:let|set|show|import|include)\b.*/g, is: 'markup' },
	{
		pattern:
			/#(?:[\p{L}_][\p{L}\p{N}_.-]*)?(?:\((?:"(?:\\.|[^"\\])*"|[^()"]|\((?:[^()"]|"(?:\\.|[^"\\])*")*\))*\)|\{[^}]*\})+/gu,
		is: 'markup',
	},
	{ pattern: /[<@][\p{L}_][\p{L}\p{N}_.:-]*>?/gu, is: 'markup' },
];

/** Typst. */
export const typst: DocumentFormat = {
	id: 'typst',
	// By itself an image would end the paragraph.
	inLine: (link) => wrapped(link, (image) => `#box(${image})`),
	block: (link) => wrapped(link, (image) => `#${image}`),
	complete: (before, after, { target, alt }) => {
		const isOpen = /\bimage\(\s*"$/.test(before) && after.startsWith('"') && 'path' in target;
		return isOpen
			? [before + string(target.path), after.replace(/(?<=\balt:\s*")(?=")/, () => string(alt))]
			: undefined;
	},
	spotsAt: proseSpots({
		hasInLine: true,
		regions,
		item: /^\s*(?:[-+]|\d+\.)\s+/,
	}),
	imagesIn: imagesByPattern(
		{
			pattern:
				/\bimage\(\s*"(?<path>(?:[^"\\]|\\.)+)"(?:(?:[^()"]|"(?:[^"\\]|\\.)*")*?\balt:\s*"(?<alt>(?:[^"\\]|\\.)*)")?/dg,
			decode: unescaped,
			decodeAlt: unescaped,
		},
		regions,
	),
};

/** Undefined for what is not a file. */
function wrapped({ target, alt }: ImageLink, wrap: (image: string) => string): string | undefined {
	return 'uri' in target
		? undefined
		: wrap(`image("${string(target.path)}"${alt === '' ? '' : `, alt: "${string(alt)}"`})`);
}

function unescaped(text: string): string {
	return text.replace(/\\(.)/g, '$1');
}

function string(text: string): string {
	return text.replace(/["\\]/g, '\\$&');
}

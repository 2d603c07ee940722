import { imagesByPattern } from '../images';
import type { ImageLink } from '../link';
import { proseSpots } from '../prose';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';
import { codeEnd } from './typstCode';

const regions: readonly RegionRule[] = [
	{ pattern: /(?<!:)\/\/.*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/g, is: 'comment' },
	{ pattern: /(`{3,}).*(?<code>[\s\S]*?)(?:\1|(?![\s\S]))/dg, is: 'block' },
	{ pattern: /`[^`]*`/g, is: 'verbatim' },
	// A heading: an outline would show it again.
	{ pattern: /^[ \t]*=+ .*$/gm, is: 'block' },
	// Code, and the label behind it.
	{ pattern: /^[ \t]*#(?=[\p{L}_({["])/gmu, end: labelledEnd, is: 'block' },
	{ pattern: /(?<!\\)#(?=[\p{L}_({["])/gu, end: labelledEnd, is: 'markup' },
	{ pattern: /^[ \t]*\$(?=\s)(?:\\.|[^$\\])*\$/gm, is: 'block' },
	{ pattern: /(?<!\\)\$(?:\\.|[^$\\])*\$/g, is: 'markup' },
	{
		pattern:
			/[<@][\p{L}_][\p{L}\p{N}_.:-]*>?(?:\[[^\]]{0,1000}\])?|https?:\/\/\S+|(?<![\p{L}\p{N}])[\p{L}\p{N}]+["']|\\u\{[^}]{0,100}\}|\\\S|-{2,3}|\.{3}/gu,
		is: 'markup',
	},
];

function labelledEnd(text: string, from: number): number {
	const end = codeEnd(text, from);
	return end + (/^[ \t]*<[\p{L}_][\p{L}\p{N}_.:-]*>/u.exec(text.slice(end))?.[0].length ?? 0);
}

/** The mark of a list's item. */
const item = /^[ \t]*(?:[-+]|\d+\.|\/[ \t]+[^:\r\n]*:)[ \t]+/;

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
	writing: { path: ({ target }) => ('uri' in target ? undefined : string(target.path)), text: string },
	spotsAt: proseSpots({
		hasInLine: true,
		regions,
		item,
		lead: item,
		isByIndentation: true,
		trail: /[ \t]*\\[ \t]*$/,
		// What follows code at once is a part of it, as it is of an address.
		apart: { before: /https?:\/\/\S+$/, after: /^[([;]|^\.[\p{L}_]/u },
	}),
	imagesIn: imagesByPattern(
		{
			pattern:
				/\bimage\(\s*"(?<path>(?:[^"\\]|\\.)+)"(?:(?:[^()"]|"(?:[^"\\]|\\.)*")*?\balt:\s*"(?<alt>(?:[^"\\]|\\.)*)")?/dg,
			decode: unescaped,
			altOf: ({ alt }) => unescaped(alt),
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

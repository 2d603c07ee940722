import type { ImageLink } from '../link';
import { proseSpots } from '../prose';
import { type RegionRule, regionsOf } from '../regions';
import type { DocumentFormat, Place, Spot } from '../spots';
import { codeEnd } from './typstCode';
import { typstImages } from './typstImages';
import { placeInCode } from './typstPlaces';

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

const textSpots = proseSpots({
	hasInLine: true,
	regions,
	item,
	lead: item,
	isByIndentation: true,
	trail: /[ \t]*\\[ \t]*$/,
	// What follows code at once is a part of it, as it is of an address.
	apart: { before: /https?:\/\/\S+$/, after: /^[([;]|^\.[\p{L}_]/u },
});

/** In the brackets of a call as well: text in square ones, an expression in round ones. */
function* spotsAt(place: Place): Generator<Spot> {
	const { text, offset } = place;
	const inCode = placeInCode(place, Array.from(regionsOf(text, regions)));
	switch (inCode?.is) {
		case 'content':
			yield { as: 'embedded', format: content, from: inCode.from, to: inCode.to };
			return;
		case 'string':
			yield { as: 'path', offset, write: string };
			return;
		case 'expression':
		case 'arguments': {
			const wrap = inCode.is === 'arguments' ? (image: string) => image.slice('image('.length, -1) : undefined;
			yield {
				as: 'written',
				write: (link) => {
					const image = wrapped(link, wrap);
					return image === undefined ? undefined : { ...inCode, text: inCode.before + image + inCode.after };
				},
			};
			return;
		}
		case 'code':
		case undefined:
			yield* textSpots(place);
	}
}

/** Typst. */
export const typst: DocumentFormat = {
	id: 'typst',
	// By itself an image would end the paragraph.
	inLine: (link) => wrapped(link, (image) => `#box(${image})`),
	block: (link) => wrapped(link, (image) => `#${image}`),
	complete,
	writing: { path: ({ target }) => ('uri' in target ? undefined : string(target.path)), text: string },
	spotsAt,
	imagesIn: typstImages(regions),
};

/** What stands in one line has no lines of its own. */
const content: DocumentFormat = {
	...typst,
	spotsAt: (place) => spotsAt({ ...place, isBlock: place.isBlock && /[\r\n]/.test(place.text) }),
};

/** A call whose brackets may not be there yet. */
function complete(before: string, after: string, link: ImageLink): readonly [string, string] | undefined {
	const { target, alt } = link;
	if ('uri' in target) {
		return undefined;
	}
	if (/\bimage\(\s*"$/.test(before) && after.startsWith('"')) {
		return [before + string(target.path), after.replace(/(?<=\balt:\s*")(?=")/, () => string(alt))];
	}
	const [, start, call] = /^(.*?)((?<!\\)#|#?\bimage(?:\("?)?)$/.exec(before) ?? [];
	if (start === undefined || call === undefined || after.trim() !== '') {
		return undefined;
	}
	const isAmidText = call.startsWith('#') && start.trim() !== '';
	const written = wrapped(link, (image) =>
		isAmidText ? `#box(${image})` : call.startsWith('#') ? `#${image}` : image,
	);
	return written === undefined ? undefined : [start + written, after];
}

/** Undefined for what is not a file. */
function wrapped({ target, alt }: ImageLink, wrap: (image: string) => string = (image) => image): string | undefined {
	return 'uri' in target
		? undefined
		: wrap(`image("${string(target.path)}"${alt === '' ? '' : `, alt: "${string(alt)}"`})`);
}

function string(text: string): string {
	return text.replace(/["\\]/g, '\\$&');
}

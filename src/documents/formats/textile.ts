import { plainText } from '../altText';
import { cellOfRow, spotsInCell } from '../cells';
import { imagesByPattern } from '../images';
import type { ImageLink } from '../link';
import { type ProseRules, proseSpots } from '../prose';
import { regionAt, type RegionRule, regionsOf } from '../regions';
import type { DocumentFormat, Place, Spot } from '../spots';
import { fromUrl, urlOf } from '../urlPath';

const regions: readonly RegionRule[] = [
	{ pattern: /<(pre|code|notextile)\b[^>]{0,1000}>[\s\S]*?(?:<\/\1>|(?![\s\S]))/g, is: 'block' },
	// Code by its first line: up to the next that is blank, or with two dots to the next block.
	{
		pattern:
			/^(?:bc|pre|notextile)[^\s.]*\.(?:(?!\.).*(?:\r?\n.*\S.*)*|\.[\s\S]*?(?=^\w[^\s.]{0,1000}\. |(?![\s\S])))/gm,
		is: 'block',
	},
	// Headings, tables, terms and notes.
	{ pattern: /^(?:h[1-6]|fn\d+)[^\s.]*\. .*(?:\r?\n.*\S.*)*|^\|.*\|[ \t]*$|^- .*:=.*$/gm, is: 'block' },
	{ pattern: /@[^@\r\n]+@/g, is: 'verbatim' },
	{
		pattern:
			/"[^"\r\n]+":[^\s.,;]*(?:[.,;][^\s.,;]+)*|![^!\s](?:[^!\r\n]*[^!\s])?!|<[^>]{0,1000}>|==.*?==|\[\d+\]|([*_?\-+^~%])\1?(?=\S)[^\r\n]{0,1000}?\S\1{1,2}(?!\w)|https?:\S+|\((?:c|r|tm)\)|-{2}/gi,
		is: 'markup',
	},
];

const rules: ProseRules = {
	hasInLine: true,
	isFlush: true,
	lead: /^(?:(?:p|bq)[^\s.]*\.+ |[*#]+ |\[\d+\])/,
	// A link is one between spaces only.
	apart: { before: /\S$/, after: /^[^\s.,;:!?)]/ },
	regions,
};

const textSpots = proseSpots(rules);

/** A table's cells hold images as well, behind what says how they are shown. */
function* spotsAt(place: Place): Generator<Spot> {
	const region = regionAt(regionsOf(place.text, regions), place.offset);
	const cell = region?.is === 'block' ? cellOfRow(place, /^\|.*\|[ \t]*$/, '|') : undefined;
	if (!cell || !/^\|/.test(place.text.slice(region?.from, region?.to))) {
		yield* textSpots(place);
	} else {
		const [style = ''] =
			/^(?:_?[<>=~^:\\/\d]*(?:\([^()]*\)|\{[^{}]*\})?\.[ ]|_\.[ ]?)?/.exec(place.text.slice(cell.from, cell.to)) ?? [];
		yield* spotsInCell(textile, rules, place, { from: cell.from + style.length, to: cell.to });
	}
}

/** Textile. */
export const textile: DocumentFormat = {
	id: 'textile',
	inLine: image,
	block: image,
	complete: (before, after, link) =>
		/(?<![^\s([{])!$/.test(before) && /^!(?!\w)/.test(after)
			? [before.slice(0, -1) + image(link), after.slice(1)]
			: undefined,
	spotsAt,
	imagesIn: imagesByPattern(
		{
			pattern:
				/!(?:[<>=]|\{[^}]{0,500}\}|\([^)]{0,500}\)){0,9}(?<path>[^\s!(]{1,1000})(?:\((?<alt>[^)\r\n]{0,1000})\))?!/dg,
			decode: fromUrl,
		},
		regions,
	),
};

function image({ target, alt }: ImageLink): string {
	const text = plainText(alt).replace(/[()]/g, '').replace(/\s+/g, ' ').trim();
	// A leading equals sign would be its alignment.
	return `!${urlOf(target).replace(/^=/, '%3D')}${text === '' ? '' : `(${text})`}!`;
}

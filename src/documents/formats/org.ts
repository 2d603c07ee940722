import { cellOfRow, spotsInCell } from '../cells';
import { imagesByPattern, type WrittenLink } from '../images';
import type { ImageLink } from '../link';
import { type ProseRules, proseSpots } from '../prose';
import { regionAt, type RegionRule, regionsOf } from '../regions';
import type { DocumentFormat, Place, Spot } from '../spots';
import { urlOf } from '../urlPath';

const regions: readonly RegionRule[] = [
	// Keywords stand above what they are about.
	{
		pattern: /^[ \t]*#\+begin_(src|example|export)\b.*\r?\n/gim,
		close: ([, name = '']) => new RegExp(`^[ \\t]*#\\+end_${name}[ \\t]*$`, 'gim'),
		isCode: true,
		is: 'block',
	},
	{ pattern: /^[ \t]*#\+begin_comment\b/gim, close: () => /^[ \t]*#\+end_comment[ \t]*$/gim, is: 'comment' },
	{ pattern: /^[ \t]*:(?: .*)?$(?:\r?\n[ \t]*:(?: .*)?$)*/gm, is: 'block' },
	// Headings with what they say of themselves, drawers, comments, keywords, tables, rules, equations, notes.
	{
		pattern: /^\*+ .*(?:\r?\n[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):.*)?/gm,
		is: 'block',
	},
	{ pattern: /^[ \t]*:\w+:[ \t]*\r?\n/gm, close: () => /^[ \t]*:END:[ \t]*$/gm, is: 'block' },
	{ pattern: /^[ \t]*(?:#(?:[ \t].*)?|#\+.*|\|.*|-{5,}[ \t]*)$/gm, is: 'block' },
	{
		pattern: /^[ \t]*\\begin\{(\w+\*?)\}/gm,
		close: ([, name = '']) => new RegExp(`\\\\end\\{${name.replace('*', '\\*')}\\}.*$`, 'gm'),
		is: 'block',
	},
	{ pattern: /^\[fn:[^\]]{0,1000}\].*(?:\r?\n.*\S.*)*/gm, is: 'block' },
	{
		pattern:
			/\[\[[^\]]{0,2000}\](?:\[[^\]]{0,1000}\])?\]|\[fn:[^\]]{0,1000}\]|(?<=^|[\s("'{-])([=~])\S(?:.{0,1000}?\S)?\1|<[^>\r\n]{0,1000}>|(?<!\w)\w*[\^_]\{[^}]{0,1000}\}|\\\w+\{?\}?|\$[^$\r\n]+\$|https?:\S+|-{2,3}|\.{3}/gm,
		is: 'markup',
	},
];

/** The mark of a list's item. */
const item = /^[ \t]*(?:[-+]|\d+[.)])[ \t]+/;

const rules: ProseRules = {
	hasInLine: true,
	regions,
	item,
	lead: /^[ \t]*(?:[-+]|\d+[.)])[ \t]+(?:\[[ X-]\][ \t]+)?(?:.*?[ \t]::[ \t]+)?/,
	isByIndentation: true,
	// A mark that sets a text apart must not stand behind a link.
	apart: { after: /^[*/_=~+][^\s.,;:!?'"{)}\]-]/ },
};

const textSpots = proseSpots(rules);

/** A table's cells hold images as well. */
function* spotsAt(place: Place): Generator<Spot> {
	const region = regionAt(regionsOf(place.text, regions), place.offset);
	const cell = region?.is === 'block' && !region.code ? cellOfRow(place, /^[ \t]*\|(?!-)/, '|') : undefined;
	yield* cell ? spotsInCell(cellOf(org), rules, place, cell) : textSpots(place);
}

/** What would end the cell cannot be written there. */
function cellOf(format: DocumentFormat): DocumentFormat {
	return { ...format, inLine: (link) => (image(link)?.includes('|') === true ? undefined : image(link)) };
}

/** An empty text: without any, Emacs takes the path. */
const nothing = '""';

/** Org, as Emacs exports it. */
export const org: DocumentFormat = {
	id: 'org',
	inLine: image,
	block: (link) => {
		const written = image(link);
		// A word that begins with a colon is the next attribute.
		const alt = link.alt.replace(/(^|\s):+(?=\S)/g, '$1') || nothing;
		return written && `#+ATTR_HTML: :alt ${alt}\n${written}`;
	},
	complete: (before, after, link) => {
		const path = pathOf(link);
		const isOpen = /\[\[(?:file:)?$/.test(before) && /^\]\]/.test(after) && path !== undefined;
		return isOpen ? [before.replace(/(?:file:)?$/, path), after] : undefined;
	},
	writing: { path: pathOf, text: (text) => text },
	spotsAt,
	imagesIn: imagesByPattern(
		{
			pattern:
				/(?:^[ \t]*#\+ATTR_HTML:.{0,500}?:alt[ \t]{1,9}(?<alt>.{0,1000}?)(?:[ \t]{1,9}:\w.*)?\r?\n[ \t]*)?\[\[(?:file:)?(?<path>(?:\\.|[^\]\\\r\n]){1,1000}\.(?:png|jpe?g|gif|webp|svg|avif))\]\]/dgim,
			decode: (path) =>
				path.replace(
					/(\\*)\\([[\]])/g,
					(_, before: string, bracket: string) => before.slice(before.length / 2) + bracket,
				),
			altOf: (link) => (link.alt === nothing ? '' : link.alt || wordsAbove(link)),
		},
		regions,
	),
};

/** In the keywords above an image that stands by itself. */
function wordsAbove({ text, from }: WrittenLink): string {
	const above = text.slice(Math.max(0, from - 2000), from);
	const [keywords = ''] = /(?:(?<![^\n])[ \t]*#\+[^\r\n]*\r?\n)+[ \t]*$/.exec(above) ?? [];
	const alt = /^[ \t]*#\+ATTR_HTML:.*?:alt[ \t]+(.*?)(?:[ \t]+:\w.*)?\r?$/im.exec(keywords)?.[1];
	const caption = /^[ \t]*#\+CAPTION(?:\[[^\]\r\n]*\])?:(.*)/im.exec(keywords)?.[1];
	return (alt === nothing ? '' : (alt ?? caption ?? ''))
		.replace(/\[\[[^\]]*\]\[([^\]]*)\]\]|(?<![\w])([*/_=~+])(\S|\S.*?\S)\2(?!\w)/g, '$1$3')
		.trim();
}

/** Without a description, which would make it a link to the image. */
function image(link: ImageLink): string | undefined {
	const path = pathOf(link);
	return path && `[[${path}]]`;
}

function pathOf({ target }: ImageLink): string | undefined {
	if ('uri' in target) {
		return urlOf(target);
	}
	// What follows two colons is searched for in the file.
	return target.path.includes('::') ? undefined : `file:${escaped(target.path)}`;
}

/** A backslash is one unless it stands before a bracket (org-link-escape). */
function escaped(path: string): string {
	return path.replace(/(\\*)([[\]])/g, '$1$1\\$2');
}

import { spotsInCell } from '../cells';
import { lineAt, type Range } from '../lines';
import type { ImageLink } from '../link';
import { type ProseRules, proseSpots } from '../prose';
import { asReferences } from '../references';
import { regionAt, type RegionRule, regionsOf } from '../regions';
import type { DocumentFormat, Place, Spot } from '../spots';

/** A template, with others in it. */
const template = String.raw`\{\{(?:[^{}]|\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\})*\}\}`;

const regions: readonly RegionRule[] = [
	{ pattern: /<!--/g, close: () => /-->/g, is: 'comment' },
	{ pattern: /<(nowiki|code|math|ref)\b[^>]{0,1000}>/gi, close: endTag, is: 'markup' },
	{ pattern: /<(pre|syntaxhighlight|source|gallery)\b[^>]{0,1000}>/gi, close: endTag, is: 'block' },
	{ pattern: /^={1,6}.*={1,6}[ \t]*$|^-{4,}.*$|^\[\[Category:.*$|^__\w+__$/gm, is: 'block' },
	{ pattern: /^\{\|/gm, close: () => /^\|\}[ \t]*$/gm, is: 'block' },
	{ pattern: new RegExp(`^${template}[ \t]*$`, 'gm'), is: 'block' },
	// Lines that a space makes code.
	{ pattern: /^ +\S.*(?:\r?\n +\S.*)*/gm, is: 'block' },
	{
		pattern: new RegExp(
			`${template}|\\[\\[[^\\]]{0,2000}\\]\\]|\\[https?:[^\\]]{0,2000}\\]|<[^>]{0,1000}>|'{2,}|&#?\\w+;|https?:\\S+`,
			'g',
		),
		is: 'markup',
	},
];

function endTag([, name = '']: RegExpExecArray): RegExp {
	return new RegExp(`</${name}>`, 'gi');
}

const rules: ProseRules = {
	hasInLine: true,
	isFlush: true,
	lead: /^[*#:;]+[ \t]*/,
	regions,
};

const textSpots = proseSpots(rules);

/** A table's cells hold images as well. */
function* spotsAt(place: Place): Generator<Spot> {
	const region = regionAt(regionsOf(place.text, regions), place.offset);
	const isTable = region?.is === 'block' && place.text.startsWith('{|', region.from);
	const cell = isTable ? cellAt(place) : undefined;
	yield* cell ? spotsInCell(mediawiki, rules, place, cell) : textSpots(place);
}

/** On a line of cells, behind what says how they are shown; or a line that goes on in one. */
function cellAt({ text, offset }: Place): Range | undefined {
	const line = lineAt(text, offset);
	const row = text.slice(line.from, line.to);
	if (/^[ \t]*(?:\{\||\|[-+}])/.test(row)) {
		return undefined;
	}
	const [lead = ''] = /^[ \t]*[|!]?/.exec(row) ?? [];
	const marks = [lead.length, ...Array.from(row.matchAll(/\|\||!!/g), ({ index }) => index + 2)];
	const at = offset - line.from;
	const from = marks.findLast((mark) => mark <= at) ?? lead.length;
	const end = row.slice(from).search(/\|\||!!/);
	const cell = row.slice(from, end === -1 ? row.length : from + end);
	const [style = ''] = lead.trim() === '' ? [] : (/^[^|[\]{}]*\|(?!\|)/.exec(cell) ?? []);
	return { from: line.from + from + style.length, to: line.from + from + cell.length };
}

/** MediaWiki's language. */
export const mediawiki: DocumentFormat = {
	id: 'mediawiki',
	inLine: image,
	block: image,
	complete: (before, after, link) => {
		const name = nameOf(link);
		return name !== undefined && /\[\[(?:File|Image):$/i.test(before) && /^(?:\||\]\])/.test(after)
			? [before + name, after]
			: undefined;
	},
	spotsAt,
	// They are the wiki's, not files.
	imagesIn: () => [],
};

/** Undefined for a name that no wiki takes. */
function image(link: ImageLink): string | undefined {
	const name = nameOf(link);
	return name === undefined ? undefined : `[[File:${name}|alt=${escaped(link.alt)}]]`;
}

/** A name in the wiki: there are no paths. */
function nameOf({ target }: ImageLink): string | undefined {
	const name = 'uri' in target ? undefined : target.path.split('/').at(-1);
	return name === undefined || /[#<>[\]|{}]|%[\da-f]{2}|&#?\w+;/i.test(name) ? undefined : name;
}

function escaped(text: string): string {
	return asReferences(text, /[[\]{}|<>&']/g);
}

import { lineAt, shifted } from '../lines';
import type { ImageLink } from '../link';
import { type ProseRules, proseSpots } from '../prose';
import { asReferences } from '../references';
import { regionAt, type RegionRule, regionsOf } from '../regions';
import type { DocumentFormat, Place, Spot } from '../spots';
import { baseInAsciidoc, withBases } from './asciidocAttributes';
import { asciidocImages } from './asciidocImages';
import { type Cell, cellAt } from './asciidocTables';
import { percentEncoded, urlOf, urlPath } from '../urlPath';

/** What stands above a block and belongs to it: attributes, a title. */
const line = String.raw`(?:\[[^\r\n]*\][ \t]*|\.(?![.\s]).*)\r?\n`;
/** All of them: what begins amid them is found from their beginning on, or not at all. */
const lines = `(?<!^${line})(?:${line})*`;

const regions: readonly RegionRule[] = [
	// The header: a title, its authors, and attributes.
	{ pattern: /^(?<![\s\S])(?:(?:\/\/.*|:.*)\r?\n)*= \S.*(?:\r?\n.*\S.*)*/g, is: 'block' },
	{ pattern: /^(\/{4,})[ \t]*\r?\n[\s\S]*?(?:^\1[ \t]*$|(?![\s\S]))/gm, is: 'comment' },
	{ pattern: /^\/\/(?!\/).*$/gm, is: 'comment' },
	{
		pattern: new RegExp(
			String.raw`^${lines}(?<fence>-{4,}|\.{4,}|\x60{3,}(?=[^\x60]*$))(?:(?<=\x60).*)?[ \t]*\r?\n(?<code>[\s\S]*?)(?:^\k<fence>[ \t]*$|(?![\s\S]))`,
			'dgm',
		),
		is: 'block',
	},
	// A table, and what goes to the page as it is.
	{
		pattern: new RegExp(
			String.raw`^${lines}(?<fence>[|,:!]={3,}|\+{4,})[ \t]*\r?\n[\s\S]*?(?:^\k<fence>[ \t]*$|(?![\s\S]))`,
			'gm',
		),
		is: 'block',
	},
	// A literal paragraph: one that is indented, and no item.
	{
		pattern:
			/(?<=(?<![\s\S])|\n[ \t]*\r?\n)(?![ \t]+(?:[*.]{1,5}|-|\d+\.|<[\d.]+>|\S.*(?::{2,4}|;;))(?:\s|$))[ \t]+\S.*(?:\r?\n.*\S.*)*/g,
		is: 'verbatim',
	},
	// A paragraph whose style says that it is code.
	{
		pattern:
			/^\[(?:listing|source|literal|stem|verse|latexmath|asciimath|pass)\b[^\r\n]*\][ \t]*\r?\n(?:\.(?![.\s]).*\r?\n)?(?=[^\s|=_*+./`-])(?<code>\S.*(?:\r?\n.*\S.*)*)/dgm,
		is: 'block',
	},
	// Lines that are no text: attributes and titles, headings, macros, fences, rules, joints.
	{
		pattern:
			/^(?::!?[\w-]+!?:(?:[ \t].*)?(?:(?<=\\)\r?\n.*)*|\[[^\r\n]*\]|\.(?![.\s]).*|={1,6} .*|#{1,6} .*|\w+::[^\s[]*\[.*\]|={4,}|\*{4,}|_{4,}|--|'{3}|<{3}|-{3}|\*{3}|\+)[ \t]*$/gm,
		is: 'block',
	},
	// A macro, a link, a reference, a text that is taken as it is: none so long that looking for its end takes for ever.
	{
		pattern:
			/\w{1,40}:[^\s[\]]{0,1000}\[(?:\\.|[^\]\\]){0,1000}\]|["']?`[^`\r\n]+`["']?|\+[^+\r\n]+\+|<<[^>\r\n]{0,1000}>>|\[\[[^\]\r\n]{0,1000}\]\]|\(\([^)\r\n]{0,1000}\)\)|\{[\w-]{1,100}\}(?:\[[^\]\r\n]{0,1000}\])?|\[[^\]\r\n]{0,1000}\](?=[#*_`])|(?:https?|ftp|irc|mailto):[^\s[\]]+(?:\[[^\]\r\n]{0,1000}\])?|[\w.+-]{1,100}@[\w.-]+|\S{0,100}[~^][^\s~^]{1,1000}[~^]/g,
		is: 'markup',
	},
	// What becomes another character, and the mark of a term.
	{ pattern: / -- |-{2,}|\.{3}|[-=]>|<[-=]|\((?:C|R|TM)\)|&#?\w+;|(?:(?<!:):{2,4}|;;)[ \t]+/g, is: 'markup' },
];

/** The mark of an item of a list. */
const item =
	/^[ \t]*(?:(?:[*.]{1,5}|-|\d+\.|[a-zA-Z]\.|<[\d.]+>)[ \t]+(?:\[[ x*]\][ \t]+)?(?=\S)|(?=\S)[^\r\n]*?\S(?::{2,4}|;;)(?:[ \t]|$))/;

const rules: ProseRules = {
	hasInLine: true,
	isFlush: true,
	regions,
	lead: /^[ \t]*(?:(?:[*.]{1,5}|-|\d+\.|[a-zA-Z]\.|<[\d.]+>)[ \t]+(?:\[[ x*]\][ \t]+)?|(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+)/,
	trail: /[ \t]\+[ \t]*$|(?::{2,4}|;;)$/,
	// A mark that ends a text which is set apart must not touch a word, nor an image an address.
	apart: { before: /\S[*_`#+"']$/, after: /^[\w.+-]+@/ },
	joint: { line: '+', isNeeded: isInList },
};

const textSpots = proseSpots(rules);

/** A cell that says nothing else holds lines of text. */
const cellSpots = proseSpots({ ...rules, regions: regions.filter(({ is }) => is === 'markup') });

/** A table's cells hold images as well. */
function* spotsAt(place: Place): Generator<Spot> {
	const { text, offset } = place;
	const region = regionAt(regionsOf(text, regions), offset);
	const table = region && /^[|,:!]={3,}[ \t]*$/m.test(text.slice(region.from, region.to)) ? region : undefined;
	const found = table && cellAt(text.slice(table.from, table.to), offset - table.from);
	if (found === undefined) {
		yield* textSpots(place);
	} else if (found !== 'unknown' && table) {
		yield* spotsInCell(place, shifted(found, table.from));
	}
}

/** Within a line, so that the first row stays the header that its lines tell it is. */
function* spotsInCell(place: Place, cell: Cell): Generator<Spot> {
	const { text, offset } = place;
	const { from, style } = cell;
	const end = from + text.slice(from, cell.to).trimEnd().length;
	const at = Math.max(from, offset);
	const line = lineAt(text, at);
	const isBlank = text.slice(Math.max(from, line.from), Math.min(cell.to, line.to)).trim() === '';
	const isOwnLine = isBlank && line.from > from;
	if (style === 'l') {
		yield { as: 'path', offset: isOwnLine ? Math.min(at, end) : at };
	} else if (isOwnLine && cell.isFirstRow) {
		yield { as: 'inLine', offset: end, apart: { before: /\S$/ } };
	} else if (isOwnLine && (style !== 'a' || end === from)) {
		yield { as: 'block', side: 'before', offset: at, isBare: true, style: { prefix: '', isParted: end > from } };
	} else if (isBlank && !isOwnLine && (style !== 'a' || end === from)) {
		yield { as: 'inLine', offset: at };
	} else {
		const to = Math.max(end, Math.min(at, cell.to));
		yield { as: 'embedded', format: inCell(place, { ...cell, to }, style === 'a' ? spotsAt : cellSpots), from, to };
	}
}

/** What would end the cell cannot be written there. */
function inCell(
	place: Place,
	{ from, to, separator, isFirstRow }: Cell,
	spots: DocumentFormat['spotsAt'],
): DocumentFormat {
	const inLine = (link: ImageLink): string | undefined => {
		const written = asciidoc.inLine(link);
		return written?.includes(separator) ? undefined : written;
	};
	return {
		...asciidoc,
		...{ inLine, block: inLine },
		spotsAt: (inner) =>
			spots({
				...inner,
				offset: Math.min(to - from, Math.max(0, inner.offset)),
				isBlock: inner.isBlock && !isFirstRow,
			}),
		baseAt: (_, at) => baseInAsciidoc(place.text, from + at),
	};
}

/** AsciiDoc, for Asciidoctor and Antora. */
export const asciidoc: DocumentFormat = {
	id: 'asciidoc',
	inLine: ({ target, alt }) => `image:${'uri' in target ? urlOf(target) : inLinePath(target.path)}["${escaped(alt)}"]`,
	block: ({ target, alt }) => `image::${'uri' in target ? urlOf(target) : pathOf(target.path)}["${escaped(alt)}"]`,
	complete: (before, after, { target, alt }) => {
		const [, start, colons] = /^(.*(?<![\w\\])image)(::?)$/.exec(before) ?? [];
		if (start === undefined || !/^(?:\[|\s|$)/.test(after)) {
			return undefined;
		}
		// A block of its own begins its line.
		const isBlock = colons === '::' && start === 'image';
		const path = 'uri' in target ? urlOf(target) : isBlock ? pathOf(target.path) : inLinePath(target.path);
		return [
			`${start}:${isBlock ? ':' : ''}${path}`,
			after.replace(/^\[\s*(?=[\],])|^(?!\[)/, (open) => `["${escaped(alt)}"${open === '' ? ']' : ''}`),
		];
	},
	spotsAt,
	imagesIn: (text) => withBases(images(text), text),
	baseAt: baseInAsciidoc,
};

const images = asciidocImages(regions);

/** As it is where that can be: whoever makes a PDF opens the file whose name is written there. */
function pathOf(path: string): string {
	return /[#%?[\]"\\{}:]|&#?\w+;|^\s|\s$/.test(path) ? urlPath(path) : path;
}

/** Within a line, marks and replacements work in a path as well, and what looks like an e-mail address becomes a link. */
function inLinePath(path: string): string {
	return percentEncoded(
		pathOf(path),
		/[ @'`*^~+<>&|]|-(?=[->])|(?<=-)-|\.(?=\.\.)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|=(?=>)|\((?=\(|C\)|R\)|TM\))/gu,
	);
}

/** References for all that is markup: a backslash would show in one of the two forms. */
function escaped(text: string): string {
	return asReferences(text.replace(/&/g, '&amp;'), /["\\[\]{}*_`#+^~<>'()@:|]|-(?=-)|\.(?=\.)/g);
}

/** Whether a list goes on there. */
function isInList(above: string, below: string): boolean {
	const chunk = above.split(/\r?\n[ \t]*\r?\n/).at(-1) ?? '';
	const next = below.trimStart();
	return chunk.split(/\r?\n/).some((line) => item.test(line)) && (item.test(next) || /^\+[ \t]*(?:\r?\n|$)/.test(next));
}

import { blanked, type Range } from '../lines';
import { tabLabel } from './markdownTree';
import { regionAt, type RegionRule, regionsOf, without } from '../regions';

/** What programs beside CommonMark's read in a text. No image may stand within it. */
const asides: readonly RegionRule[] = [
	// Pandoc's code with attributes, which are a part of it.
	{ pattern: /(?<!`)(`+)(?!`)[^\r\n]{1,500}?(?<!`)\1(?!`)\{[^{}\r\n]{1,500}\}/g, is: 'markup' },
	{ pattern: /(?<!`)(`+)(?!`)(?:(?![\r\n][ \t]*[\r\n])[\s\S]){1,2000}?(?<!`)\1(?!`)/g, is: 'verbatim' },
	{ pattern: /<!--[\s\S]{0,4000}?-->/g, is: 'verbatim' },
	// TeX, on lines of its own and within one.
	{ pattern: /(?<!\\)\$\$[\s\S]{1,4000}?\$\$/g, is: 'markup' },
	{ pattern: /(?<![\\$])(?:\$\$){1,2}(?!\$)/g, is: 'markup' },
	{ pattern: /(?<![\\$])\$(?![\s$])(?:\\.|[^$\r\n\\]){0,500}?(?<!\s)\$(?![\d$])/g, is: 'markup' },
	// Liquid, Jinja, Hugo, Vue.
	{
		pattern: /\{%-?\s*(raw|highlight|verbatim|comment)\b[\s\S]{0,4000}?\{%-?\s*end\1\s*-?%\}/g,
		is: 'markup',
	},
	// A link whose address they fill in.
	{
		pattern:
			/!?\[[^[\]\r\n]{0,500}\]\((?=[^(){\r\n]{0,300}\{[{%])(?:[^(){}\r\n]|\{\{[^{}\r\n]{0,300}\}\}|\{%[^%\r\n]{0,300}%\}){1,300}\)/g,
		is: 'markup',
	},
	{ pattern: /\{%[\s\S]{0,1000}?%\}/g, is: 'markup' },
	{ pattern: /\{\{[\s\S]{0,1000}?\}\}/g, is: 'markup' },
	// Obsidian and other wikis.
	{ pattern: /!?\[\[[^[\]\r\n]{0,500}\]\]/g, is: 'markup' },
	{ pattern: /(?<![\w%])%%[\s\S]{0,4000}?%%/g, is: 'markup' },
	// Emoji by their names; attributes behind what they are of.
	{ pattern: /(?<![\w:]):[a-z\d_+-]{1,50}:(?![\w:])/g, is: 'markup' },
	{ pattern: /[)\]`*_]\{[^{}\r\n]{0,500}\}/g, is: 'markup' },
	// What must end its line: Pandoc's attributes of a heading.
	{ pattern: /(?<=\S)[ \t]+\{[#.][^{}\r\n]{1,500}\}[ \t]*(?:\r\n|\n|\r|$)/g, is: 'block' },
	// Pandoc: an image with attributes, citations, what stands lower and higher; what becomes one character.
	{ pattern: /!\[[^[\]\r\n]{0,500}\]\([^()\r\n]{0,500}\)\{[^{}\r\n]{0,500}\}/g, is: 'markup' },
	{ pattern: /(?<=\w[ \t]?)(?:-{2,3}(?=[ \t]?\w)|\.{3})/g, is: 'markup' },
	{ pattern: /\[[^[\]\r\n]{0,200}(?<![\w.])@\w[^[\]\r\n]{0,500}\](?![([{:])/g, is: 'markup' },
	{ pattern: /(?<![\w\\.])@\w(?:[\w:.#$%&+?<>~/-]{0,200}\w)?/g, is: 'markup' },
	{
		pattern: /(?<![~\\])~(?![~\s])(?:\\.|[^~\s\\]){1,100}~(?!~)|(?<!\[)(?<![\\^])\^(?:\\.|[^\s\\^]){1,100}\^/g,
		is: 'markup',
	},
];

/** Behind what such programs read there, in front of what must end its line; the place itself where they read nothing. */
export function beyondAsides(text: string, offset: number, code: readonly Range[]): Range {
	const prose = without(text, code);
	let last: Range = { from: offset, to: offset };
	for (;;) {
		const region = regionAt(regionsOf(prose, asides), last.to);
		if (region?.is === 'block') {
			return { from: region.from, to: region.from };
		}
		if (region?.is !== 'markup') {
			return last;
		}
		last = region;
	}
}

/** The lines of containers, of callouts and of slots, by which some programs tell blocks apart. */
const marks =
	/^(?:[ \t]*:{3,}[^\r\n]*(?:(?:\r\n|\n|\r)[ \t]*:[\w-]+:[^\r\n]*)*|[ \t]*::[\w-]+::[ \t]*|[ \t]*(?:>[ \t]*)+\[![\w-]+\][^\r\n]*)$/gm;

/** Such a line, and those of its options below. */
export function markedLines(text: string): readonly Range[] {
	return Array.from(text.matchAll(marks), ({ index, 0: line }) => ({ from: index, to: index + line.length }));
}

/** The text with nothing but the marks of quotes on such lines. */
export function withoutMarkedLines(text: string, lines: readonly Range[]): string {
	let left = '';
	let at = 0;
	for (const { from, to } of lines) {
		const quote = /^[ \t>]*/.exec(text.slice(from, to))?.[0] ?? '';
		left += text.slice(at, from) + quote + blanked(text.slice(from + quote.length, to));
		at = to;
	}
	return left + text.slice(at);
}

/**
 * What begins a box or a tab of Python's Markdown, where what is in it is below it, further in: as it is indented, so is what belongs to a
 * footnote.
 */
const boxes =
	/^([ \t>]*)(?:(?:!!!|\?{3}\+?)[ \t]?[\w-]+(?:[ \t]+[\w-]+)*(?:[ \t]+"[^"\r\n]*")?|===[+!]?[ \t]+"[^"\r\n]*")[ \t]*(?=(?:(?:\r\n|\n|\r)[ \t>]{0,100}?){1,3}(?<=[\r\n]\1)(?: {4}|\t))/gm;

/** Such lines. */
export function boxLines(text: string): readonly Range[] {
	return Array.from(text.matchAll(boxes), ({ index, 0: line }) => ({ from: index, to: index + line.length })).filter(
		({ from, to }) => text.slice(from, to).trim().length >= noteOf('').length,
	);
}

/** The text with footnotes in the stead of boxes, as long as it is. */
export function withBoxesAsNotes(text: string, lines: readonly Range[]): string {
	return without(text, lines, (line) => {
		const lead = /^[ \t>]*/.exec(line)?.[0] ?? '';
		return (lead + noteOf(line.slice(lead.length))).padEnd(line.length);
	});
}

function noteOf(line: string): string {
	return `[^${line.startsWith('===') ? tabLabel : '-'}]:`;
}

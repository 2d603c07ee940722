import { proseSpots } from '../prose';
import { asReferences } from '../references';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';
import { baseInAsciidoc, withBases } from './asciidocAttributes';
import { asciidocImages } from './asciidocImages';
import { percentEncoded, urlOf, urlPath } from '../urlPath';

/** What stands above a block and belongs to it: attributes, a title. */
const lines = String.raw`(?:(?:\[[^\r\n]*\]|\.(?![.\s]).*)[ \t]*\r?\n)*`;

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
	// What is there on a condition.
	{ pattern: /^(ifn?def|ifeval)::\S*\[.*\][ \t]*\r?\n[\s\S]*?^endif::.*$/gm, is: 'block' },
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
			/^(?::!?[\w-]+!?:(?:[ \t].*)?(?:(?<=\\)\r?\n.*)*|\[[^\r\n]*\]|\.(?![.\s]).*|={1,6} .*|#{1,6} .*|\w+::\S*\[.*\]|={4,}|\*{4,}|_{4,}|--|'{3}|<{3}|-{3}|\*{3}|\+)[ \t]*$/gm,
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

/** AsciiDoc, for Asciidoctor and Antora. */
export const asciidoc: DocumentFormat = {
	id: 'asciidoc',
	inLine: ({ target, alt }) => `image:${'uri' in target ? urlOf(target) : inLinePath(target.path)}["${escaped(alt)}"]`,
	block: ({ target, alt }) => `image::${'uri' in target ? urlOf(target) : pathOf(target.path)}["${escaped(alt)}"]`,
	complete: (before, after, { target, alt }) => {
		const [, colons] = /(?:^|[^\w\\])image(::?)$/.exec(before) ?? [];
		const write = colons === '::' ? pathOf : inLinePath;
		return colons !== undefined && after.startsWith('[')
			? [
					before + ('uri' in target ? urlOf(target) : write(target.path)),
					after.replace(/^\[\s*(?=[\],])/, () => `["${escaped(alt)}"`),
				]
			: undefined;
	},
	spotsAt: proseSpots({
		hasInLine: true,
		isFlush: true,
		regions,
		lead: /^[ \t]*(?:(?:[*.]{1,5}|-|\d+\.|[a-zA-Z]\.|<[\d.]+>)[ \t]+(?:\[[ x*]\][ \t]+)?|(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+)/,
		trail: /(?:[ \t]\+|:{2,4}|;;)?[ \t]*$/,
		// A mark that ends a text which is set apart must not touch a word, nor an image an address.
		apart: { before: /\S[*_`#+"']$/, after: /^[\w.+-]+@/ },
		joint: { line: '+', isNeeded: isInList },
	}),
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

import { imagesByPattern, type WrittenLink } from '../images';
import { eolOf, lineAt } from '../lines';
import type { ImageLink } from '../link';
import { proseSpots } from '../prose';
import { regionAt, type RegionRule, regionsOf } from '../regions';
import type { DocumentFormat, Place, Spot } from '../spots';
import { urlOf } from '../urlPath';

/** The lines that are further in than the group `in`, and the blank ones between them. */
const body = String.raw`(?:\r?\n(?:\k<in>[ \t]+\S.*|[ \t]*(?=(?:\r?\n[ \t]*)*\r?\n\k<in>[ \t]+\S)))*`;

/** Code that is further in than the group `in`: a line that holds nothing yet, but is so, is one of it. */
const code = String.raw`(?<code>\k<in>[ \t]+(?:\S.*${body}|$)(?:(?:\r?\n[ \t]*){0,9}?\r?\n\k<in>[ \t]+$)?)`;

/** Directives that hold no prose: without a body, or with code, data or a caption. */
const opaque =
	'image|figure|table|csv-table|code|code-block|sourcecode|math|raw|parsed-literal|productionlist|graphviz|digraph|graph|mermaid|uml|plantuml|toctree|contents|include|literalinclude|highlight|index|meta|role|default-role|replace|unicode|date|title|rst-class|class|sectnum|target-notes|tabularcolumns|plot|ipython|doctest|testcode|testoutput|testsetup|testcleanup|jupyter-execute|code-tab|prompt|command-output|program-output';

/** A title: with a line above, or without. */
const title = String.raw`(?:([=\-\x60:'"~^_*+#<>.!$%&,/;?@\\|{}()[\]])\1{2,}[ \t]*\r?\n[^\r\n]*\S[^\r\n]*\r?\n\1{3,}|\S[^\r\n]*\r?\n([=\-\x60:'"~^_*+#<>.])\2{2,})[ \t]*$`;

const regions: readonly RegionRule[] = [
	// The beginning: comments and targets, the title, the fields about the document. What stands there first would be in its stead.
	{
		pattern: new RegExp(
			String.raw`(?<![\s\S])(?:\s*^\.\.(?: .*)?$(?:\r?\n[ \t]+\S.*)*)*\s*^${title}(?:\s*^:[^:\r\n]+:.*(?:\r?\n[ \t]*\S.*)*)?`,
			'gm',
		),
		is: 'block',
	},
	// A class or a target, with what it is for.
	{
		pattern:
			/^[ \t]*\.\. (?:_[^\r\n]*:|(?:rst-)?class::.*)[ \t]*\r?\n(?:[ \t]*\r?\n)*(?:[ \t]*\S.*(?:\r?\n|(?![\s\S])))+/gm,
		is: 'block',
	},
	// Code: a directive, or a block that two colons announce.
	{
		pattern: new RegExp(
			String.raw`^(?<in>[ \t]*)\.\. (?:code|code-block|sourcecode|math|raw|parsed-literal|productionlist|graphviz|mermaid)::.*(?:\r?\n\k<in>[ \t]+:.*)*(?:\r?\n[ \t]*)*\r?\n${code}`,
			'dgm',
		),
		is: 'block',
	},
	{
		pattern: new RegExp(
			String.raw`^(?<in>[ \t]*)(?!\.\. )(?:\S.*)?::[ \t]*(?:\r?\n[ \t]*)*\r?\n[ \t]*\r?\n${code}`,
			'dgm',
		),
		is: 'block',
	},
	// The same by a character that each line begins with, which a path would part.
	{
		pattern: /^.*::[ \t]*\r?\n[ \t]*\r?\n(?:([!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]).*(?:\r?\n\1.*)*)$/gm,
		is: 'block',
	},
	// A directive that holds prose, up to that.
	{
		pattern: new RegExp(
			String.raw`^[ \t]*\.\. (?!(?:${opaque})::)[\w:.+-]+::(?:[ \t].*)?(?:\r?\n[ \t]+:[\w-]+:.*)*$`,
			'gm',
		),
		is: 'block',
	},
	// Another directive, a comment, a definition, with what is in it.
	{ pattern: new RegExp(String.raw`^(?<in>[ \t]*)\.\.(?:[ \t].*|$)${body}`, 'gm'), is: 'block' },
	{ pattern: new RegExp(`^${title}`, 'gm'), is: 'block' },
	// Tables.
	{ pattern: /^[ \t]*\+[-=+]+\+[ \t]*\r?\n(?:[ \t]*\S.*(?:\r?\n|(?![\s\S])))+/gm, is: 'block' },
	{
		pattern:
			/^([ \t]*={2,}(?: +={2,})+)[ \t]*\r?\n[\s\S]*?^[ \t]*={2,}(?: +={2,})+[ \t]*(?=\r?\n[ \t]*(?:\r?\n|(?![\s\S]))|(?![\s\S]))/gm,
		is: 'block',
	},
];

/** The mark of a list's item. */
const item = /^\s*(?:[-*+•]|(?:\d+|[a-zA-Z#])[.)]|\((?:\d+|[a-zA-Z#])\)|:[^:\r\n]+:)\s+/;

const textSpots = proseSpots({
	hasInLine: false,
	isByIndentation: true,
	term: /^([ \t]*)(?!\.\.)\S.*\n\1[ \t]+\S/,
	regions,
	item,
});

/** An item that holds nothing yet begins with the image. */
function* spotsAt(place: Place): Generator<Spot> {
	const { text, offset } = place;
	const { from, to } = lineAt(text, offset);
	const mark = /^[ \t]*(?:(?:[-*+•]|#\.|\d+[.)])[ \t]+)+$/.exec(text.slice(from, to));
	const isText = mark && !regionAt(regionsOf(text, regions), offset);
	if (isText && offset === to) {
		const eol = eolOf(text) + ' '.repeat(mark[0].length);
		yield { as: 'inLine', offset, finish: (change) => ({ ...change, text: change.text.replace(/\n/g, eol) }) };
	} else {
		yield* textSpots(place);
	}
}

/** reStructuredText, for Docutils and Sphinx. It has no image within a line. */
export const restructuredText: DocumentFormat = {
	id: 'restructuredText',
	inLine: image,
	block: image,
	complete: (before, after, link) =>
		/^\s*\.\. (?:\|[^|]+\| )?(?:image|figure)::\s*$/.test(before) && after.trim() === ''
			? [`${before.trimEnd()} ${pathOf(link)}`, '']
			: undefined,
	writing: { path: pathOf, text: (text) => text },
	spotsAt,
	imagesIn: imagesByPattern(
		{
			pattern:
				/^[ \t]*\.\. (?:\|[^|\r\n]+\| )?(?:image|figure)::[ \t]*(?:(?<=:[ \t]*)\r?\n[ \t]+(?!:[\w-]+:))?(?<path>\S.*?)[ \t]*$(?:(?:\r?\n[ \t]+:(?!alt:)[\w-]+:.*)*\r?\n[ \t]+:alt:[ \t]*(?<alt>.*))?/dgm,
			decode: (path) => path.replace(/(?<!\\)\s+/g, '').replace(/\\(.)/g, '$1'),
			altOf: (link) => link.alt.trim() || captionOf(link),
		},
		regions,
	),
};

/** The first paragraph in a figure. */
function captionOf({ text, from, to }: WrittenLink): string {
	const [, indentation] = /^([ \t]*)\.\. figure::/.exec(text.slice(from, to)) ?? [];
	const below = text.slice(to, to + 3000);
	const [, own = '', caption = ''] =
		/^(?:\r?\n[ \t]+:[\w-]+:.*)*\r?\n(?:[ \t]*\r?\n)+([ \t]+)(?!\.\.(?:[ \t]|$))(\S.*(?:\r?\n[ \t]+\S.*)*)/m.exec(
			below,
		) ?? [];
	const isIn = indentation !== undefined && own.length > indentation.length;
	return isIn
		? caption
				.replace(/:[\w:-]+:(?=`)|\\(?=\S)|[*`|]|(?<=\w)_+(?!\w)/g, '')
				.replace(/\s+/g, ' ')
				.trim()
		: '';
}

function image(link: ImageLink): string {
	// Where there is none, Docutils takes the path.
	return `.. image:: ${pathOf(link)}\n   :alt: ${link.alt}`.trimEnd();
}

/** White space goes unless it is escaped. */
function pathOf({ target }: ImageLink): string {
	return 'uri' in target ? urlOf(target) : target.path.replace(/[\\\s]/g, '\\$&');
}

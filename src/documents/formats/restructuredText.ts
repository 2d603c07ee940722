import { imagesByPattern } from '../images';
import type { ImageLink } from '../link';
import { proseSpots } from '../prose';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';
import { urlOf } from '../urlPath';

/** The lines that are further in than the group `in`, and the blank ones between them. */
const body = String.raw`(?:\r?\n(?:\k<in>[ \t]+\S.*|[ \t]*(?=(?:\r?\n[ \t]*)*\r?\n\k<in>[ \t]+\S)))*`;

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
			String.raw`^(?<in>[ \t]*)\.\. (?:code|code-block|sourcecode|math|raw|parsed-literal|productionlist|graphviz|mermaid)::.*(?:\r?\n\k<in>[ \t]+:.*)*(?:\r?\n[ \t]*)*\r?\n(?<code>\k<in>[ \t]+\S.*${body})`,
			'dgm',
		),
		is: 'block',
	},
	{
		pattern: new RegExp(
			String.raw`^(?<in>[ \t]*)(?!\.\. )(?:\S.*)?::[ \t]*(?:\r?\n[ \t]*)+\r?\n(?<code>\k<in>[ \t]+\S.*${body})`,
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
		pattern:
			/^[ \t]*\.\. (?:admonition|attention|caution|danger|error|hint|important|note|tip|warning|topic|sidebar|container|compound|only|versionadded|versionchanged|deprecated|seealso)::.*(?:\r?\n[ \t]+:[\w-]+:.*)*/gm,
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
	spotsAt: proseSpots({
		hasInLine: false,
		isByIndentation: true,
		term: /^([ \t]*)(?!\.\.)\S.*\n\1[ \t]+\S/,
		regions,
		item: /^\s*(?:[-*+•]|(?:\d+|[a-zA-Z#])[.)]|\((?:\d+|[a-zA-Z#])\)|:[^:\r\n]+:)\s+/,
	}),
	imagesIn: imagesByPattern(
		{
			pattern:
				/^[ \t]*\.\. (?:\|[^|\r\n]+\| )?(?:image|figure)::[ \t]*(?:(?<=:[ \t]*)\r?\n[ \t]+(?!:[\w-]+:))?(?<path>\S.*?)[ \t]*$(?:(?:\r?\n[ \t]+:(?!alt:)[\w-]+:.*)*\r?\n[ \t]+:alt:[ \t]*(?<alt>.*))?/dgm,
			decode: (path) => path.replace(/(?<!\\)\s+/g, '').replace(/\\(.)/g, '$1'),
		},
		regions,
	),
};

function image(link: ImageLink): string {
	return [`.. image:: ${pathOf(link)}`, ...(link.alt === '' ? [] : [`   :alt: ${link.alt}`])].join('\n');
}

/** White space goes unless it is escaped. */
function pathOf({ target }: ImageLink): string {
	return 'uri' in target ? urlOf(target) : target.path.replace(/[\\\s]/g, '\\$&');
}

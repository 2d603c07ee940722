import { imagesByPattern } from '../images';
import type { ImageLink } from '../link';
import { proseSpots } from '../prose';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';
import { urlOf } from '../urlPath';

const regions: readonly RegionRule[] = [
	// A literal block, as long as its lines are further in than the one that announces it.
	{
		pattern:
			/^([ \t]*)(?!\.\. ).*::[ \t]*\r?\n(?:[ \t]*\r?\n)*(?:\1[ \t]+\S.*(?:\r?\n(?=[ \t]*\r?\n|\1[ \t]+\S)|$)|[ \t]*\r?\n(?=(?:[ \t]*\r?\n)*\1[ \t]+\S))+/gm,
		is: 'verbatim',
	},
	// A directive, a comment, a target or a definition, with its options and what is in it.
	{
		pattern: /^([ \t]*)\.\.(?:[ \t].*|$)(?:\r?\n(?:\1[ \t]+\S.*|[ \t]*(?=\r?\n(?:[ \t]*\r?\n)*\1[ \t]+\S)))*/gm,
		is: 'markup',
	},
	// A title with its line below, and above.
	{
		pattern: /^(?:([=\-`:'"~^_*+#<>.])\1{2,}[ \t]*\r?\n)?[^\r\n]*\S[^\r\n]*\r?\n([=\-`:'"~^_*+#<>.])\2{2,}[ \t]*$/gm,
		is: 'markup',
	},
	// A table.
	{ pattern: /^[ \t]*(?:\+[-=+]+\+|={2,}(?: +={2,})+)[ \t]*\r?\n(?:[ \t]*\S.*(?:\r?\n|$))+/gm, is: 'markup' },
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
	spotsAt: proseSpots({
		hasInLine: false,
		regions,
		item: /^\s*(?:[-*+•]|(?:\d+|[a-zA-Z#])[.)]|\((?:\d+|[a-zA-Z#])\))\s+/,
	}),
	imagesIn: imagesByPattern(
		{
			pattern:
				/^[ \t]*\.\. (?:\|[^|\r\n]+\| )?(?:image|figure)::[ \t]*(?<path>\S.*?)[ \t]*$(?:(?:\r?\n[ \t]+:(?!alt:)[\w-]+:.*)*\r?\n[ \t]+:alt:[ \t]*(?<alt>.*))?/dgm,
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

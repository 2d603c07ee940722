import type { ImageLink } from '../link';
import { proseSpots } from '../prose';
import { asReferences } from '../references';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';

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
	spotsAt: proseSpots({
		hasInLine: true,
		isFlush: true,
		lead: /^[*#:;]+[ \t]*/,
		regions,
	}),
	// They are the wiki's, not files.
	imagesIn: () => [],
};

/** Undefined for a name that no wiki takes. */
function image(link: ImageLink): string | undefined {
	const name = nameOf(link);
	return name === undefined ? undefined : `[[File:${name}${link.alt === '' ? '' : `|alt=${escaped(link.alt)}`}]]`;
}

/** A name in the wiki: there are no paths. */
function nameOf({ target }: ImageLink): string | undefined {
	const name = 'uri' in target ? undefined : target.path.split('/').at(-1);
	return name === undefined || /[#<>[\]|{}]|%[\da-f]{2}|&#?\w+;/i.test(name) ? undefined : name;
}

function escaped(text: string): string {
	return asReferences(text, /[[\]{}|<>&']/g);
}

import type { ImageLink } from '../link';
import { proseSpots } from '../prose';
import { asReferences } from '../references';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';

/** A template, with others in it. */
const template = String.raw`\{\{(?:[^{}]|\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\})*\}\}`;

const regions: readonly RegionRule[] = [
	{ pattern: /<!--[\s\S]*?-->/g, is: 'comment' },
	{ pattern: /<(nowiki|code|math)\b[^>]*>[\s\S]*?<\/\1>/gi, is: 'markup' },
	{ pattern: /<(pre|syntaxhighlight|source|gallery)\b[^>]*>[\s\S]*?<\/\1>/gi, is: 'block' },
	{ pattern: /^={1,6}.*={1,6}[ \t]*$|^\{\|[\s\S]*?^\|\}[ \t]*$|^-{4,}.*$|^\[\[Category:.*$|^__\w+__$/gm, is: 'block' },
	{ pattern: new RegExp(`^${template}[ \t]*$`, 'gm'), is: 'block' },
	// Lines that a space makes code.
	{ pattern: /^ +\S.*(?:\r?\n +\S.*)*/gm, is: 'block' },
	{ pattern: /<ref\b[^>]*>[\s\S]*?<\/ref>/gi, is: 'markup' },
	{
		pattern: new RegExp(`${template}|\\[\\[[^\\]]*\\]\\]|\\[https?:[^\\]]*\\]|<[^>]*>|'{2,}|&#?\\w+;|https?:\\S+`, 'g'),
		is: 'markup',
	},
];

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

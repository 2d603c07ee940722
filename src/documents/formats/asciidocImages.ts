import { decodeHTML } from 'entities';
import { imagesByPattern, type WrittenLink } from '../images';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';
import { fromUrl } from '../urlPath';

/** Finds the macros of images outside of what is no text. */
export function asciidocImages(regions: readonly RegionRule[]): DocumentFormat['imagesIn'] {
	return imagesByPattern(
		{
			pattern: /(?<![\\\w])image::?(?<path>[^:\s[\]][^[\r\n]{0,2000})\[(?<alt>(?:\\.|[^\]\\]){0,5000})\]/dg,
			decode: fromUrl,
			altOf: ({ alt, text, from }) => shown(wordsIn(alt) || wordsAbove({ text, from })),
		},
		regions,
	);
}

/** One entry of a list of attributes, up to the comma behind it. */
const entry =
	/\s*(?:(?<name>[\w-]+)\s*=\s*)?(?:"(?<double>(?:\\.|[^"\\])*)"|'(?<single>(?:\\.|[^'\\])*)'|(?<plain>[^,]*))[^,]*(?:,|$)/gs;

interface Attribute {
	readonly name: string | undefined;
	readonly value: string;
}

function attributesIn(list: string): readonly Attribute[] {
	return Array.from(list.matchAll(entry), ({ groups = {} }) => {
		const { name, double, single, plain = '' } = groups;
		return { name, value: (double ?? single)?.replace(/\\(["'])/g, '$1') ?? plain };
	});
}

/** By its name, else by its place, which is the first; a title where there is neither. */
function wordsIn(list: string): string {
	const attributes = attributesIn(list);
	const named = (name: string): string | undefined => attributes.findLast((one) => one.name === name)?.value;
	const [first] = attributes;
	return named('alt') ?? (first?.name === undefined ? first?.value : undefined) ?? named('title') ?? '';
}

/** In the lines above a block that belong to it. */
function wordsAbove({ text, from }: Pick<WrittenLink, 'text' | 'from'>): string {
	const above = text.slice(Math.max(0, from - 2000), from);
	const [lines = ''] = /(?:(?<![^\n])(?:\[[^\r\n]*\]|\.(?![.\s])[^\r\n]*)[ \t]*\r?\n)+$/.exec(above) ?? [];
	const list = /^\[(.*\balt\s*=.*)\][ \t]*\r?$/m.exec(lines)?.[1];
	return (list === undefined ? '' : wordsIn(list)) || (/^\.(.*)/m.exec(lines)?.[1] ?? '');
}

function shown(words: string): string {
	return decodeHTML(words).replace(/\s+/g, ' ').trim();
}

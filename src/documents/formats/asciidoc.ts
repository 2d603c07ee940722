import { imagesByPattern } from '../images';
import { proseSpots } from '../prose';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';
import { fromUrl, percentEncoded, urlOf, urlPath } from '../urlPath';

const regions: readonly RegionRule[] = [
	{ pattern: /^(-{4,}|\.{4,}|\+{4,})[ \t]*\r?\n[\s\S]*?^\1[ \t]*$/gm, is: 'verbatim' },
	{ pattern: /^(`{3,}).*\r?\n[\s\S]*?^\1[ \t]*$/gm, is: 'verbatim' },
	{ pattern: /^(\/{4,})[ \t]*\r?\n[\s\S]*?^\1[ \t]*$/gm, is: 'comment' },
	{ pattern: /^\/\/(?!\/).*$/gm, is: 'comment' },
	// The header: a title, its authors, and attributes.
	{ pattern: /^= \S.*(?:\r?\n\S.*)*/g, is: 'markup' },
	{ pattern: /^(?::!?[\w-]+!?:(?:[ \t].*)?|\[[^\]\r\n]*\]|\.\S.*|={1,6} .*|\w+::\S*\[.*\]|\|={3,})$/gm, is: 'markup' },
	// A macro, a link, a text that is taken as it is.
	{ pattern: /\w+:[^\s[\]]*\[[^\]]*\]|`[^`\r\n]+`|\+[^+\r\n]+\+|<<[^>\r\n]*>>|https?:\/\/\S+/g, is: 'markup' },
];

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
		regions,
	}),
	imagesIn: imagesByPattern(
		{
			pattern: /(?<![\\\w])image::?(?<path>[^:\s[\]][^[\r\n]*)\["?(?<alt>[^",\]\r\n]*)/dg,
			decode: fromUrl,
			decodeAlt: unescaped,
		},
		regions,
	),
};

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
	return text
		.replace(/&/g, '&amp;')
		.replace(/["\\[\]{}*_`#+^~<>'()@:|]|-(?=-)|\.(?=\.)/g, (character) => `&#${character.charCodeAt(0)};`);
}

function unescaped(text: string): string {
	return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))).replaceAll('&amp;', '&');
}

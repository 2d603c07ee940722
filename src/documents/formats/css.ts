import { imagesByPattern } from '../images';
import { indentationOf, lineAt, textAbove } from '../lines';
import type { ImageLink, LinkTarget } from '../link';
import { regionAt, type RegionRule, regionsOf, without } from '../regions';
import type { DocumentFormat, Place, Spot } from '../spots';
import { fromUrl } from '../urlPath';

const regions: readonly RegionRule[] = [
	{ pattern: /\/\*[\s\S]*?\*\//g, is: 'comment' },
	// In the languages that become CSS; in itself no such thing is found where it matters.
	{ pattern: /(?<![:\w"'(/])\/\/.*/g, is: 'comment' },
	{ pattern: /"(?:\\[\s\S]|[^"\\\r\n])*"|'(?:\\[\s\S]|[^'\\\r\n])*'|\burl\([^)]*\)/g, is: 'markup' },
];

/** Style sheets, also in the languages that become them. */
export const css: DocumentFormat = {
	id: 'css',
	inLine: image,
	block: (link) => `background-image: ${image(link)};`,
	complete: (before, after, { target }) => {
		const [, quote] = /\burl\(\s*(["']?)$/.exec(before) ?? [];
		const url = urlIn(target);
		return quote !== undefined && after.trimStart().startsWith(`${quote})`)
			? [before + (quote === '' ? `"${url}"` : url), after]
			: undefined;
	},
	spotsAt,
	imagesIn: imagesByPattern(
		{
			pattern: /\burl\(\s*(?<quote>["']?)(?<path>[^"')\r\n](?:\\.|[^\\\r\n])*?)\k<quote>\s*\)/dgi,
			decode: (path) => fromUrl(path.replace(/\\(.)/g, '$1')),
		},
		regions,
	),
};

function image({ target }: ImageLink): string {
	return `url("${urlIn(target)}")`;
}

/** Within double quotes. */
function urlIn(target: LinkTarget): string {
	return string('uri' in target ? target.uri : encoded(target.path));
}

/**
 * A path as browsers, Vite, webpack, Sass and Less all read it: only what a URL must not hold as it is. Sass and Less fill in
 * `#{…}` and `@{…}` within strings.
 */
function encoded(path: string): string {
	return path
		.replace(/%/g, '%25')
		.replace(/#/g, '%23')
		.replace(/\?/g, '%3F')
		.replace(/@(?=\{)/g, '%40');
}

function string(text: string): string {
	return text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\a ');
}

function* spotsAt({ text, offset }: Place): Generator<Spot> {
	const at = regionAt(text, offset, regions)?.to ?? offset;
	const before = withoutBlocks(text.slice(0, at));
	const isWithinRule = before.includes('{');
	const statement = before.slice(
		Math.max(before.lastIndexOf('{'), before.lastIndexOf(';'), before.lastIndexOf('}')) + 1,
	);
	const { from: start, to: end } = lineAt(text, at);
	if (/^\s*[\w$@-][^{}]*:/.test(statement) || /\([^)]*$/.test(statement)) {
		yield { as: 'inLine', offset: at };
	} else if (isWithinRule && text.slice(start, end).trim() === '') {
		yield { as: 'block', side: 'before', offset: end, style: { prefix: indentationAt(text, start), isParted: false } };
	}
}

/** Without comments and texts, and without the rules that are closed: what is left is what the place is in. */
function withoutBlocks(text: string): string {
	let left = without(text, regionsOf(text, regions));
	for (let next = ''; next !== left;) {
		next = left;
		left = next.replace(/[^{};]*\{[^{}]*\}/g, ' ');
	}
	return left;
}

/** That of the line, else of the next one above that holds something, and further in where a rule begins there. */
function indentationAt(text: string, start: number): string {
	const above = textAbove(text, start);
	const further = above.endsWith('{') ? (/^\t/m.test(text) ? '\t' : '  ') : '';
	return indentationOf(text, start) || indentationOf(above, 0) + further;
}

import { lineStart } from '../lines';
import type { ImageLink } from '../link';
import { proseSpots } from '../prose';
import { outlineOf, regions } from './latexRegions';
import type { DocumentFormat, Place, Spot } from '../spots';
import { baseInLatex } from './latexPaths';
import { regionAt, regionsOf } from '../regions';
import { boxAround } from './latexBoxes';
import { latexImages } from './latexImages';

/** LaTeX. */
export const latex: DocumentFormat = {
	id: 'latex',
	inLine: image,
	block: image,
	complete: (before, after, link) => {
		const path = pathOf(link);
		const [, begun = '', options, brace] = /^(.*\\includegraphics\*?\s*(\[[^[\]]*\])?\s*)(\{)?$/.exec(before) ?? [];
		const isFree = (brace === undefined ? /^(?:\{\s*\}|\s*(?![{[\s]))/ : /^\s*(?:\}|$)/).test(after);
		if (begun === '' || path === undefined || !isFree) {
			return undefined;
		}
		// The braces may not be there yet.
		const rest = after.replace(brace === undefined ? /^\{\s*\}/ : /^\s*\}/, '');
		return [`${begun}${options === undefined && brace === undefined ? '[width=\\linewidth]' : ''}{${path}}`, rest];
	},
	writing: { path: pathOf, text: latexText },
	spotsAt,
	imagesIn: (text) => {
		const base = baseInLatex(text);
		const images = latexImages(text);
		return base ? images.map((image) => ({ ...image, base })) : images;
	},
	baseAt: (text) => baseInLatex(text) ?? { folder: '' },
};

/** Undefined for a path that LaTeX cannot read, whatever is written. */
function image(link: ImageLink): string | undefined {
	const path = pathOf(link);
	return path === undefined ? undefined : `\\includegraphics[width=\\linewidth]{${path}}`;
}

/** LaTeX, with blocks as figures where people want that. */
export function latexWith({ figure: isFigure }: { readonly figure: boolean }): DocumentFormat {
	return isFigure ? { ...latex, block: figure, spotsAt: figureSpots } : latex;
}

const textSpots = proseSpots({ hasInLine: true, regions });

/** Nothing is set behind the document's end, nor before its beginning but in what is set later. */
function* spotsAt(place: Place): Generator<Spot> {
	const { text, offset } = place;
	const region = regionAt(regionsOf(text, regions), offset);
	const box = region && region.is !== 'comment' ? boxAround(text, region, offset) : undefined;
	if (box) {
		yield { as: 'embedded', format: inBox(text), ...box };
		return;
	}
	if (region?.from === 0 && text.startsWith(beginning, region.to - beginning.length)) {
		return;
	}
	const { end, isInFloat } = outlineOf(text);
	for (const spot of isInFloat(offset) ? unparted(textSpots(place)) : textSpots(place)) {
		const isBehind =
			end !== undefined && 'offset' in spot && (spot.as === 'block' ? spot.offset >= end : spot.offset > end);
		if (!isBehind) {
			yield spot;
		} else if (text.slice(lineStart(text, end), end).trim() === '') {
			yield { as: 'block', side: 'before', offset: end, style: { prefix: '', isParted: true } };
		} else {
			yield { as: 'inLine', offset: end };
		}
	}
}

const beginning = '\\begin{document}';

/** Some arguments hold no blank lines. */
function inBox(text: string): DocumentFormat {
	return {
		...latex,
		spotsAt: (place) => unparted(spotsAt(place)),
		baseAt: () => baseInLatex(text) ?? { folder: '' },
	};
}

function* unparted(spots: Iterable<Spot>): Generator<Spot> {
	for (const spot of spots) {
		yield spot.as === 'block' ? { ...spot, style: { ...spot.style, isParted: false } } : spot;
	}
}

/** No figure stands in a box, nor has it the label of another. */
function* figureSpots(place: Place): Generator<Spot> {
	const { isBoxed } = outlineOf(place.text);
	for (const spot of spotsAt(place)) {
		yield spot.as !== 'block'
			? spot
			: isBoxed(spot.offset)
				? { ...spot, isBare: true }
				: { ...spot, finish: (change) => ({ ...change, text: withOwnLabel(change.text, place.text) }) };
	}
}

function withOwnLabel(written: string, text: string): string {
	const labels = new Set(Array.from(text.matchAll(/\\label\{([^{}]*)\}/g), ([, label]) => label));
	return written.replace(/(?<=\\label\{)fig:[^{}]*(?=\})/, (label) => {
		let own = label;
		for (let count = 2; labels.has(own); count++) {
			own = `${label}-${count}`;
		}
		return own;
	});
}

/** As a figure with a caption, and a label to refer to it by. */
function figure(link: ImageLink): string | undefined {
	const graphics = image(link);
	return graphics === undefined
		? undefined
		: [
				'\\begin{figure}',
				'\\centering',
				graphics,
				...(link.alt === '' ? [] : [`\\caption{${latexText(link.alt)}}`]),
				`\\label{fig:${labelOf(link)}}`,
				'\\end{figure}',
			].join('\n');
}

/**
 * Only these commands reach a file's name unread; two spaces are one, as are braces around a name's beginning; and there a tilde
 * or a backquote is not looked for in the folder.
 */
function pathOf({ target }: ImageLink): string | undefined {
	if ('uri' in target || /["\\\p{Cc}]/u.test(target.path) || !isBalanced(target.path)) {
		return undefined;
	}
	return target.path
		.replace(/^(?=[ {~`|])/, './')
		.replace(/(?<= ) /g, '\\space ')
		.replace(/#/g, '\\csname c_hash_str\\endcsname ')
		.replace(/%/g, '\\csname @percentchar\\endcsname ');
}

function isBalanced(text: string): boolean {
	let depth = 0;
	for (const character of text) {
		depth += character === '{' ? 1 : character === '}' ? -1 : 0;
		if (depth < 0) {
			return false;
		}
	}
	return depth === 0;
}

const escapes: ReadonlyMap<string, string> = new Map([
	['\\', '\\textbackslash{}'],
	['^', '\\textasciicircum{}'],
	['~', '\\textasciitilde{}'],
]);

/** What pdfLaTeX's fonts can set; it stops at anything else, such as emoji. */
function latexText(text: string): string {
	return text
		.replace(/[^\u0020-\u017F\u2013\u2014\u2018-\u201E\u2026]/gu, '')
		.replace(/[\\{}$&#%_^~]/g, (character) => escapes.get(character) ?? `\\${character}`);
}

function labelOf({ target, alt }: ImageLink): string {
	const name = 'path' in target ? (target.path.split('/').at(-1) ?? '').replace(/\.\w+$/, '') : alt;
	return name.replace(/[^\p{L}\p{N}:.-]+/gu, '-').replace(/^-|-$/g, '') || 'image';
}

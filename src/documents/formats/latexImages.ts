import { imagesByPattern, type WrittenLink } from '../images';
import { regions } from './latexRegions';
import { latexWords } from './latexWords';

/** A text between braces that may hold others. */
const group = String.raw`\{((?:[^{}\\]|\\[\s\S]|\{(?:[^{}\\]|\\[\s\S]|\{[^{}]*\})*\})*)\}`;

/** The commands that show images, with what these show. */
export const latexImages = imagesByPattern(
	{
		pattern:
			/\\(?:includegraphics|includesvg|includepdf)\*?\s*(?<alt>\[(?:[^[\]]|\[[^[\]]{0,200}\]){0,1000}\])?\s*\{(?<path>(?:[^{}]|\{[^{}]{0,1000}\}){1,1000})\}/dg,
		decode: (path) =>
			path
				.replaceAll('\\csname c_hash_str\\endcsname ', '#')
				.replaceAll('\\csname @percentchar\\endcsname ', '%')
				.replaceAll('\\space ', ' '),
		altOf: (link) => latexWords(optionIn(link.alt) ?? captionOf(link) ?? ''),
	},
	regions,
);

function optionIn(options: string): string | undefined {
	const [, braced, plain] = new RegExp(String.raw`[[,]\s*alt\s*=\s*(?:${group}|([^,\]]*))`).exec(options) ?? [];
	return braced ?? plain;
}

const caption = new RegExp(String.raw`\\caption(?:of\{[^{}]*\})?\*?\s*(?:\[[^[\]]*\]\s*)?${group}`);

/** In an argument before the one that the image is in. */
const captionOfBox = new RegExp(
	String.raw`\\(?:subcaptionbox\*?\s*(?:\[[^[\]]*\]\s*)?${group}|sub(?:float|figure)\s*(?:\[[^[\]]*\]\s*)??\[([^[\]]*)\])\s*(?:\[[^[\]]*\]\s*)*\{[^{}]*$`,
);

/** A caption stands in the same figure, and at no other image. */
const bounds =
	/\\(?:include(?:graphics|svg|pdf)(?![a-z])|(?:begin|end)\{(?:[a-zA-Z]*(?:figure|table)\*?|minipage|document)\})/g;

/** What is further away is no image's caption. */
const farthest = 3000;

function captionOf({ text, from, to }: WrittenLink): string | undefined {
	const before = text.slice(Math.max(0, from - farthest), from);
	const [, boxed, optional] = captionOfBox.exec(before) ?? [];
	if (boxed !== undefined || optional !== undefined) {
		return boxed ?? optional;
	}
	const after = text.slice(to, to + farthest);
	const end = after.search(new RegExp(bounds));
	const [, below] = caption.exec(after.slice(0, end === -1 ? after.length : end)) ?? [];
	if (below !== undefined) {
		return below;
	}
	const start = Array.from(before.matchAll(bounds)).at(-1);
	return start && /^\\begin/.test(start[0]) ? caption.exec(before.slice(start.index))?.[1] : undefined;
}

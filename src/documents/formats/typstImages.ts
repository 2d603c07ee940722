import { imagesByPattern, type WrittenLink } from '../images';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';

/** Finds the calls that show images outside of what is no code. */
export function typstImages(regions: readonly RegionRule[]): DocumentFormat['imagesIn'] {
	return imagesByPattern(
		{
			pattern:
				/\bimage\(\s*"(?<path>(?:[^"\\]|\\.)+)"(?:(?:[^()"]|"(?:[^"\\]|\\.)*")*?\balt:\s*"(?<alt>(?:[^"\\]|\\.)*)")?/dg,
			decode: unescaped,
			altOf: (link) => unescaped(link.alt) || captionOf(link),
		},
		regions,
	);
}

/** A text, or content, by the name of a caption. */
const caption = String.raw`\bcaption:\s*(?:"((?:[^"\\]|\\.)*)"|\[((?:[^[\]\\]|\\[\s\S]|\[[^[\]]*\])*)\])`;

/** What is further away is no image's caption. */
const farthest = 2000;

/** Of the figure that the image is in, behind it or before it. */
function captionOf({ text, from, to }: WrittenLink): string {
	const before = text.slice(Math.max(0, from - farthest), from);
	const [own = '', ...around] =
		/\bfigure\(\s*(?:[^()[\]]*,\s*)?$/.exec(before) ??
		new RegExp(String.raw`\bfigure\(\s*${caption}\s*,\s*$`).exec(before) ??
		[];
	if (own === '') {
		return '';
	}
	const after = text.slice(to, to + farthest);
	const [, string, content] =
		around.length > 0
			? [own, ...around]
			: (new RegExp(String.raw`^(?:[^()"]|"(?:[^"\\]|\\.)*")*\)\s*,(?:[^()[\]"]|"(?:[^"\\]|\\.)*")*?${caption}`).exec(
					after,
				) ?? []);
	return string === undefined ? shown(content ?? '') : unescaped(string);
}

/** What is shown of content. */
function shown(content: string): string {
	return content
		.replace(
			/\\(.)|#[\p{L}_][\p{L}\p{N}_.-]*(?:\([^()]*\))?|<[\p{L}_][\w:.-]*>|@[\p{L}_][\w:.-]*|[*_`[\]]|~/gu,
			(mark, escaped?: string) => (mark === '~' ? ' ' : (escaped ?? '')),
		)
		.replace(/\s+/g, ' ')
		.trim();
}

function unescaped(text: string): string {
	return text.replace(/\\(.)/g, '$1');
}

import { plainText } from './altText';
import type { ImageLink } from './link';
import { asReferences } from './references';
import { urlOf } from './urlPath';

/** How a language writes what a template puts into it. */
export interface Writing {
	/** Undefined where nothing that is written leads to the path. */
	readonly path: (link: ImageLink) => string | undefined;
	readonly text: (text: string) => string;
}

/** For languages whose links are addresses, and in which quotes are written as references. */
export const asAddress: Writing = {
	path: ({ target }) => urlOf(target),
	text: (text) => asReferences(plainText(text), /["']/g),
};

/**
 * A link as a person's template says, such as `<img src="${path}" alt="${alt}" width="${width}">`. Width and height are empty where
 * they are not known, and names that there are none of stay. Undefined for a path that cannot be written.
 */
export function filledIn(template: string, link: ImageLink, { path: pathOf, text }: Writing): string | undefined {
	const path = pathOf(link);
	if (path === undefined) {
		return undefined;
	}
	const { alt, prompt = alt, size } = link;
	const values: ReadonlyMap<string, string> = new Map([
		['path', path],
		['alt', text(alt)],
		['title', text(alt)],
		['prompt', text(prompt)],
		['width', String(size?.width ?? '')],
		['height', String(size?.height ?? '')],
	]);
	return template.replace(/\$\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole);
}

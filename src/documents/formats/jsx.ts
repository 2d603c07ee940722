import type { ImageLink } from '../link';
import type { DocumentFormat } from '../spots';
import { urlOf } from '../urlPath';

/** Elements within JavaScript and TypeScript. */
export const jsx: DocumentFormat = {
	id: 'jsx',
	inLine: element,
	block: element,
	complete: (before, after, { target }) => {
		const [, quote] = /<[A-Za-z][^<>]*\bsrc=(["'])$/.exec(before) ?? [];
		return quote !== undefined && after.startsWith(quote)
			? [before + urlOf(target).replace(/["'&]/g, (character) => `&#${character.charCodeAt(0)};`), after]
			: undefined;
	},
	spotsAt: ({ offset }) => [{ as: 'inLine', offset }],
	imagesIn: () => [],
};

function element({ target, alt, size }: ImageLink): string {
	const pixels = size ? ` width={${size.width}} height={${size.height}}` : '';
	return `<img src=${value(urlOf(target))} alt=${value(alt)}${pixels} />`;
}

/** An attribute's text knows no escapes but references, an expression all of JavaScript's. */
function value(text: string): string {
	return /["&\\]/.test(text) ? `{${JSON.stringify(text)}}` : `"${text}"`;
}

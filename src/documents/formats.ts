import { languagesByFormat } from './documentLanguages';
import { asciidoc } from './formats/asciidoc';
import { codeIn } from './formats/code';
import { isCodeLanguage } from './formats/codeLanguages';
import { css, scss } from './formats/css';
import { astro, astroImporting, html, razor, svelte, svelteImporting, vue } from './formats/html';
import { haml, pug, slim } from './formats/indented';
import { indentedCss } from './formats/indentedCss';
import { codeWithJsx, jsx, jsxWith } from './formats/jsx';
import { jupyter } from './formats/jupyter';
import { latex, latexWith } from './formats/latex';
import { markdown } from './formats/markdown';
import { mdx, mdxImporting } from './formats/mdx';
import { mediawiki } from './formats/mediawiki';
import { org } from './formats/org';
import { pandoc } from './formats/pandoc';
import { restructuredText } from './formats/restructuredText';
import { textile } from './formats/textile';
import { typst } from './formats/typst';
import { xml } from './formats/xml';
import type { DocumentFormat } from './spots';

const formats: Readonly<Record<keyof typeof languagesByFormat, DocumentFormat>> = {
	...{ markdown, pandoc, mdx, html, razor, xml, vue, svelte, astro, pug, slim, haml, jsx, css, scss, indentedCss },
	...{ latex, typst, restructuredText, asciidoc, org, textile, mediawiki },
};

/** By editors' language ids. */
const languages: ReadonlyMap<string, DocumentFormat> = new Map([
	...Object.entries(languagesByFormat).flatMap(([name, ids]) =>
		ids.map((id): [string, DocumentFormat] => [id, formats[name as keyof typeof languagesByFormat]]),
	),
	// Code that may have JSX in it, and the files of notebooks, whose cells are documents.
	['javascript', codeWithJsx('javascript')],
	['typescript', codeWithJsx('typescript')],
	['jupyter', jupyter],
]);

/** Those whose compilers take an image for a file where a module imports it. */
const importing: ReadonlyMap<DocumentFormat, DocumentFormat> = new Map([
	[jsx, jsxWith({ import: true })],
	[mdx, mdxImporting],
	[svelte, svelteImporting],
	[astro, astroImporting],
]);

/** What people may choose of how links are written. */
export interface LinkStyle {
	/** Whether images in JSX, MDX, Svelte and Astro are imported at the top and named, rather than named by their paths. */
	readonly jsxImport: boolean;
	/** Whether a block in LaTeX is a figure with a caption and a label. */
	readonly latexFigure: boolean;
}

/** The format of documents in that language: code where no other is known. */
export function formatOf(languageId: string, style?: LinkStyle): DocumentFormat {
	const format = languages.get(languageId) ?? codeIn(languageId);
	if (format === latex && style?.latexFigure === true) {
		return latexWith({ figure: true });
	}
	return (style?.jsxImport === true ? importing.get(format) : undefined) ?? format;
}

/** Whether that is the id of a language that is known. */
export function isLanguageId(id: string): boolean {
	return languages.has(id) || isCodeLanguage(id);
}

/** The ids of the languages that have one of their own. */
export const languagesWithFormat: readonly string[] = [...languages.keys()];

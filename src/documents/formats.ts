import { asciidoc } from './formats/asciidoc';
import { codeIn } from './formats/code';
import { isCodeLanguage } from './formats/codeLanguages';
import { css, scss } from './formats/css';
import { astro, html, svelte, vue } from './formats/html';
import { indentedCss } from './formats/indentedCss';
import { codeWithJsx, jsx, jsxWith } from './formats/jsx';
import { jupyter } from './formats/jupyter';
import { latex, latexWith } from './formats/latex';
import { markdown } from './formats/markdown';
import { mdx } from './formats/mdx';
import { mediawiki } from './formats/mediawiki';
import { org } from './formats/org';
import { pandoc } from './formats/pandoc';
import { restructuredText } from './formats/restructuredText';
import { textile } from './formats/textile';
import { typst } from './formats/typst';
import type { DocumentFormat } from './spots';

/** By editors' language ids. */
const formats: ReadonlyMap<string, DocumentFormat> = new Map(
	(
		[
			[markdown, ['markdown', 'prompt', 'instructions', 'chatagent', 'skill']],
			[pandoc, ['quarto', 'rmd']],
			[mdx, ['mdx']],
			[jupyter, ['jupyter']],
			[html, ['html', 'php', 'blade', 'twig', 'handlebars', 'razor', 'aspnetcorerazor', 'django-html', 'jinja-html']],
			[html, ['jinja', 'liquid', 'erb', 'html.erb', 'ejs', 'nunjucks', 'xml']],
			[vue, ['vue']],
			[svelte, ['svelte']],
			[astro, ['astro']],
			[jsx, ['javascriptreact', 'typescriptreact']],
			[codeWithJsx('javascript'), ['javascript']],
			[codeWithJsx('typescript'), ['typescript']],
			[css, ['css', 'postcss', 'tailwindcss']],
			[scss, ['scss', 'less']],
			[indentedCss, ['sass', 'stylus']],
			[latex, ['latex', 'tex', 'doctex', 'latex-expl3', 'rsweave', 'jlweave', 'pweave']],
			[typst, ['typst']],
			[restructuredText, ['restructuredtext']],
			[asciidoc, ['asciidoc']],
			[org, ['org']],
			[textile, ['textile']],
			[mediawiki, ['wikitext', 'mediawiki']],
		] as const
	).flatMap(([format, ids]) => ids.map((id) => [id, format] as const)),
);

/** What people may choose of how links are written. */
export interface LinkStyle {
	/** Whether images in JSX are imported at the top and named, rather than named by their paths. */
	readonly jsxImport: boolean;
	/** Whether a block in LaTeX is a figure with a caption and a label. */
	readonly latexFigure: boolean;
}

/** The format of documents in that language: code where no other is known. */
export function formatOf(languageId: string, style?: LinkStyle): DocumentFormat {
	const format = formats.get(languageId) ?? codeIn(languageId);
	if (format === jsx && style?.jsxImport === true) {
		return jsxWith({ import: true });
	}
	return format === latex && style?.latexFigure === true ? latexWith({ figure: true }) : format;
}

/** Whether that is the id of a language that is known. */
export function isLanguageId(id: string): boolean {
	return formats.has(id) || isCodeLanguage(id);
}

/** The ids of the languages that have one of their own. */
export const languagesWithFormat: readonly string[] = [...formats.keys()];

/**
 * The ids of the languages of documents: those that have a format of their own in `formats.ts`, but for code that may have JSX in it,
 * and for the files of notebooks, whose cells are documents.
 * Without the parsers, so that it costs nothing to ask.
 */
export const documentLanguages: readonly string[] = [
	'markdown mdx prompt instructions chatagent skill quarto rmd',
	'html php blade twig handlebars razor aspnetcorerazor django-html jinja-html jinja liquid erb html.erb ejs nunjucks xml',
	'vue svelte astro javascriptreact typescriptreact css postcss tailwindcss scss less sass stylus',
	'latex tex doctex latex-expl3 rsweave jlweave pweave typst restructuredtext asciidoc org textile wikitext mediawiki',
].flatMap((ids) => ids.split(' '));

/** The extensions of documents whose language an editor may not know, since an extension of its own would have to be there. */
export const otherExtensions: readonly string[] =
	'adoc asciidoc asc org typ mdx rmd qmd textile mediawiki wikitext vue svelte astro twig njk liquid sass styl'.split(
		' ',
	);

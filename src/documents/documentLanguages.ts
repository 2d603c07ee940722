/** The ids of documents' languages by their formats. Without the parsers, so that it costs nothing to ask. */
export const languagesByFormat = {
	markdown: ['markdown', 'prompt', 'instructions', 'chatagent', 'skill'],
	pandoc: ['quarto', 'rmd'],
	mdx: ['mdx'],
	html: [
		...['html', 'php', 'blade', 'twig', 'handlebars', 'django-html', 'jinja-html'],
		...['jinja', 'liquid', 'erb', 'html.erb', 'ejs', 'nunjucks'],
	],
	razor: ['razor', 'aspnetcorerazor'],
	xml: ['xml', 'xsl', 'svg'],
	vue: ['vue'],
	svelte: ['svelte'],
	astro: ['astro'],
	pug: ['jade', 'pug'],
	slim: ['slim'],
	haml: ['haml'],
	jsx: ['javascriptreact', 'typescriptreact'],
	css: ['css', 'postcss', 'tailwindcss'],
	scss: ['scss', 'less'],
	indentedCss: ['sass', 'stylus'],
	latex: ['latex', 'tex', 'doctex', 'latex-expl3', 'rsweave', 'jlweave', 'pweave'],
	typst: ['typst'],
	restructuredText: ['restructuredtext'],
	asciidoc: ['asciidoc'],
	org: ['org'],
	textile: ['textile'],
	mediawiki: ['wikitext', 'mediawiki'],
} as const;

/** All of them. */
export const documentLanguages: readonly string[] = Object.values(languagesByFormat).flat();

/** The extensions of documents whose language an editor may not know, since an extension of its own would have to be there. */
export const otherExtensions: readonly string[] =
	'adoc asciidoc asc org typ mdx rmd qmd textile mediawiki wikitext vue svelte astro twig njk liquid sass styl slim haml'.split(
		' ',
	);

import { posix } from 'node:path';

/** Editors' language ids by the extensions of their files: VS Code's own, and those of the usual extensions for it. */
const extensions: ReadonlyMap<string, string> = new Map(
	Object.entries({
		markdown: 'md mkd mdwn mdown markdown markdn mdtxt mdtext workbook',
		mdx: 'mdx',
		rmd: 'rmd',
		quarto: 'qmd',
		html: 'html htm shtml xhtml xht mdoc jsp asp aspx jshtm volt rhtml',
		xml: 'xml svg docbook dbk',
		xsl: 'xsl xslt',
		php: 'php php4 php5 phtml ctp',
		blade: 'blade.php',
		twig: 'twig',
		handlebars: 'handlebars hbs hjs',
		razor: 'cshtml razor',
		jinja: 'jinja jinja2 j2',
		liquid: 'liquid',
		erb: 'erb',
		ejs: 'ejs',
		nunjucks: 'njk',
		jade: 'pug jade',
		slim: 'slim',
		haml: 'haml',
		vue: 'vue',
		svelte: 'svelte',
		astro: 'astro',
		javascriptreact: 'jsx',
		typescriptreact: 'tsx',
		css: 'css',
		scss: 'scss',
		less: 'less',
		postcss: 'pcss postcss',
		sass: 'sass',
		stylus: 'styl',
		latex: 'tex ltx ctx',
		tex: 'sty cls',
		doctex: 'dtx',
		rsweave: 'rnw',
		typst: 'typ',
		restructuredtext: 'rst',
		asciidoc: 'adoc asciidoc asc',
		org: 'org',
		textile: 'textile',
		mediawiki: 'mediawiki wikitext wiki',
		javascript: 'js es6 mjs cjs',
		typescript: 'ts cts mts',
		jupyter: 'ipynb',
		json: 'json webmanifest',
		jsonc: 'jsonc code-workspace',
		python: 'py rpy pyw pyi',
		go: 'go',
		rust: 'rs',
		java: 'java jav',
		kotlin: 'kt kts',
		dart: 'dart',
		swift: 'swift',
		csharp: 'cs csx cake',
		c: 'c i',
		cpp: 'cpp cc cxx c++ hpp hh hxx h',
		ruby: 'rb rake gemspec',
		perl: 'pl pm pod t psgi',
		shellscript: 'sh bash zsh',
		lua: 'lua',
		yaml: 'yml yaml',
		toml: 'toml',
		plaintext: 'txt',
	}).flatMap(([id, names]) => names.split(' ').map((name) => [name, id] as const)),
);

/** The language of a file of that name; undefined where its extension is none of a language that is known. */
export function languageIdOf(fileName: string): string | undefined {
	const [, ...steps] = posix.basename(fileName).toLowerCase().split('.');
	return extensions.get(steps.slice(-2).join('.')) ?? extensions.get(steps.at(-1) ?? '');
}

/** The extensions of files in those languages, without their dots. */
export function extensionsOf(languageIds: readonly string[]): readonly string[] {
	return [...extensions].filter(([, id]) => languageIds.includes(id)).map(([extension]) => extension);
}

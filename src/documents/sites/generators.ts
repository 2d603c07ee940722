import { posix } from 'node:path';

/** A program that builds a site of documents: how its projects are told, and where their pages find images. */
export interface Generator {
	readonly id: string;
	/** What is in the folder of such a project. */
	readonly signs: readonly Sign[];
	/** The folder whose files are published at the site's root: the first that is there. None: images are reached from beside the document alone. */
	readonly publicFolders?: readonly string[];
	/** Where the project's configuration says so, another one. */
	readonly publicSetting?: Setting;
	/** What links from the root need in front of them, where the generator does not add it. */
	readonly base?: Setting;
	/** Where on the site images go by default, where a link from beside the document would not resolve on the page. */
	readonly images?: ImagesByDefault;
	/** Whether its Markdown finds files with ASCII names alone. */
	readonly needsAscii?: (config: string) => boolean;
}

interface Sign {
	/** Called so. */
	readonly name: RegExp;
	/** And one of these is beside it. */
	readonly beside?: readonly string[];
	/** And its text has that in it. */
	readonly mentions?: RegExp;
}

interface ImagesByDefault {
	/** In the public folder. */
	readonly folder: (config: string) => string;
	/** For these documents, by their paths in the project. For all by default. */
	readonly isFor?: (path: string) => boolean;
}

const into = (folder: string): ImagesByDefault => ({ folder: () => folder });

type Setting = (config: string) => string | undefined;

/** The path that is the first text after what is found, in a script: the text alone, and no expression. */
function inScript(before: string): Setting {
	const pattern = new RegExp(`${before}[ \\t]*(["'\`])([\\w./~-]+)\\1`, 'm');
	return (config) => pattern.exec(config)?.[2];
}

/** A member of an object in a script. */
function member(name: string): Setting {
	return inScript(`(?:^|[{,])[ \\t]*${name}[ \\t]*:[ \\t]*\\[?`);
}

/** The path of a key of YAML, TOML or JSON, or of a URL that is its value. */
function key(name: string): Setting {
	const pattern = new RegExp(
		`^[ \\t{,]*["']?${name}["']?[ \\t]*[=:][ \\t]*["']?(?:https?://[^/\\s"']+(?=/))?(?!https?:|//)([\\w./~-]+)`,
		'im',
	);
	return (config) => pattern.exec(config)?.[1];
}

/** Of those that are in one folder, the first counts: many sites are built with Vite as well. */
export const generators: readonly Generator[] = [
	{
		id: 'docusaurus',
		signs: [{ name: /^docusaurus\.config\.[cm]?[jt]s$/ }],
		publicFolders: ['static'],
		publicSetting: member('staticDirectories'),
	},
	{ id: 'vitepress', signs: [{ name: /^\.vitepress$/ }], publicFolders: ['public'] },
	{ id: 'vuepress', signs: [{ name: /^\.vuepress$/ }], publicFolders: ['.vuepress/public'] },
	{
		id: 'hugo',
		signs: [
			{ name: /^hugo\.(toml|ya?ml|json)$/ },
			{ name: /^config(\.(toml|ya?ml|json))?$/, beside: ['archetypes', 'layouts'] },
		],
		publicFolders: ['static'],
		publicSetting: key('staticDir'),
		base: key('baseURL'),
		// A page of a single file is published in a folder of its own.
		images: { ...into('images'), isFor: (path) => !/^_?index\./.test(posix.basename(path)) },
	},
	{ id: 'jupyterBook', signs: [{ name: /^(myst\.yml|_toc\.yml)$/ }], needsAscii: () => true },
	{
		id: 'hexo',
		signs: [{ name: /^_config\.ya?ml$/, beside: ['scaffolds'] }],
		publicFolders: ['source'],
		images: into('images'),
	},
	{
		id: 'jekyll',
		signs: [
			{ name: /^_config\.ya?ml$/, beside: ['_posts', '_layouts', '_includes', '_sass', 'Gemfile'] },
			{ name: /^Gemfile$/, mentions: /\bjekyll\b/ },
		],
		publicFolders: ['.'],
		base: key('baseurl'),
		images: into('assets/images'),
	},
	{
		id: 'astro',
		signs: [{ name: /^astro\.config\.[cm]?[jt]s$/ }],
		publicFolders: ['public'],
		publicSetting: member('publicDir'),
		base: member('base'),
	},
	{
		id: 'nextjs',
		signs: [{ name: /^next\.config\.[cm]?[jt]s$/ }],
		publicFolders: ['public'],
		base: member('basePath'),
		images: into('images'),
	},
	{
		id: 'nuxt',
		signs: [{ name: /^nuxt\.config\.[cm]?[jt]s$/ }],
		publicFolders: ['public', 'static'],
		images: into('images'),
	},
	{ id: 'gatsby', signs: [{ name: /^gatsby-config\.[cm]?[jt]s$/ }], publicFolders: ['static'] },
	{
		id: 'sveltekit',
		signs: [{ name: /^svelte\.config\.[cm]?[jt]s$/, mentions: /\bkit\b/ }],
		publicFolders: ['static'],
	},
	{
		id: 'eleventy',
		signs: [{ name: /^(\.eleventy\.[cm]?js|eleventy\.config\.[cm]?[jt]s)$/ }],
		publicFolders: ['.'],
		publicSetting: (config) => publishedAtRoot(config) ?? inputOf(config),
		images: { folder: (config) => copiedByEleventy(config) ?? 'img' },
	},
	{ id: 'mkdocs', signs: [{ name: /^mkdocs\.ya?ml$/ }] },
	{
		id: 'sphinx',
		signs: [{ name: /^conf\.py$/, mentions: /^[ \t]*(extensions|project|html_theme)[ \t]*=/m }],
		needsAscii: (config) => /\bmyst_(parser|nb)\b/.test(config),
	},
	{ id: 'mdbook', signs: [{ name: /^book\.toml$/ }] },
	{ id: 'quarto', signs: [{ name: /^_quarto\.ya?ml$/ }] },
	{
		id: 'vite',
		signs: [{ name: /^vite\.config\.[cm]?[jt]s$/ }],
		publicFolders: ['public'],
		publicSetting: member('publicDir'),
	},
];

/** `addPassthroughCopy({ "public": "/" })` */
function publishedAtRoot(config: string): string | undefined {
	return /addPassthroughCopy\([ \t\n]*\{[ \t\n]*(["'`])([\w./-]+)\1[ \t]*:[ \t]*(["'`])\/?\3/.exec(config)?.[2];
}

const inputOf = member('input');

/** The folder of images, of those that Eleventy copies as they are, in the public folder: `addPassthroughCopy("src/img")` */
function copiedByEleventy(config: string): string | undefined {
	const input = inputOf(config) ?? '.';
	return Array.from(config.matchAll(/addPassthroughCopy\([ \t\n]*["'`]([\w./-]+)["'`]/g), ([, path = '']) =>
		posix.relative(input, path),
	).find((path) => /^(?!\.\.)(.*\/)?(img|images?|assets|static|media)\/?$/.test(path));
}

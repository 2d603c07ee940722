// Builds the product's bundles, and the in-editor test suite with --tests.
// One bundle a process: the window's extension, the engine's command line, the sandbox's painting thread.
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');
const tests = process.argv.includes('--tests');
const { publisher, name } = require('./package.json');
const id = process.argv.find((option) => option.startsWith('--id='))?.slice('--id='.length) ?? `${publisher}.${name}`;

/** @type {esbuild.BuildOptions} */
const common = {
	bundle: true,
	platform: 'node',
	format: 'cjs',
	target: 'node22',
	define: { EXTENSION_ID: JSON.stringify(id) },
	minify: production,
	sourcemap: production ? false : 'linked',
	metafile: true,
	logLevel: watch ? 'info' : 'warning',
};

/**
 * Loads the editor's API once a bundle. Otherwise each module that imports it gets a copy of its own, property by property: sixty
 * copies of hundreds, which were a third of the time that loading takes.
 *
 * @type {esbuild.Plugin}
 */
const vscodeOnce = {
	name: 'vscode-once',
	setup(build) {
		build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
			namespace === 'vscode-once' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'vscode-once' },
		);
		build.onLoad({ filter: /^vscode$/, namespace: 'vscode-once' }, () => ({ contents: "export * from 'vscode';" }));
	},
};

/**
 * Leaves documents' languages, images' codecs, the agents' protocol and what makes SVGs harmless in their bundles, which lie beside all others, from wherever they are imported.
 *
 * @type {esbuild.Plugin}
 */
const apart = {
	name: 'apart',
	setup(build) {
		build.onResolve({ filter: /^(\.\.\/)+(languages|mcp|pixels|svg)$/ }, ({ path: name }) => ({
			path: `./${path.basename(name)}`,
			external: true,
		}));
	},
};

/**
 * Leaves out what a library loads and nothing here asks of it.
 *
 * @param {RegExp} filter What the library imports it by.
 * @returns {esbuild.Plugin}
 */
const without = (filter) => ({
	name: 'without',
	setup(build) {
		build.onResolve({ filter }, ({ path: name }) => ({ path: name, namespace: 'empty' }));
		build.onLoad({ filter: /^/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
	},
});

/** The codecs that images are read, scaled and written with. */
const codecs = [
	'oxipng/codec/pkg/squoosh_oxipng_bg',
	'png/codec/pkg/squoosh_png_bg',
	'jpeg/codec/dec/mozjpeg_dec',
	'jpeg/codec/enc/mozjpeg_enc',
	'webp/codec/dec/webp_dec',
	'webp/codec/enc/webp_enc_simd',
	'resize/lib/resize/pkg/squoosh_resize_bg',
];

/** @type {esbuild.BuildOptions[]} */
const bundles = [
	// What every window loads, and what it loads once there is something to do: the import between them stays one.
	{
		...common,
		entryPoints: ['src/extension.ts'],
		outfile: 'dist/extension.js',
		external: ['vscode', './window'],
		plugins: [vscodeOnce],
		supported: { 'dynamic-import': false },
	},
	// Libraries' modules rather than their bundles, of which nothing can be left out.
	{
		...common,
		entryPoints: ['src/window.ts'],
		outfile: 'dist/window.js',
		external: ['vscode'],
		plugins: [vscodeOnce],
		mainFields: ['module', 'main'],
		supported: { 'dynamic-import': false },
	},
	{
		...common,
		entryPoints: ['src/mcp.ts'],
		outfile: 'dist/mcp.js',
		mainFields: ['module', 'main'],
		// Zod's words in sixty other languages, a third of the bundle: agents are told in English, which it loads by itself.
		plugins: [without(/^\.\.\/locales\/index\.js$/)],
	},
	// The parsers of documents' languages, which the reading thread loads, and the command line for documents.
	{ ...common, entryPoints: ['src/languages.ts'], outfile: 'dist/languages.js', mainFields: ['module', 'main'] },
	// The thread in which a window reads documents with them.
	{ ...common, entryPoints: ['src/reader.ts'], outfile: 'dist/reader.js', external: ['./languages'] },
	// 'vscode' is not external here: an import of it anywhere in the engine breaks this build, and is meant to.
	{
		...common,
		entryPoints: ['src/cli.ts'],
		outfile: 'dist/cli.js',
		banner: { js: '#!/usr/bin/env node' },
		// People run it on whatever Node they have: an older one can at least read it, and say that it is too old.
		target: 'node16.11',
		plugins: [apart],
		supported: { 'dynamic-import': false },
	},
	{ ...common, entryPoints: ['src/sandbox/painter.ts'], outfile: 'dist/painter.js' },
	// What reads and writes images: loaded only where a copy is to be made.
	{
		...common,
		entryPoints: ['src/pixels.ts'],
		outfile: 'dist/pixels.js',
		// The codecs are given their WebAssembly; where they would look for it themselves, they look in vain.
		define: { 'import.meta.url': "'file:///'" },
	},
	// What makes an SVG harmless: loaded only where one was asked for. Libraries' modules, of which what is not used is left out.
	{
		...common,
		entryPoints: ['src/svg.ts'],
		outfile: 'dist/svg.js',
		mainFields: ['module', 'main'],
		// Maps of sources, which PostCSS works without, as its own package has it for browsers.
		plugins: [without(/^source-map-js$/)],
	},
];
if (tests) {
	// The suite runs whatever test lies beside it, so what was built before must not lie there any more.
	fs.rmSync('out/test/editor', { recursive: true, force: true });
	bundles.push({
		...common,
		entryPoints: [
			'test/editor/suite.ts',
			...fs.globSync('test/editor/**/*.test.ts', { exclude: ['test/editor/server'] }),
		],
		outbase: 'test/editor',
		outdir: 'out/test/editor',
		external: ['vscode', 'mocha', 'prettier'],
		mainFields: ['module', 'main'],
	});
}

async function main() {
	for (const codec of codecs) {
		fs.mkdirSync('dist', { recursive: true });
		fs.copyFileSync(require.resolve(`@jsquash/${codec}.wasm`), `dist/${path.basename(codec)}.wasm`);
	}
	if (watch) {
		const contexts = await Promise.all(bundles.map((options) => esbuild.context(options)));
		await Promise.all(contexts.map((context) => context.watch()));
		return;
	}
	await Promise.all(bundles.map(build));
}

/** @param {esbuild.BuildOptions} options */
async function build(options) {
	const { metafile } = await esbuild.build(options);
	// The window must never load undici: its index replaces the fetch dispatcher of every other extension there.
	const inputs = Object.keys(metafile?.inputs ?? {});
	if (
		options.external?.includes('vscode') &&
		options.outfile &&
		inputs.some((input) => input.includes('node_modules/undici/'))
	) {
		throw new Error(`${options.outfile} must not contain undici`);
	}
	if (options.outfile) {
		// What each bundle is made of, for the notices of its packages and for bench/.
		fs.mkdirSync('out', { recursive: true });
		fs.writeFileSync(`out/${path.basename(options.outfile)}.meta.json`, JSON.stringify(metafile));
	}
}

main().catch((error) => {
	console.error(error.message ?? error);
	process.exitCode = 1;
});

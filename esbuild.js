// Builds the product's bundles, and the in-editor test suite with --tests.
// One bundle a process: the window's extension, the engine's command line, the sandbox's painting thread.
const esbuild = require('esbuild');

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');
const tests = process.argv.includes('--tests');

/** @type {esbuild.BuildOptions} */
const common = {
	bundle: true,
	platform: 'node',
	format: 'cjs',
	target: 'node22',
	minify: production,
	sourcemap: production ? false : 'linked',
	metafile: true,
	logLevel: 'info',
};

/** @type {esbuild.BuildOptions[]} */
const bundles = [
	{ ...common, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
	// 'vscode' is not external here: an import of it anywhere in the engine breaks this build, and is meant to.
	{ ...common, entryPoints: ['src/cli.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
	{ ...common, entryPoints: ['src/sandbox/painter.ts'], outfile: 'dist/painter.js' },
];
if (tests) {
	bundles.push({
		...common,
		entryPoints: ['test/editor/suite.ts'],
		outfile: 'out/test/editor/suite.js',
		external: ['vscode', 'mocha'],
	});
}

async function main() {
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
	if (options.outfile === 'dist/extension.js' && inputs.some((input) => input.includes('node_modules/undici/'))) {
		throw new Error('dist/extension.js must not contain undici');
	}
}

main().catch((error) => {
	console.error(error.message ?? error);
	process.exitCode = 1;
});

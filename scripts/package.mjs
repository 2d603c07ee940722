// npm run package: builds for production and packs the VSIX into out/, with the sizes of what people install.
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noticesFor } from './notices.mjs';
import { SetupError, build, installPackages, isMain, node, root, run, runMain } from './setup.mjs';

/**
 * Builds what people install, with the notices of what is bundled in it.
 * @param {string} [id] the extension's, where its publisher is to be another than package.json's
 */
export async function buildForPeople(id) {
	await build('--production', ...(id === undefined ? [] : [`--id=${id}`]));
	writeFileSync(join(root, 'dist/ThirdPartyNotices.txt'), noticesFor());
}

/**
 * Packs the extension as people install it.
 * @returns {Promise<string>} the VSIX's path
 */
export async function packVsix() {
	const vsix = join(root, 'out/imagegen.vsix');
	await buildForPeople();
	mkdirSync(join(root, 'out'), { recursive: true });
	const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
	// No repository yet, so the README's relative links have nothing to be rewritten to.
	const options = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
	const readme = ['--readme-path', writeReadme()];
	if ((await run(node, [vsce, 'package', ...options, ...readme, '--out', vsix])) !== 0) {
		throw new SetupError('vsce could not pack the VSIX.');
	}
	return vsix;
}

/**
 * Writes the README as VS Code's extension view can show it: there an image needs an https address, and shows as a broken one
 * without, also when it is packed.
 * @returns {string} its path in the checkout
 */
function writeReadme() {
	const path = 'out/README.md';
	const text = readFileSync(join(root, 'README.md'), 'utf8');
	writeFileSync(join(root, path), withoutOwnImages(text));
	return path;
}

/** @param {string} text @returns {string} a page without the images that lie beside it, and without what is said of one in italics below it */
export function withoutOwnImages(text) {
	return text.replace(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n?(?:\*[^*\n]+\*\n\n?)?/gm, '');
}

function printSize(path) {
	console.log(`${(statSync(join(root, path)).size / 1024).toFixed(0).padStart(7)} KB  ${path}`);
}

if (isMain(import.meta.url)) {
	await runMain(async () => {
		await installPackages();
		await packVsix();
		printSize('out/imagegen.vsix');
		for (const bundle of readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.js'))) {
			printSize(`dist/${bundle}`);
		}
	});
}

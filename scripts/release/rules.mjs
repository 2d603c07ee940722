// What the stores refuse, and what must not get into a package: vsce looks for the rest itself (keys, SVG images on a page, versions).
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { imagesIn, targetsIn } from '../pageLinks.mjs';

const needed = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'dist/ThirdPartyNotices.txt'];

/** Sources, tests, tools, maps of sources, keys. */
const forbidden =
	/(^|\/)(node_modules|src|test|scripts|bench|\.(git|github|vscode|ci))\/|(^|\/)\.(env|npmrc)|\.(map|tsx?|pem|key|p12|vsix|log)$/;

/**
 * What of a package the stores would refuse, or nobody should get.
 * @param {string} folder with what is to be packed
 * @param {readonly string[]} files in it
 * @param {string} checkout where the pages' links lead
 * @returns {string[]} a sentence each
 */
export function violations(folder, files, checkout) {
	const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	return [
		...needed.filter((file) => !files.includes(file)).map((file) => `${file} is missing.`),
		...files.filter((file) => forbidden.test(file)).map((file) => `${file} does not belong there.`),
		...ofManifest(manifest, folder),
		...['README.md', 'CHANGELOG.md'].flatMap((page) => [...ofPage(page, folder, checkout)]),
		...files.filter((file) => /^docs\/.*\.md$/.test(file)).flatMap((page) => [...ofPackedPage(page, folder, files)]),
	];
}

function* ofManifest({ icon, keywords, license, categories, main, engines }, folder) {
	const [width, height] = pngSize(join(folder, icon ?? ''));
	if (!(width >= 128 && width === height)) {
		yield 'The icon is no square PNG of 128 pixels or more.';
	}
	if (keywords.length > 30) {
		yield `There are ${keywords.length} keywords, and the Marketplace takes 30.`;
	}
	if (!license) {
		yield 'Open VSX asks for a licence in the manifest.';
	}
	if (!categories?.length || !engines?.vscode) {
		yield 'The manifest has no categories, or no version of VS Code.';
	}
	if (!existsSync(join(folder, main))) {
		yield `${main} was not built.`;
	}
}

/** Both stores show no SVG, and links to nowhere. */
function* ofPage(page, folder, checkout) {
	const path = join(folder, page);
	if (!existsSync(path)) {
		return;
	}
	const text = readFileSync(path, 'utf8');
	for (const image of imagesIn(text).filter(
		(target) => /\.svg(?:[?#]|$)/i.test(target) || target.startsWith('http:'),
	)) {
		yield `${page} shows ${image}: the stores take no SVG, and https alone.`;
	}
	for (const target of targetsIn(text).filter((one) => !/^([a-z]+:|#)/i.test(one))) {
		const path = decoded(target.replace(/[?#].*/, ''));
		if (path === undefined) {
			yield `${page} links to ${target}, in which a % begins no escape.`;
		} else if (!existsSync(join(checkout, dirname(page), path))) {
			yield `${page} links to ${target}, which is not there.`;
		}
	}
}

/** Undefined where a `%` in it is not followed by what stands for a letter. */
function decoded(path) {
	try {
		return decodeURI(path);
	} catch {
		return undefined;
	}
}

/** The editor shows these as they are packed. */
function* ofPackedPage(page, folder, files) {
	const images = imagesIn(readFileSync(join(folder, page), 'utf8'));
	for (const image of images.filter((target) => !/^[a-z]+:/i.test(target))) {
		if (!files.includes(posix.join(posix.dirname(page), image))) {
			yield `${page} shows ${image}, which is not packed.`;
		}
	}
}

function pngSize(path) {
	const bytes = path.endsWith('.png') && existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
	return bytes.toString('latin1', 1, 4) === 'PNG' ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : [0, 0];
}

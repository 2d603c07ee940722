// The licences of the packages that are in the bundles, as these licences ask for: out of esbuild's account of what each bundle is made of.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from './setup.mjs';

/** Licences under which a package may be passed on within another, as long as its notice comes along. */
const allowed = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

/** How the files end in which each build leaves esbuild's account of a bundle. */
const account = '.js.meta.json';

const licenceFile = /^(licen[cs]e|copying|notice)(\.\w+)*$/i;

/**
 * The notices for what was built last.
 * @param {readonly string[]} bundles the names of bundles, such as `cli`; all of them without
 * @returns {string} the text, in which equal licences stand once, below all packages that have them
 * @throws {Error} where a package has no licence text, or one that isn't known to allow this
 */
export function noticesFor(bundles = bundlesBuilt()) {
	const byText = new Map();
	for (const folder of packagesIn(bundles)) {
		const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
		if (!allowed.has(license)) {
			throw new Error(`${name} has the licence ${license}: find out whether it may be in a bundle.`);
		}
		for (const { text, of } of licencesOf(folder, name)) {
			byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})${of}`]);
		}
	}
	const parts = [...byText].map(([text, names]) => `${[...new Set(names)].join('\n')}\n\n${text}`);
	return (
		['Image Gen contains these packages, each under its own licence.', ...parts].join(`\n\n${'-'.repeat(80)}\n\n`) +
		'\n'
	);
}

/** The folders of the packages of which something is in a bundle, sorted. */
function packagesIn(bundles) {
	const folders = new Set();
	for (const bundle of bundles) {
		const { outputs } = JSON.parse(readFileSync(join(root, `out/${bundle}${account}`), 'utf8'));
		const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
		for (const [input, { bytesInOutput }] of inputs) {
			const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
			if (folder !== undefined && bytesInOutput > 0) {
				folders.add(join(root, folder));
			}
		}
	}
	return [...folders].sort();
}

function bundlesBuilt() {
	return readdirSync(join(root, 'out'))
		.filter((name) => name.endsWith(account))
		.map((name) => basename(name, account))
		.sort();
}

/** All licences in a package's folder: codecs that were compiled from others' code have these others' beside them. */
function licencesOf(folder, name) {
	const own = readdirSync(folder).filter((file) => licenceFile.test(file));
	if (own.length === 0) {
		throw new Error(`${name} has no file with its licence.`);
	}
	const ofCodecs = readdirSync(folder, { recursive: true }).filter((path) =>
		/^(?:codec|lib[\\/]\w[\w-]*)[\\/]licen[cs]e/i.test(path),
	);
	return [...own, ...ofCodecs].sort().map((file) => ({
		text: readFileSync(join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim(),
		of: dirname(file) === '.' ? '' : `, of what its ${dirname(file)} is compiled from`,
	}));
}

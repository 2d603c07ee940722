import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { imagesIn, targetsIn } from '../../scripts/pageLinks.mjs';
import { serviceGroups } from '../../src/engine/providers/catalogue';

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/*.md').sort()];

/** The anchors of a page's headings, as GitHub and VS Code's preview name them. */
function anchorsIn(text: string): Set<string> {
	const headings = [...text.replace(/^```[^]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
	return new Set(
		headings.map((heading) =>
			heading
				.toLowerCase()
				.replace(/[^\p{L}\p{N} _-]/gu, '')
				.replaceAll(' ', '-'),
		),
	);
}

/** Whether a link of a document leads to something: to a file, and to a heading where it names one. */
function isThere(document: string, target: string): boolean {
	const [file = '', anchor] = target.split('#');
	const path = file === '' ? document : join(dirname(document), file);
	return existsSync(path) && (anchor === undefined || anchorsIn(readFileSync(path, 'utf8')).has(anchor));
}

/** What each row of the bench says, by its id. */
function benchRows(): Map<string, string> {
	const rows = readFileSync('bench/RESULTS.md', 'utf8').matchAll(/^\| ([SEPGBW]\d+) \| (.*)$/gm);
	return new Map([...rows].map(([, id = '', row = '']) => [id, row]));
}

/** The numbers in a text, whatever a language has between their digits. */
function numbersIn(text: string): Set<string> {
	return new Set([...text.replace(/(\d),(\d)/g, '$1.$2').matchAll(/\d+(?:\.\d+)?/g)].map(([number]) => number));
}

/** The rows that a page names in brackets, each with what stands between it and the one named before. */
function figuresIn(text: string): { readonly ids: readonly string[]; readonly said: string }[] {
	let from = 0;
	return [...text.matchAll(/[(（]([SEPGBW]\d+(?:[,、] ?[SEPGBW]\d+)*)[)）]/g)].map(({ 0: all, 1: ids = '', index }) => {
		const said = text.slice(from, index);
		from = index + all.length;
		return { ids: ids.split(/[,、] ?/), said };
	});
}

describe('the documents', () => {
	for (const document of documents) {
		const text = readFileSync(document, 'utf8');

		it(`link to files and headings that are there: ${document}`, () => {
			const targets = targetsIn(text).filter((target) => !target.startsWith('https:') && !target.startsWith('http:'));
			assert.deepEqual(
				targets.filter((target) => !isThere(document, target)),
				[],
			);
		});

		it(`show no image that the Marketplace would refuse: ${document}`, () => {
			assert.deepEqual(
				imagesIn(text).filter((target) => target.endsWith('.svg')),
				[],
			);
		});

		it(`take figures from rows of the bench that are there: ${document}`, () => {
			const known = benchRows();
			const cited = [...text.matchAll(/\b[SEPGBW]\d+\b/g)].map(([id]) => id);
			assert.deepEqual(
				cited.filter((id) => !known.has(id)),
				[],
			);
		});
	}

	it('say of a row of the bench, in the README, what stands in it', () => {
		const known = benchRows();
		const wrong = figuresIn(readFileSync('README.md', 'utf8')).flatMap(({ ids, said }) => {
			const numbers = numbersIn(said.split('\n\n').at(-1) ?? '');
			return ids.filter((id) => ![...numbersIn(known.get(id) ?? '')].some((number) => numbers.has(number)));
		});
		assert.deepEqual(wrong, []);
	});

	it('count the services that there are, in the README', () => {
		const count = Object.entries(serviceGroups)
			.filter(([group]) => group !== 'sandbox' && group !== 'custom')
			.flatMap(([, presets]) => presets).length;
		assert.match(readFileSync('README.md', 'utf8'), new RegExp(`^${count} services,`, 'm'));
	});
});

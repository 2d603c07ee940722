import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { imagesIn, targetsIn } from '../../scripts/pageLinks.mjs';
import { benchRows } from '../support/benchRows';

const documents = [...globSync(['*.md', 'docs/*.md'])].sort();

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
});

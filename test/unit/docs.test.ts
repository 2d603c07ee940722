import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/terminal.md'];

/** The targets of links and images, written as Markdown or as HTML; in code there are none. */
function targetsIn(text: string): string[] {
	const found = text.replace(/^```[^]*?^```|`[^`\n]+`/gm, '').matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g);
	return [...found].map(([, link, source]) => link ?? source ?? '');
}

describe('the documents', () => {
	for (const document of documents) {
		const text = readFileSync(document, 'utf8');

		it(`link to files that are there: ${document}`, () => {
			const files = targetsIn(text).filter((target) => !/^(https?:|#)/.test(target));
			const missing = files.filter((target) => !existsSync(target.replace(/#.*$/, '')));
			assert.deepEqual(missing, []);
		});

		it(`show no image that the Marketplace would refuse: ${document}`, () => {
			assert.deepEqual(
				targetsIn(text).filter((target) => target.endsWith('.svg')),
				[],
			);
		});

		it(`take figures from rows of the bench that are there: ${document}`, () => {
			const rows = readFileSync('bench/RESULTS.md', 'utf8').matchAll(/^\| ([SEPGBW]\d+) \|/gm);
			const known = new Set([...rows].map(([, id]) => id));
			const cited = [...text.matchAll(/\b[SEPGBW]\d+\b/g)].map(([id]) => id);
			assert.deepEqual(
				cited.filter((id) => !known.has(id)),
				[],
			);
		});
	}
});

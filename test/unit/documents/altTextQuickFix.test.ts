import assert from 'node:assert/strict';
import { formatOf } from '../../../src/documents/formats';
import { markedPlace, put } from '../../support/markedPlace';

/**
 * The links that the editor's own quick fixes *Generate alt text* and *Refine alt text* know, which come with GitHub Copilot: in one line, in
 * HTML the alternative text right beside the source. As `extractImageAttributes` of copilot-chat 0.67.0 reads them.
 */
const known = {
	markdown: /!\[(?<alt>[^\]]*)\]\(<?(?<path>[^)<>]+?)>?\)/,
	html: /<img\s+src=["'](?<path>[^"']+)["']\s*alt=["'](?<alt>[^"']*)["']/,
};

describe('The editor’s quick fix for alternative texts', () => {
	for (const [language, pattern] of Object.entries(known)) {
		for (const alt of ['', 'A fox', 'A [red] fox says "hi"']) {
			it(`finds what is inserted in ${language} with the text ${JSON.stringify(alt)}`, () => {
				const written = put(formatOf(language), markedPlace('Text.\n\n§\n'), {
					target: { path: 'images/a fox (1).jpg' },
					...{ alt, size: { width: 2, height: 1 } },
				});
				const lines = written.split('\n').filter((line) => line.includes('fox'));
				assert.equal(lines.length, 1);
				const { groups } = pattern.exec(lines[0] ?? '') ?? assert.fail(written);
				assert.equal(groups?.['alt'] === '', alt === '');
				assert.equal(decodeURI(groups?.['path'] ?? '').replaceAll('\\', ''), 'images/a fox (1).jpg');
			});
		}
	}
});

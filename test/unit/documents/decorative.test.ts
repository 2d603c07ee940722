import assert from 'node:assert/strict';
import { formatOf } from '../../../src/documents/formats';
import type { ImageLink } from '../../../src/documents/link';
import { markedPlace, put } from '../../support/markedPlace';

const fox: ImageLink = { target: { path: 'fox.jpg' }, alt: '', size: { width: 2, height: 1 } };

/** By language: what is written where the programs that show it would say something of their own without a text. */
const written: Readonly<Record<string, string>> = {
	markdown: '![](fox.jpg)\n',
	html: '<img src="fox.jpg" alt="" width="2" height="1">\n',
	asciidoc: 'image::fox.jpg[""]\n',
	restructuredtext: '.. image:: fox.jpg\n   :alt:\n',
	org: '#+ATTR_HTML: :alt ""\n[[file:fox.jpg]]\n',
	mediawiki: '[[File:fox.jpg|alt=]]\n',
	textile: '!fox.jpg!\n',
	typst: '#image("fox.jpg")\n',
	jade: 'img(src="fox.jpg" alt="" width="2" height="1")\n',
};

describe('An image that only decorates', () => {
	for (const [language, text] of Object.entries(written)) {
		it(`says nothing in ${language}`, () => {
			const format = formatOf(language);
			assert.equal(put(format, markedPlace('§\n'), fox), text);
			assert.deepEqual(
				format.imagesIn(text).map(({ alt }) => alt),
				format.imagesIn(text).map(() => ''),
			);
		});
	}
});

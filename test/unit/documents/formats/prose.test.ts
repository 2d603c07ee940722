import assert from 'node:assert/strict';
import { formatOf } from '../../../../src/documents/formats';
import type { ImageLink } from '../../../../src/documents/link';
import { markedPlace, put } from '../../../support/markedPlace';

const fox: ImageLink = { target: { path: 'a/fox.png', from: '/w' }, alt: 'a fox' };

/** By language: what it is about, the text before, and after; or why there is no image. */
const cases: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
	asciidoc: [
		['keeps the space before it', 'Hello §', 'Hello image:a/fox.png["a fox"]'],
		['keeps the space before it in a note', 'NOTE: Hello §', 'NOTE: Hello image:a/fox.png["a fox"]'],
		['is what a term means', 'Term:: §', 'Term:: image:a/fox.png["a fox"]'],
		['stands in front of a line break, parted', 'Hello +§', 'Hello image:a/fox.png["a fox"] +'],
		['completes a block that is begun', 'Text\n\nimage::§\n', 'Text\n\nimage::a/fox.png["a fox"]\n'],
		['completes a macro that is begun', 'see image:§ there', 'see image:a/fox.png["a fox"] there'],
		['is no block within a line', '* image::§', '* image:a/fox.png["a fox"]'],
		['stands in a cell', '|===\n|a |b\n\n|x §|y\n|===\n', '|===\n|a |b\n\n|x image:a/fox.png["a fox"]|y\n|===\n'],
		['stands in an empty cell', '|===\n|a |§\n|===\n', '|===\n|a |image:a/fox.png["a fox"]\n|===\n'],
		['stands behind a cell’s mark', '|===\n§2+|a |b\n|===\n', '|===\n2+|image:a/fox.png["a fox"]a |b\n|===\n'],
		[
			'stands in a cell of AsciiDoc',
			'|===\n|a\na|\n§\n|b\n|===\n',
			'|===\n|a\na|\nimage:a/fox.png["a fox"]\n|b\n|===\n',
		],
		[
			'is a paragraph of a cell',
			'[cols="1,a"]\n|===\n|a |b\n\n|x\n|* one\n§\n|===\n',
			'[cols="1,a"]\n|===\n|a |b\n\n|x\n|* one\n\nimage:a/fox.png["a fox"]\n\n|===\n',
		],
		['leaves a header one', '|===\n|a |b\n§\n|x |y\n|===\n', '|===\n|a |b image:a/fox.png["a fox"]\n\n|x |y\n|===\n'],
		[
			'stands in a table in a table',
			'|===\na|\n!===\n!b §\n!===\n|===\n',
			'|===\na|\n!===\n!b image:a/fox.png["a fox"]\n!===\n|===\n',
		],
		['is a path in a cell that is shown as it is', '|===\nl|x §\n|===\n', '|===\nl|x a/fox.png\n|===\n'],
		['is asked about in a table of commas', ',===\na,§\n,===\n', 'place'],
		[
			'begins in a cell where images’ paths begin',
			':imagesdir: a\n\n|===\n|x §\n|===\n',
			':imagesdir: a\n\n|===\n|x image:fox.png["a fox"]\n|===\n',
		],
		[
			'stands where something is on a condition',
			'ifdef::x[]\nA\n\n§\n\nB\nendif::[]\n',
			'ifdef::x[]\nA\n\nimage::a/fox.png["a fox"]\n\nB\nendif::[]\n',
		],
	],
};

describe('An image in prose', () => {
	for (const [language, ofLanguage] of Object.entries(cases)) {
		for (const [what, before, after] of ofLanguage) {
			it(`${what}, in ${language}`, () => {
				assert.equal(put(formatOf(language), markedPlace(before), fox), after);
			});
		}
	}

	it('is not written in a cell that its path would end', () => {
		const pipe: ImageLink = { target: { path: 'a!b.png' }, alt: '' };
		assert.equal(put(formatOf('asciidoc'), markedPlace('|===\na|\n!===\n!b §\n!===\n|===\n'), pipe), 'path');
	});
});

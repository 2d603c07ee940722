import assert from 'node:assert/strict';
import { formatOf } from '../../../src/documents/formats';

/** By language: a path, the link within a line, and the link as a block; null where it is refused. */
const cases: Readonly<Record<string, readonly (readonly [string, string | null, string | null])[]>> = {
	asciidoc: [
		['a b.png', 'image:a%20b.png[""]', 'image::a b.png[""]'],
		["it's.png", 'image:it%27s.png[""]', 'image::it\'s.png[""]'],
		['a:b.png', 'image:a%3Ab.png[""]', 'image::a%3Ab.png[""]'],
		['a&amp;b.png', 'image:a%26amp%3Bb.png[""]', 'image::a%26amp%3Bb.png[""]'],
		['a->(C)__b__.png', 'image:a%2D%3E%28C)%5F%5Fb%5F%5F.png[""]', 'image::a->(C)__b__.png[""]'],
		['images/a_b (1).png', 'image:images/a_b%20(1).png[""]', 'image::images/a_b (1).png[""]'],
	],
	latex: [
		['a  b.png', '\\includegraphics[width=\\linewidth]{a \\space b.png}', null],
		['~a.png', '\\includegraphics[width=\\linewidth]{./~a.png}', null],
		['{a}.png', '\\includegraphics[width=\\linewidth]{./{a}.png}', null],
	],
	org: [
		['a\\b.png', '[[file:a\\b.png]]', '#+ATTR_HTML: :alt ""\n[[file:a\\b.png]]'],
		['a\\[b].png', '[[file:a\\\\\\[b\\].png]]', '#+ATTR_HTML: :alt ""\n[[file:a\\\\\\[b\\].png]]'],
	],
	textile: [['=a.png', '!%3Da.png!', null]],
	mediawiki: [['a%20b.png', null, null]],
};

describe('A path', () => {
	for (const [language, ofLanguage] of Object.entries(cases)) {
		for (const [path, inLine, block] of ofLanguage) {
			it(`such as ${path} is written in ${language} as its programs read it`, () => {
				const format = formatOf(language);
				const link = { target: { path }, alt: '' };
				assert.equal(format.inLine(link) ?? null, inLine);
				assert.equal(format.block(link) ?? null, block ?? inLine);
			});
		}
	}
});

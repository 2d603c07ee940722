import assert from 'node:assert/strict';
import { formatOf } from '../../../../src/documents/formats';
import type { ImageLink } from '../../../../src/documents/link';
import { markedPlace, put } from '../../../support/markedPlace';

const fox: ImageLink = { target: { path: 'a/fox.png', from: '/w' }, alt: 'a fox' };

const graphics = '\\includegraphics[width=\\linewidth]{a/fox.png}';

const call = 'image("a/fox.png", alt: "a fox")';

function directive(indentation: string): string {
	return `.. image:: a/fox.png\n${indentation}   :alt: a fox`;
}

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
	latex: [
		[
			'parts no lines within a figure',
			'A\n\n\\begin{figure}\n\\centering\n§\n\\caption{B}\n\\end{figure}\n',
			`A\n\n\\begin{figure}\n\\centering\n${graphics}\n\\caption{B}\n\\end{figure}\n`,
		],
		['is asked about before the document begins', 'A\n§\n\\begin{document}\nB\n\\end{document}', 'place'],
		['is asked about in a title', '\\title{§}\n\\begin{document}\nB\n\\end{document}', 'place'],
		[
			'stands in what is set later',
			'\\newcommand{\\logo}{§}\n\\begin{document}\nB\n\\end{document}',
			`\\newcommand{\\logo}{${graphics}}\n\\begin{document}\nB\n\\end{document}`,
		],
		['stands amid text in a font', 'a \\textbf{b §} c', `a \\textbf{b ${graphics}} c`],
		['stands in a box', 'a \\fbox{b §} c', `a \\fbox{b ${graphics}} c`],
		['stands in the last argument', '\\parbox{3cm}{\n§\n}', `\\parbox{3cm}{\n${graphics}\n}`],
		['stands in no other argument', '\\href{x§}{y}', `\\href{x}{y}${graphics}`],
		[
			'stands in a drawing’s node',
			'\\begin{tikzpicture}\n\\node[draw] at (0,0) {§};\n\\end{tikzpicture}',
			`\\begin{tikzpicture}\n\\node[draw] at (0,0) {${graphics}};\n\\end{tikzpicture}`,
		],
		['completes a command that is begun', '\\includegraphics§\n', `${graphics}\n`],
		[
			'completes a command with options',
			'a \\includegraphics[width=1cm]§ b',
			'a \\includegraphics[width=1cm]{a/fox.png} b',
		],
		['completes a brace that is open', 'a \\includegraphics{§\n', 'a \\includegraphics{a/fox.png}\n'],
	],
	typst: [
		['stands in a cell', '#grid(columns: 2,\n  [a],\n  [§],\n)\n', `#grid(columns: 2,\n  [a],\n  [#${call}],\n)\n`],
		['is a block of content', '#box[\n  A\n  §\n]\n', `#box[\n  A\n\n  #${call}\n]\n`],
		['is boxed in content', 'a #strong[b § c] d', `a #strong[b #box(${call}) c] d`],
		['is what a figure is of', '#figure(\n  §,\n  caption: [x],\n)\n', `#figure(\n  ${call},\n  caption: [x],\n)\n`],
		['is parted from a caption', '#figure(\n  §\n  caption: [x],\n)\n', `#figure(\n  ${call},\n  caption: [x],\n)\n`],
		['is all of a figure', '#figure(§)', `#figure(${call})`],
		['is an argument of its own', '#table(columns: 2, [a], §)', `#table(columns: 2, [a], ${call})`],
		['is no argument where none is asked for', '#table([a]§, [b])\n', `#table([a], [b])\n\n#${call}\n`],
		['is parted from the argument on the line above', '#table(\n  [a]\n  §\n)', `#table(\n  [a],\n  ${call}\n)`],
		['is an argument by a name', '#set page(header: §)', `#set page(header: ${call})`],
		['is what a name is to be', '#let x = §\n\nText', `#let x = ${call}\n\nText`],
		['is a statement', '#let f(x) = {\n  let y = 1\n  §\n}', `#let f(x) = {\n  let y = 1\n  ${call}\n}`],
		[
			'stands in a call in a call',
			'#figure(\n  grid(columns: 2, §, [b]),\n)',
			`#figure(\n  grid(columns: 2, ${call}, [b]),\n)`,
		],
		['is no parameter', '#let f(x§) = [a]\n\nText', `#let f(x) = [a]\n\n#${call}\n\nText`],
		['is no number', '#lorem(§)\n', `#lorem()\n\n#${call}\n`],
		['keeps the space before it', 'Hello §', `Hello #box(${call})`],
		['completes a sign that is begun', '#§\n', `#${call}\n`],
		['completes a call that is begun', '#image(§\n', `#${call}\n`],
		['completes a call without arguments', '#figure(image(§), caption: [x])', `#figure(${call}, caption: [x])`],
		['completes a call with others', '#image(§width: 3cm)', '#image("a/fox.png", alt: "a fox", width: 3cm)'],
		['is a path in a text of code', '#link("§")[x]', '#link("a/fox.png")[x]'],
	],
	restructuredtext: [
		['is a path in a literal block’s line', 'a::\n\n   b\n   §\n\nc\n', 'a::\n\n   b\n   a/fox.png\n\nc\n'],
		['is a path in what goes to the page as it is', '.. raw:: html\n\n   §\n', '.. raw:: html\n\n   a/fox.png\n'],
		['is a directive behind a literal block', 'a::\n\n   b\n\n§\n', `a::\n\n   b\n\n${directive('')}\n`],
		['is all of an item', '- §\n- b\n', `- ${directive('  ')}\n- b\n`],
		[
			'is all of a table’s cell',
			'.. list-table::\n\n   * - a\n     - §\n   * - c\n     - d\n',
			`.. list-table::\n\n   * - a\n     - ${directive('       ')}\n   * - c\n     - d\n`,
		],
		[
			'stands in a directive that nobody told of',
			'.. tabs::\n\n   .. tab:: A\n\n      §\n\n   .. tab:: B\n\n      b\n',
			`.. tabs::\n\n   .. tab:: A\n\n      ${directive('      ')}\n\n   .. tab:: B\n\n      b\n`,
		],
	],
	org: [['stands in a cell', '| a | § |\n| b | c |\n', '| a | [[file:a/fox.png]] |\n| b | c |\n']],
	textile: [
		['stands in a cell', '|a|§|\n', '|a|!a/fox.png(a fox)!|\n'],
		['stands behind how a cell is shown', '|_. §a|b|\n', '|_. !a/fox.png(a fox)! a|b|\n'],
	],
	mediawiki: [
		['stands in a cell', '{|\n| a || §\n|-\n| b\n|}\n', '{|\n| a || [[File:fox.png|alt=a fox]]\n|-\n| b\n|}\n'],
		[
			'stands behind how a cell is shown',
			'{|\n! style="x"§ | a\n|}\n',
			'{|\n! style="x" | [[File:fox.png|alt=a fox]]a\n|}\n',
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

	it('stands above code by its indentation, which stays it', () => {
		const text = 'a\n\n code\n more\n';
		for (const [language, image] of [
			['asciidoc', 'image::a/fox.png["a fox"]'],
			['mediawiki', '[[File:fox.png|alt=a fox]]'],
		] as const) {
			assert.equal(put(formatOf(language), { text, offset: 3, isBlock: true }, fox), `a\n\n${image}\n\n code\n more\n`);
		}
	});

	it('is asked about where nothing close by can hold it', () => {
		const drawing = (lines: number): string =>
			`\\begin{picture}\n${'\\line(1,0){9}\n'.repeat(12)}§\n${'\\line(1,0){9}\n'.repeat(lines)}\\end{picture}\n`;
		assert.match(put(formatOf('latex'), markedPlace(drawing(5)), fox), /\\end\{picture\}\s+\\includegraphics/);
		assert.equal(put(formatOf('latex'), markedPlace(drawing(50)), fox), 'place');
		const page = (lines: number): string =>
			`<html>\n<head>\n<title>§</title>\n${'<meta name="a">\n'.repeat(lines)}</head>\n<body>\n</body>\n</html>\n`;
		assert.match(put(formatOf('html'), markedPlace(page(3)), fox), /<body><img/);
		assert.equal(put(formatOf('html'), markedPlace(page(20)), fox), 'place');
	});

	it('is not written in a cell that its path would end', () => {
		const pipe: ImageLink = { target: { path: 'a!b.png' }, alt: '' };
		assert.equal(put(formatOf('asciidoc'), markedPlace('|===\na|\n!===\n!b §\n!===\n|===\n'), pipe), 'path');
	});
});

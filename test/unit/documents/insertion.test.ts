import assert from 'node:assert/strict';
import { latexWith } from '../../../src/documents/formats/latex';
import { applied } from '../../../src/documents/edits';
import { insertionAt } from '../../../src/documents/insertion';
import { formatOf } from '../../../src/documents/formats';
import type { ImageLink } from '../../../src/documents/link';
import { markedPlace, put as putAt } from '../../support/markedPlace';

const fox: ImageLink = { target: { path: 'images/fox.jpg' }, alt: 'a fox' };

/** The text with the link in it, where `§` marks the place; why there is none. */
function put(language: string, marked: string, link = fox): string {
	return putAt(formatOf(language), markedPlace(marked), link);
}

/** By language: what it is about, the text before, and after. */
const cases: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
	markdown: [
		['is parted from its neighbours', 'Alpha.\n§\nBeta.\n', 'Alpha.\n\n![a fox](images/fox.jpg)\n\nBeta.\n'],
		[
			'is parted from an HTML element around it',
			'<div align="center">\n§\n</div>\n',
			'<div align="center">\n\n![a fox](images/fox.jpg)\n\n</div>\n',
		],
		['stands in a text of blank lines', '§\n\n', '![a fox](images/fox.jpg)\n\n'],
		['is indented to its list item', '- one\n\n  §\n\n- two\n', '- one\n\n  ![a fox](images/fox.jpg)\n\n- two\n'],
		['keeps a list in one piece', '1. a\n\n   b\n§\n2. c\n', '1. a\n\n   b\n\n   ![a fox](images/fox.jpg)\n\n2. c\n'],
		['comes after a list', '- a\n- b\n§\n', '- a\n- b\n\n![a fox](images/fox.jpg)\n'],
		['stays in a quote', '> a\n> §\n> b\n', '> a\n>\n> ![a fox](images/fox.jpg)\n>\n> b\n'],
		['comes before a rule', 'Alpha\n\n§\n---\n', 'Alpha\n\n![a fox](images/fox.jpg)\n\n---\n'],
		['stands above what the cursor is in front of', '§# Head', '![a fox](images/fox.jpg)\n\n# Head'],
		['keeps the line ends', 'Alpha\r\n§\r\nBeta\r\n', 'Alpha\r\n\r\n![a fox](images/fox.jpg)\r\n\r\nBeta\r\n'],
		['keeps a line end that the text begins with', '§\r\nAlpha', '![a fox](images/fox.jpg)\r\n\r\nAlpha'],
		['ends a text with a line end', '# T\n\nIntro.\n\n§\n', '# T\n\nIntro.\n\n![a fox](images/fox.jpg)\n'],
		['stands where the cursor is', 'Alpha\nBeta§ gamma\n', 'Alpha\nBeta![a fox](images/fox.jpg) gamma\n'],
		['splits no word', 'half wo§rd more', 'half word ![a fox](images/fox.jpg) more'],
		['splits no link', 'see [it](a§b) now', 'see [it](ab)![a fox](images/fox.jpg) now'],
		['stands in a cell of a table', '| a |\n|---|\n| c§ |\n', '| a |\n|---|\n| c![a fox](images/fox.jpg) |\n'],
		['is a path in code', '```\nfoo §\n```\n', '```\nfoo images/fox.jpg\n```\n'],
		['is a path in a code span', 'see `a/§` b', 'see `a/images/fox.jpg` b'],
		['is a quoted path in front matter', '---\ncover: §\n---\nText\n', '---\ncover: "images/fox.jpg"\n---\nText\n'],
		['is a quoted path in TOML', "+++\ncover = '§'\n+++\nText\n", "+++\ncover = 'images/fox.jpg'\n+++\nText\n"],
		['is a path in a list', '---\nimages: [§]\n---\nText\n', '---\nimages: ["images/fox.jpg"]\n---\nText\n'],
		['is a path in JSON', '{\n  "cover": "§"\n}\nText\n', '{\n  "cover": "images/fox.jpg"\n}\nText\n'],
		[
			'is a path in the data of a slide',
			'A\n\n---\nimage: §\n---\n\nB\n',
			'A\n\n---\nimage: "images/fox.jpg"\n---\n\nB\n',
		],
		['stands behind a formula', 'see $a_1§ * b$ now', 'see $a_1 * b$![a fox](images/fox.jpg) now'],
		['stands below a formula', '$$\na §\n\nb\n$$\n\nText\n', '$$\na \n\nb\n$$\n\n![a fox](images/fox.jpg)\n\nText\n'],
		['stands behind a shortcode', 'x {{< re§f "a" >}} y', 'x {{< ref "a" >}}![a fox](images/fox.jpg) y'],
		['stands behind a wiki link', 'x ![[a§.png]] y', 'x ![[a.png]]![a fox](images/fox.jpg) y'],
		['stands in a container', '::: tip§\nText\n:::\n', '::: tip\n\n![a fox](images/fox.jpg)\n\nText\n:::\n'],
		['stands in a directive', '```{note}\nText\n§\n```\n', '```{note}\nText\n\n![a fox](images/fox.jpg)\n\n```\n'],
		['completes a definition', '![a][b]\n\n[b]: §\n', '![a][b]\n\n[b]: images/fox.jpg\n'],
		['has no place on a line of its own in front matter', '---\ntitle: x\n§\n---\nText\n', 'place'],
		['completes a link', '![the fox](§) x', '![the fox](images/fox.jpg) x'],
		['completes a link without words', '![](§)', '![a fox](images/fox.jpg)'],
		['completes an element', '<img src="§" alt="">', '<img src="images/fox.jpg" alt="a fox">'],
		['is an element amid HTML', '<p>\nText §\n</p>\n', '<p>\nText <img src="images/fox.jpg" alt="a fox" />\n</p>\n'],
	],
	quarto: [
		[
			'stands in front of what ends a heading',
			'# Head {#h§}\n\nText\n',
			'# Head![a fox](images/fox.jpg) {#h}\n\nText\n',
		],
		['stands behind a citation', 'see [@fox, p. §3] now', 'see [@fox, p. 3]![a fox](images/fox.jpg) now'],
		['stands behind what stands lower', 'H~2§~O', 'H~2~![a fox](images/fox.jpg)O'],
		['leaves code its attributes', '`a`§{.r} b', '`a`{.r}![a fox](images/fox.jpg) b'],
		['parts no dash', 'a -§- b', 'a --![a fox](images/fox.jpg) b'],
		['needs no word of its own', 'Alpha §beta\n', 'Alpha ![a fox](images/fox.jpg)beta\n'],
	],
	html: [
		[
			'stands in the body, whatever the cursor is in',
			'<html><head><title>x§</title></head><body><p>a</p></body></html>',
			'<html><head><title>x</title></head><body><img src="images/fox.jpg" alt="a fox"><p>a</p></body></html>',
		],
		[
			'is indented like its line',
			'<ul>\n\t<li>a</li>\n\t§\n</ul>',
			'<ul>\n\t<li>a</li>\n\t<img src="images/fox.jpg" alt="a fox">\n</ul>',
		],
		[
			'is a declaration in a style sheet',
			'<style>\n.a {\n  color: red;\n§\n}\n</style>',
			'<style>\n.a {\n  color: red;\n  background-image: url("images/fox.jpg");\n}\n</style>',
		],
		['is a path in a script', '<script>let a = "§";</script>', '<script>let a = "images/fox.jpg";</script>'],
		['splits no tag', '<p cl§ass="a">x</p>', '<p class="a"><img src="images/fox.jpg" alt="a fox">x</p>'],
		['splits no reference', 'a &am§p; b', 'a &amp;<img src="images/fox.jpg" alt="a fox"> b'],
		[
			'completes a tag of several lines',
			'<img\n  src="§"\n  alt=""\n>',
			'<img\n  src="images/fox.jpg"\n  alt="a fox"\n>',
		],
		['completes a set', '<img srcset="a.png 1x, § 2x">', '<img srcset="a.png 1x, images/fox.jpg 2x">'],
		['completes a poster', '<video poster="§"></video>', '<video poster="images/fox.jpg"></video>'],
		['is a value in a style', '<p style="background: §">', '<p style="background: url(\'images/fox.jpg\')">'],
		[
			'stands in no table’s row',
			'<table><tr>§<td>a</td></tr></table>',
			'<table><tr><td><img src="images/fox.jpg" alt="a fox">a</td></tr></table>',
		],
		['is a path in a text of PHP', '<?php $a = "§"; ?>', '<?php $a = "images/fox.jpg"; ?>'],
		['splits no template', '<p>{{ na§me }}</p>', '<p>{{ name }}<img src="images/fox.jpg" alt="a fox"></p>'],
	],
	vue: [
		[
			'has a path that is a file’s',
			'<template><p>§</p></template>',
			'<template><p><img src="./images/fox.jpg" alt="a fox"></p></template>',
		],
	],
	scss: [
		['is a declaration in a rule', '.a {\n\t§\n}', '.a {\n\tbackground-image: url("images/fox.jpg");\n}'],
		['is a value', '.a { background: §; }', '.a { background: url("images/fox.jpg"); }'],
		['completes a value', '.a { background: url(§) }', '.a { background: url("images/fox.jpg") }'],
		['has no place outside of rules', '.a { color: red; }\n§\n.b { }', 'place'],
	],
	latex: [
		[
			'stands above the end, wherever behind that',
			'Text\n\\end{document}\n§\n',
			'Text\n\n\\includegraphics[width=\\linewidth]{images/fox.jpg}\n\n\\end{document}\n\n',
		],
		[
			'stands in no list before its first item',
			'\\begin{itemize}\n§\n\\item a\n\n\\end{itemize}\n',
			'\\begin{itemize}\n\n\\item a\n\n\\includegraphics[width=\\linewidth]{images/fox.jpg}\n\n\\end{itemize}\n',
		],
		[
			'stands in a cell, not before a line across',
			'a & b \\\\§\n\\hline\nc',
			'a & b \\\\\n\\hline\\includegraphics[width=\\linewidth]{images/fox.jpg}\nc',
		],
		['takes no accent from its letter', "caf\\'§e", "caf\\'e\\includegraphics[width=\\linewidth]{images/fox.jpg}"],
		[
			'stays out of a note of two paragraphs',
			'a\\footnote{b\n§\nc} d\n',
			'a\\footnote{b\n\nc} d\n\n\\includegraphics[width=\\linewidth]{images/fox.jpg}\n',
		],
		[
			'is a path in what is set as it is written',
			'\\begin{verbatim}\na §\n\\end{verbatim}',
			'\\begin{verbatim}\na images/fox.jpg\n\\end{verbatim}',
		],
		['parts no dash', 'a -§-- b', 'a ---\\includegraphics[width=\\linewidth]{images/fox.jpg} b'],
		[
			'is a paragraph',
			'\\begin{document}\nAlpha\n§\nBeta\n\\end{document}',
			'\\begin{document}\nAlpha\n\n\\includegraphics[width=\\linewidth]{images/fox.jpg}\n\nBeta\n\\end{document}',
		],
		[
			'stays out of an argument',
			'a \\index{be§ta} c',
			'a \\index{beta}\\includegraphics[width=\\linewidth]{images/fox.jpg} c',
		],
		['stays out of math', '$a§b$ c', '$ab$\\includegraphics[width=\\linewidth]{images/fox.jpg} c'],
		[
			'stays out of a comment',
			'Alpha % co§mment\n\nBeta',
			'Alpha % comment\n\n\\includegraphics[width=\\linewidth]{images/fox.jpg}\n\nBeta',
		],
		['completes a command', '\\includegraphics[width=1cm]{§}', '\\includegraphics[width=1cm]{images/fox.jpg}'],
	],
	restructuredtext: [
		['is a directive', 'Alpha\n§\nBeta\n', 'Alpha\n\n.. image:: images/fox.jpg\n   :alt: a fox\n\nBeta\n'],
		[
			'stands below the paragraph',
			'Alpha §beta\n\nGamma\n',
			'Alpha beta\n\n.. image:: images/fox.jpg\n   :alt: a fox\n\nGamma\n',
		],
		['keeps a list in one piece', '- a\n§\n- b\n', '- a\n\n  .. image:: images/fox.jpg\n     :alt: a fox\n\n- b\n'],
		['is a path in a literal block', 'code::\n\n  x §\n\nz\n', 'code::\n\n  x images/fox.jpg\n\nz\n'],
		['completes a directive', '.. image:: §\n', '.. image:: images/fox.jpg\n'],
	],
	asciidoc: [
		['is a block', 'Alpha\n§\nBeta\n', 'Alpha\n\nimage::images/fox.jpg["a fox"]\n\nBeta\n'],
		['is within a line', 'Alpha § beta\n', 'Alpha image:images/fox.jpg["a fox"] beta\n'],
		['is a path in a listing', '----\ncode §\n----\n', '----\ncode images/fox.jpg\n----\n'],
		['completes a macro', 'image::§[]\n', 'image::images/fox.jpg["a fox"]\n'],
	],
	org: [
		['is a block', 'Alpha\n§\nBeta\n', 'Alpha\n\n#+ATTR_HTML: :alt a fox\n[[file:images/fox.jpg]]\n\nBeta\n'],
		['splits no link', 'see [[file:a§.org]] x', 'see [[file:a.org]][[file:images/fox.jpg]] x'],
		['is a path in code', '#+begin_src c\n§\n#+end_src\n', '#+begin_src c\nimages/fox.jpg\n#+end_src\n'],
	],
	typst: [
		['is a block', 'Alpha\n§\nBeta\n', 'Alpha\n\n#image("images/fox.jpg", alt: "a fox")\n\nBeta\n'],
		['is boxed within a line', 'Text § more', 'Text #box(image("images/fox.jpg", alt: "a fox")) more'],
		['completes a call', '#figure(image("§"))', '#figure(image("images/fox.jpg"))'],
	],
	textile: [
		['completes an image', 'see !§! now', 'see !images/fox.jpg(a fox)! now'],
		['is within a line', 'Alpha § beta\n', 'Alpha !images/fox.jpg(a fox)! beta\n'],
	],
	mediawiki: [['is a name in the wiki', 'Alpha § beta\n', 'Alpha [[File:fox.jpg|alt=a fox]] beta\n']],
	python: [
		['is a path', 'x = §', 'x = images/fox.jpg'],
		['is a path in a text', "# don't\nx = '§'", "# don't\nx = 'images/fox.jpg'"],
	],
};

describe('An image that is inserted', () => {
	for (const [language, ofLanguage] of Object.entries(cases)) {
		describe(`into ${language}`, () => {
			for (const [what, before, after] of ofLanguage) {
				it(what, () => assert.equal(put(language, before), after));
			}
		});
	}

	it('is written in a text of code as its quotes need', () => {
		const odd: ImageLink = { target: { path: 'a"b\\c\'d${e}.png' }, alt: '' };
		for (const [language, before, after] of [
			['javascript', 'x = "§"', 'x = "a\\"b\\\\c\'d${e}.png"'],
			['javascript', 'x = `§`', 'x = `a"b\\\\c\'d\\${e}.png`'],
			['kotlin', 'x = "§"', 'x = "a\\"b\\\\c\'d\\${e}.png"'],
			['python', 'x = f"§"', 'x = f"a\\"b\\\\c\'d${{e}}.png"'],
		] as const) {
			assert.equal(put(language, before, odd), after);
		}
	});

	it('is not written where nothing leads to its path', () => {
		assert.equal(put('latex', 'Alpha § beta', { target: { path: 'a"b.png' }, alt: '' }), 'path');
		assert.equal(put('org', 'Alpha § beta', { target: { path: 'a::b.png' }, alt: '' }), 'path');
	});

	it('is a figure with a caption and a label in LaTeX, where that is wanted', () => {
		assert.equal(
			latexWith({ figure: true }).block({ target: { path: 'images/red fox.jpg' }, alt: '100% of a fox & a 🦊' }),
			[
				'\\begin{figure}',
				'\\centering',
				'\\includegraphics[width=\\linewidth]{images/red fox.jpg}',
				'\\caption{100\\% of a fox \\& a }',
				'\\label{fig:red-fox}',
				'\\end{figure}',
			].join('\n'),
		);
	});

	it('is no figure in a box, and has a label of its own', () => {
		const format = latexWith({ figure: true });
		const write = (text: string): string => {
			const insertion = insertionAt(format, { text, offset: text.indexOf('\n\n') + 1, isBlock: true }, fox);
			return typeof insertion === 'string' ? insertion : insertion.text;
		};
		for (const name of ['minipage', 'figure*', 'tabularx', 'multicols']) {
			assert.doesNotMatch(write(`\\begin{${name}}\n\n\\end{${name}}\n`), /figure|label/);
		}
		assert.match(write('\\begin{minipage}{3cm}a\\end{minipage}\n\nText\n'), /\\label\{fig:fox\}/);
		assert.match(write('Text\n\n\\label{fig:fox}\\label{fig:fox-2}\n'), /\\label\{fig:fox-3\}/);
	});

	it('keeps its block where text was typed behind the place meanwhile', () => {
		const text = '- one\n\n  Typed.\n\n- two\n';
		const link = { target: { path: 'images/fox.jpg' }, alt: 'fox' };
		const insertion = insertionAt(formatOf('markdown'), { text, offset: 9, isBlock: true }, link);
		assert.ok(typeof insertion !== 'string');
		assert.equal(applied(text, insertion), '- one\n\n  ![fox](images/fox.jpg)\n\n  Typed.\n\n- two\n');
	});

	it('stands below a hundred comments, which are read in one way', () => {
		const comments = '<!-- A remark. -->\n'.repeat(100);
		for (const languageId of ['markdown', 'html', 'xml']) {
			const text = `${comments}\n<p>Text.</p>\n${comments}\n`;
			const place = { text, offset: text.indexOf('</p>'), isBlock: false };
			const link = { target: { path: 'images/fox.png' }, alt: 'x' };
			assert.ok(typeof insertionAt(formatOf(languageId), place, link) === 'object', languageId);
		}
	});
});

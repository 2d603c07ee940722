import assert from 'node:assert/strict';
import { insertionAt } from '../../../src/documents/insertion';
import { formatOf } from '../../../src/documents/formats';

/** By language: a text, and the paths and alternative texts of the images that it refers to. */
const cases: Readonly<Record<string, readonly [string, readonly (readonly [string, string])[]]>> = {
	markdown: [
		[
			'![a](one%20two.png "t") and `![no](no.png)`',
			'![b][ref]\n\n[ref]: <three four.png>',
			'<img src="f&amp;g.png" alt="h"> <!-- <img src="no.png"> -->',
			'```\n![no](no.png)\n```',
		].join('\n\n'),
		[
			['one two.png', 'a'],
			['three four.png', 'b'],
			['f&g.png', 'h'],
		],
	],
	html: [
		'<img src="a.png?v=1" alt="A"><img srcset="b.png 1x, c.png 2x"><style>.x { background: url(d.png) }</style><script>"<img src=no.png>"</script>',
		[
			['a.png', 'A'],
			['b.png', ''],
			['c.png', ''],
			['d.png', ''],
		],
	],
	css: [
		'.a { background: url("a%20b.png"), url( c.png ) } /* url(no.png) */',
		[
			['a b.png', ''],
			['c.png', ''],
		],
	],
	latex: [
		'\\includegraphics[width=1cm]{a.png} % \\includegraphics{no.png}\n\\includegraphics{b}\n\\caption{B}',
		[
			['a.png', ''],
			['b', 'B'],
		],
	],
	typst: ['#figure(image("a\\"b.png", width: 80%, alt: "A")) // image("no.png")', [['a"b.png', 'A']]],
	restructuredtext: [
		'.. image:: a\\ b.png\n   :width: 3\n   :alt: A b\n\n::\n\n  .. image:: no.png\n',
		[['a b.png', 'A b']],
	],
	asciidoc: [
		'image::a%20b.png["A &amp; B",10]\n\nsee image:c d.png[C]\n\n----\nimage::no.png[]\n----\n',
		[
			['a b.png', 'A & B'],
			['c d.png', 'C'],
		],
	],
	org: ['#+ATTR_HTML: :alt A b :width 3\n[[file:a\\[1\\].png]] [[b.png][text]]', [['a[1].png', 'A b']]],
	textile: ['!a%20b.png(A)! and @!no.png!@', [['a b.png', 'A']]],
};

describe('The images that a text refers to', () => {
	for (const [language, [text, images]] of Object.entries(cases)) {
		it(`are found in ${language}, as they are meant`, () => {
			const found = formatOf(language).imagesIn(text);
			assert.deepEqual(
				found.map(({ path, alt }) => [path, alt]),
				images,
			);
		});
	}

	const captions: Readonly<Record<string, string>> = {
		'\\textbf{a  fox}': 'a fox',
		'a~\\emph{red} fox\n on snow.\\label{fig:fox}': 'a red fox on snow.',
		'100\\,\\% \\& \\$5, \\#1': '100 % & $5, #1',
		'$x_1 \\cdot \\{y\\}$ grows~\\cite[p.~3]{fox}': '$x_1 \\cdot \\{y\\}$ grows',
		'caf\\\'e, \\^ile, na\\"{i}ve': 'café, île, naïve',
		'\\textcolor[rgb]{red}': 'red',
		'one\\\\two\\dots{}': 'one two…',
		'\\textbackslash{}a\\textasciitilde{}b\\textasciicircum{}': '\\a~b^',
		'costs $5': 'costs $5',
	};
	for (const [written, shown] of Object.entries(captions)) {
		it(`are told in LaTeX by what is shown of ${written}`, () => {
			const [image] = formatOf('latex').imagesIn(`\\includegraphics{a}\n\\caption{${written}}`);
			assert.equal(image?.alt, shown);
		});
	}

	/** By language: links, and what their images show. */
	const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
		asciidoc: {
			'image::a.png[alt="A named alt",width=100]': 'A named alt',
			'image::a.png[Sunset,300,200]': 'Sunset',
			'image::a.png["A, \\"b\\"",300]': 'A, "b"',
			"image::a.png['A, b',300]": 'A, b',
			'image::a.png[ Spaced , 300]': 'Spaced',
			'image::a.png[Text,alt=Other]': 'Other',
			'image::a.png[role=x, alt = "B & &eacute;" ]': 'B & é',
			'image::a.png[link=x.html, Second]': '',
			'image::a.png[width=100]': '',
			'image::a.png[,300]': '',
			'see image:a.png[title="A title"]': 'A title',
			'see image:a.png[Two\nlines]': 'Two lines',
			'.A caption\n[#fox]\nimage::a.png[]': 'A caption',
			'[role=x,alt="Above, it"]\nimage::a.png[]': 'Above, it',
			'.A caption\n\nimage::a.png[]': '',
		},
		latex: {
			'\\includegraphics[alt={A plot, of {x}},width=3cm]{a}': 'A plot, of x',
			'\\includegraphics[width=3cm, alt=Short]{a}': 'Short',
			'\\begin{figure}\\caption{Above}\\includegraphics{a}\\end{figure}': 'Above',
			'\\begin{center}\\includegraphics{a}\\end{center}\n\\label{a}\n\\caption[short]{Below \\emph{it}}': 'Below it',
			'\\subfloat[Beside]{\\includegraphics{a}}\\caption{Both}': 'Beside',
			'\\subcaptionbox{In it\\label{a}}[3cm]{\\includegraphics{a}}': 'In it',
			'\\includegraphics{a}\n\\begin{figure}\\caption{No}\\end{figure}': '',
			'\\begin{subfigure}{1cm}\\includegraphics{a}\\end{subfigure}\\caption{Both}': '',
		},
		typst: {
			'#image("a", alt: "A \\"b\\"")': 'A "b"',
			'#figure(image("a", width: 3cm), caption: [A *red* fox @ref])': 'A red fox',
			'#figure(\n  image("a"),\n  caption: "A fox",\n)': 'A fox',
			'#figure(caption: [A fox], image("a"))': 'A fox',
			'#figure(image("a", alt: "It"), caption: [A fox])': 'It',
			'#image("a")\n#figure(table(), caption: [No])': '',
		},
		restructuredtext: {
			'.. figure:: a.png\n   :width: 3\n\n   A *red* fox,\n   on :ref:`snow`.\n\n   Legend\n': 'A red fox, on snow.',
			'.. figure:: a.png\n   :alt: It\n\n   Caption\n': 'It',
			'.. figure:: a.png\n\nText\n': '',
			'.. image:: a.png\n\n   Quote\n': '',
		},
		org: {
			'#+CAPTION: A *red* fox\n#+NAME: fox\n[[file:a.png]]': 'A red fox',
			'#+CAPTION[short]: Long\n#+ATTR_HTML: :width 3\n[[file:a.png]]': 'Long',
			'#+CAPTION: No\n#+ATTR_HTML: :alt It :width 3\n[[file:a.png]]': 'It',
			'#+CAPTION: No\n\nText [[file:a.png]]': '',
		},
	};
	for (const [language, links] of Object.entries(words)) {
		for (const [link, shown] of Object.entries(links)) {
			it(`show in ${language} what is said of them: ${JSON.stringify(link)}`, () => {
				assert.deepEqual(
					formatOf(language)
						.imagesIn(link)
						.map(({ alt }) => alt),
					[shown],
				);
			});
		}
	}

	it('are told in LaTeX as they were before they were written', () => {
		const alt = '100% of {it} & $5 #1_2 ^~ \\ "fox"';
		const text = formatOf('latex', { jsxImport: false, latexFigure: true }).block({ target: { path: 'a.png' }, alt });
		assert.equal(formatOf('latex').imagesIn(text ?? '')[0]?.alt, alt);
	});

	it('stand between angle brackets where there are any', () => {
		const text = '![a](<b c.png>) ![d][e]\n\n[e]: <f g.png>';
		const found = formatOf('markdown').imagesIn(text);
		assert.deepEqual(
			found.map(({ from, to }) => text.slice(from, to)),
			['b c.png', 'f g.png'],
		);
	});

	it('are those that were inserted, and stand where they are said to', () => {
		const link = { target: { path: 'images/a b.png' }, alt: 'a fox' };
		for (const language of ['markdown', 'html', 'latex', 'typst', 'restructuredtext', 'asciidoc', 'org', 'textile']) {
			const insertion = insertionAt(formatOf(language), { text: 'Alpha\n\n', offset: 7, isBlock: true }, link);
			assert.ok(typeof insertion !== 'string');
			const text = `Alpha\n\n${insertion.text}`;
			const [image, ...others] = formatOf(language).imagesIn(text);
			assert.deepEqual([image?.path, others.length], ['images/a b.png', 0], text);
			assert.match(text.slice(image?.from, image?.to), /^(?:file:)?images\/a.{1,3}b\.png$/, language);
		}
	});

	it('are found in the data in front of a text, and where other programs have them', () => {
		const text = [
			'---\ntitle: a.png\ncover: one.png # it\nimage: "two \\"2\\".png"\nimages:\n  - three.png\n  - \'fo\'\'ur.png\'\nother: no.png\n---',
			'![[five.png|300]] and `![[no.png]]`',
			'```{figure} six.png\n:alt: Six\n```',
			'<img srcset="seven.png 1x, eight.png 2x">',
		].join('\n\n');
		const found = formatOf('markdown').imagesIn(text);
		assert.deepEqual(
			found.map(({ path }) => path),
			['one.png', 'two "2".png', 'three.png', "fo'ur.png", 'five.png', 'six.png', 'seven.png', 'eight.png'],
		);
		assert.deepEqual(
			found.map(({ from, to }) => text.slice(from, to)).filter((raw) => /^\S+\.png$/.test(raw)).length,
			7,
		);
	});

	it('may be below its directive in reStructuredText', () => {
		const { imagesIn } = formatOf('restructuredtext');
		const paths = (text: string): readonly string[] => imagesIn(text).map(({ path }) => path);
		assert.deepEqual(paths('.. image::\n   a/fox.png\n   :alt: a fox\n'), ['a/fox.png']);
		assert.deepEqual(paths('.. image::\n   :alt: a fox\n'), []);
	});
});

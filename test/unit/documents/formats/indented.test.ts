import assert from 'node:assert/strict';
import { render } from 'pug';
import { formatOf } from '../../../../src/documents/formats';
import type { ImageLink } from '../../../../src/documents/link';
import { markedPlace, put as putAt } from '../../../support/markedPlace';
import { assertHoldsEverywhere } from '../../../processors/support/everyPosition';
import { imagesOf, pageOf } from '../../../processors/support/page';
import { nastyNames, nastyTexts } from '../nasty';

const pug = formatOf('jade');
const fox: ImageLink = { target: { path: 'images/fox.jpg' }, alt: 'a fox', size: { width: 8, height: 6 } };
const img = 'img(src="images/fox.jpg" alt="a fox" width="8" height="6")';
const html = '<img src="images/fox.jpg" alt="a fox" width="8" height="6">';

function put(marked: string, link = fox): string {
	return putAt(pug, markedPlace(marked), link);
}

const cases: readonly (readonly [string, string, string])[] = [
	['is an element on a line of its own', 'p one\n§\np two\n', `p one\n${img}\np two\n`],
	['is as far in as the cursor', 'div\n  p one\n  §\np two\n', `div\n  p one\n  ${img}\np two\n`],
	['is as far in as what follows', 'div\n\n§\n  p one\n', `div\n\n  ${img}\n  p one\n`],
	['is as far in as what it ends', 'div\n  p one\n§', `div\n  p one\n  ${img}\n`],
	['is no deeper than what is above', 'p one\n    §\n', `p one\n${img}\n`],
	['stands amid a text', 'p one §two', `p one ${html}two`],
	['stands amid a text on a line of its own', 'p\n  | one §two', `p\n  | one ${html}two`],
	['stands amid the text that an element holds', 'p.\n  one §two', `p.\n  one ${html}two`],
	['stays out of an element in a text', 'p one #[b two§] three', `p one #[b two]${html} three`],
	['is below what is no text', 'p(class=§a)\n  | b\np c\n', `p(class=a)\n  | b\n${img}\np c\n`],
	['is above what it stands in front of', 'div\n  §p one\n', `div\n  ${img}\n  p one\n`],
	['is below the other case', 'if §a\n  p b\nelse\n  p c\np d\n', `if a\n  p b\nelse\n  p c\n${img}\np d\n`],
	[
		'is below all cases',
		'case a\n  when 1\n    p b\n  §\n  when 2\n    p c\n',
		`case a\n  when 1\n    p b\n  \n  when 2\n    p c\n${img}\n`,
	],
	['is not in a filter', ':markdown-it\n  # a §\n\n  b\np c\n', `:markdown-it\n  # a \n\n  b\n${img}\np c\n`],
	['is not in a comment', 'div\n  // a §\n    b\n  p c\n', `div\n  // a \n    b\n  ${img}\n  p c\n`],
	[
		'is not in the head of a page',
		'doctype html\nhtml\n  head\n    §\n    title a\n  body\n    p b\n',
		`doctype html\nhtml\n  head\n    \n    title a\n  body\n    ${img}\n    p b\n`,
	],
	['is a path in a text of code', '- const a = "§"\n', '- const a = "images/fox.jpg"\n'],
	['is a path in an attribute', 'a(href="§") b', 'a(href="images/fox.jpg") b'],
	[
		'is an address in a style sheet',
		'style.\n  a { background: §; }\n',
		'style.\n  a { background: url("images/fox.jpg"); }\n',
	],
	['completes an element', "img(\n  src='§'\n  alt=''\n)\n", "img(\n  src='images/fox.jpg'\n  alt='a fox'\n)\n"],
	['has no place beside the blocks of a page that extends another', 'extends a\n§\nblock b\n  p c\n', 'place'],
];

const others: readonly (readonly ['slim' | 'haml', string, string, string])[] = [
	[
		'slim',
		'is an element',
		'div\n  p one\n  §\n',
		'div\n  p one\n  img src="images/fox.jpg" alt="a fox" width="8" height="6"\n',
	],
	['slim', 'stands amid a text', 'p class="a" one §two', `p class="a" one ${html}two`],
	['slim', 'stands amid a text on lines of its own', 'p\n  | one\n    §two', `p\n  | one\n    ${html}two`],
	[
		'slim',
		'is below what is Markdown',
		'markdown:\n  # a§\np b\n',
		`markdown:\n  # a\nimg src="images/fox.jpg" alt="a fox" width="8" height="6"\np b\n`,
	],
	[
		'slim',
		'is below the other case',
		'- if §a\n  p b\n- else\n  p c\n',
		`- if a\n  p b\n- else\n  p c\nimg src="images/fox.jpg" alt="a fox" width="8" height="6"\n`,
	],
	['slim', 'is a path in an attribute', 'a href="§" b', 'a href="images/fox.jpg" b'],
	['slim', 'completes an element', 'img alt="" src="§"', 'img alt="a fox" src="images/fox.jpg"'],
	[
		'haml',
		'is an element',
		'%div\n  %p one\n  §\n',
		'%div\n  %p one\n  %img{ src: "images/fox.jpg", alt: "a fox", width: "8", height: "6" }\n',
	],
	['haml', 'stands amid a text', '%p.a{ b: "c" } one §two', `%p.a{ b: "c" } one ${html}two`],
	[
		'haml',
		'is below what is Markdown',
		':markdown\n  # a§\n%p b\n',
		`:markdown\n  # a\n%img{ src: "images/fox.jpg", alt: "a fox", width: "8", height: "6" }\n%p b\n`,
	],
	['haml', 'is a path in an attribute', "%a{ href: '§' } b", "%a{ href: 'images/fox.jpg' } b"],
	['haml', 'completes an element', '%img{ src: "§", alt: "" }', '%img{ src: "images/fox.jpg", alt: "a fox" }'],
];

describe('An image in Slim and Haml', () => {
	for (const [language, what, before, after] of others) {
		it(`${what}: ${language}`, () => assert.equal(putAt(formatOf(language), markedPlace(before), fox), after));
	}

	it('is found with its words', () => {
		const found = (language: string, text: string): unknown =>
			formatOf(language)
				.imagesIn(text)
				.map(({ path, alt }) => [path, alt]);
		assert.deepEqual(found('slim', 'p\n  img.b src=="a%20&#34;.png" alt="A"\n/ img src="no.png"\n'), [
			['a ".png', 'A'],
		]);
		assert.deepEqual(found('haml', '%p\n  %img.b{ :src => "a%20b.png", "alt" => \'A\' }\n-# %img{ src: "no.png" }\n'), [
			['a b.png', 'A'],
		]);
	});
});

describe('An image in Pug', () => {
	for (const [what, before, after] of cases) {
		it(what, () => assert.equal(put(before), after));
	}

	it('shows the file with its words, whatever both are called', () => {
		for (const place of [
			'div\n  §\n',
			'p one § two',
			'p.\n  one § two',
			'img(src="§" alt="")',
			"img(alt='' src='§')",
		]) {
			for (const [index, name] of nastyNames.entries()) {
				const alt = nastyTexts[index % nastyTexts.length] ?? '';
				const [image, ...others] = imagesOf(pageOf(render(put(place, { target: { path: name }, alt }))));
				assert.deepEqual([decodeURIComponent(image?.source ?? ''), image?.alt, others.length], [name, alt, 0], place);
			}
		}
	});

	it('leaves everything else as it was, wherever it is asked for', async () => {
		for (const text of corpus) {
			const judge = {
				format: pug,
				render: (one: string) => Promise.resolve(pageOf(render(one))),
				mayBeAsked: /^(?:html|doctype|\tbody)/,
			};
			await assertHoldsEverywhere(judge, text);
		}
	}).timeout(60_000);

	it('is found with its words', () => {
		const text = [
			'div: img.a(src="a%20b.png" alt="A")',
			"p b <img src='c.png' alt='C'> #{d}",
			'img(\n  alt=`x`\n  src="e.png"\n)',
			'// img(src="no.png")',
		].join('\n');
		assert.deepEqual(
			pug.imagesIn(text).map(({ path, alt, from, to }) => [path, alt, text.slice(from, to)]),
			[
				['a b.png', 'A', 'a%20b.png'],
				['c.png', 'C', 'c.png'],
				['e.png', '', 'e.png'],
			],
		);
	});
});

/** Each part of them is shown once. */
const corpus: readonly string[] = [
	`doctype html
html(lang="en")
	head
		title A page
		meta(name="description" content="a")
	body.main
		//- A comment
			of two lines
		h1#title A page &amp; more
		- const few = 1 < 3

		ul.list
			li: a(href="#", title="b > c") Item #{few}
			li #[em Another] one
		if few
			p Few of them
			p.
				Many of them, <b>really</b>,
				on two lines

		case few
			when true
				p Two
		mixin card(title)
			.card
				h2= title
				block
		+card('A card')
			p Its text
		p
			| Text that is piped
			| over two lines
		a(
			href="#"
			class="x"
		) A link
		script.
			const a = '<p>';
`,
	'h1 Head\n\np one\n  b two\n\n  | three\n\n\nfooter\n  p end',
];

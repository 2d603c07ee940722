import assert from 'node:assert/strict';
import { insertionAt } from '../../../src/documents/insertion';
import { formatOf } from '../../../src/documents/formats';
import type { ImageLink } from '../../../src/documents/link';
import { placeOf } from '../../../src/documents/place';

const fox: ImageLink = { target: { path: 'images/a fox.jpg' }, alt: 'a fox' };

/** The text with the image in it that is asked for with what is between the brackets selected. */
function put(language: string, marked: string): string {
	const [before = '', selected = '', after = ''] = marked.split(/[⟦⟧]/);
	const text = before + selected + after;
	const format = formatOf(language);
	const place = placeOf(format, text, { from: before.length, to: before.length + selected.length });
	const insertion = insertionAt(format, place, fox);
	return typeof insertion === 'string'
		? insertion
		: text.slice(0, insertion.from) + insertion.text + text.slice(insertion.to);
}

const link = '![a fox](images/a%20fox.jpg)';

/** What it is about, in which language, before, and after. */
const cases: readonly (readonly [string, string, string, string])[] = [
	['behind selected words, parted from them', 'markdown', 'The ⟦red fox⟧ runs.', `The red fox ${link} runs.`],
	['parted from what follows, too', 'markdown', 'The ⟦red fox ⟧runs.', `The red fox ${link} runs.`],
	['behind the word that is selected in part', 'markdown', 'The red f⟦o⟧x runs.', `The red fox ${link} runs.`],
	['parted from a mark', 'markdown', 'The ⟦red fox,⟧ and', `The red fox, ${link} and`],
	['not parted where words are not', 'markdown', '一只⟦红狐狸⟧跑。', `一只红狐狸${link}跑。`],
	[
		'behind a link that is selected in part',
		'markdown',
		'The [red ⟦fox](a.md)⟧ runs.',
		`The [red fox](a.md) ${link} runs.`,
	],
	['below a line', 'markdown', 'One.\n\n⟦The fox.⟧\n\nTwo.\n', `One.\n\nThe fox.\n\n${link}\n\nTwo.\n`],
	['below lines with their end', 'markdown', '⟦One.\n\nThe fox.\n⟧Two.\n', `One.\n\nThe fox.\nTwo.\n\n${link}\n`],
	['below lines and the blank one', 'markdown', '⟦The fox.\n\n⟧Two.\n', `The fox.\n\n${link}\n\nTwo.\n`],
	['below an item, as a part of it', 'markdown', '⟦- The fox.\n⟧- Two.\n', `- The fox.\n  ${link}\n- Two.\n`],
	['below a heading', 'markdown', '⟦# The fox\n⟧\nOne.\n', `# The fox\n\n${link}\n\nOne.\n`],
	['below a table', 'markdown', '| a |\n|---|\n⟦| fox |⟧\n\nOne.\n', `| a |\n|---|\n| fox |\n\n${link}\n\nOne.\n`],
	['between what blank lines part', 'markdown', 'One.\n⟦\n\n⟧Two.\n', `One.\n\n\n${link}\n\nTwo.\n`],
	['in the stead of an old path', 'markdown', 'A ![dog](⟦old.png⟧ "t").', 'A ![dog](images/a%20fox.jpg "t").'],
	['in the stead of the path in a link', 'markdown', 'A ⟦![dog](<old dog.png>)⟧.', 'A ![dog](images/a%20fox.jpg).'],
	['in the stead of a path without words', 'markdown', 'A ⟦![](old.png)⟧.', `A ${link}.`],
	[
		'in the stead of a path in an element',
		'markdown',
		'<p>⟦<img alt="dog" src="old.png">⟧</p>',
		'<p><img alt="dog" src="images/a%20fox.jpg"></p>',
	],
	['in the stead of a path in code', 'markdown', 'See `⟦old.png⟧`.', 'See `images/a fox.jpg`.'],
	['behind a name in prose', 'markdown', 'See ⟦old.png⟧ there.', `See old.png ${link} there.`],
	['behind more than a link', 'markdown', '⟦A ![dog](old.png)⟧ x', `A ![dog](old.png) ${link} x`],
	[
		'in the stead of a path in an attribute',
		'html',
		'<img src=⟦"old.png"⟧ alt="dog">',
		'<img src="images/a%20fox.jpg" alt="dog">',
	],
	[
		'in the stead of a path in a style',
		'html',
		'<style>a { background: url(⟦old.png⟧) }</style>',
		'<style>a { background: url("images/a fox.jpg") }</style>',
	],
	[
		'behind an element',
		'html',
		'<p>The ⟦<b>red</b> fox⟧ runs.</p>',
		'<p>The <b>red</b> fox <img src="images/a%20fox.jpg" alt="a fox"> runs.</p>',
	],
	[
		'below lines of elements',
		'html',
		'<div>\n⟦\t<p>The fox</p>\n⟧</div>',
		'<div>\n\t<p>The fox</p>\n\t<img src="images/a%20fox.jpg" alt="a fox">\n</div>',
	],
	[
		'in the stead of a path in a style sheet',
		'css',
		'a { background: ⟦url(old.png)⟧ }',
		'a { background: url("images/a fox.jpg") }',
	],
	[
		'in the stead of a path in LaTeX',
		'latex',
		'\\includegraphics[width=1cm]{⟦old.png⟧}',
		'\\includegraphics[width=1cm]{images/a fox.jpg}',
	],
	['in the stead of a path in a text of code', 'python', "x = '⟦my old.png⟧'", "x = 'images/a fox.jpg'"],
	['in the stead of a text of code', 'python', "x = ⟦'old.png'⟧", "x = 'images/a fox.jpg'"],
	['in the stead of a value', 'markdown', '---\ncover: ⟦old.png⟧\n---\n', '---\ncover: "images/a fox.jpg"\n---\n'],
	['at the cursor, where nothing is selected', 'markdown', 'One⟦⟧ two', `One${link} two`],
];

describe('An image that is asked for with a part of the text selected', () => {
	for (const [what, language, before, after] of cases) {
		it(`goes ${what} (${language})`, () => assert.equal(put(language, before), after));
	}
});

describe('An image that takes the place of another of a different shape', () => {
	for (const [what, language, before, after] of [
		['is as wide as that', 'html', '<img src="⟦a.png⟧" alt="" width="924" height="540">', 'width="924" height="462"'],
		['also in Markdown', 'markdown', 'A\n\n<img height=300 src="⟦a.png⟧" width=300>\n', 'height=150 src="images/a'],
		['also in JSX', 'javascriptreact', '<img src="⟦a.png⟧" width={40} height={40} />', 'width={40} height={20} />'],
		['where that alone is said', 'html', '<img src="⟦a.png⟧" width="924">', 'width="924">'],
		[
			'and as it was in other units',
			'html',
			'<img src="⟦a.png⟧" width="50%" height="30%">',
			'width="50%" height="30%">',
		],
		['and where it fits', 'html', '<img src="⟦a.png⟧" width="301" height="150">', 'width="301" height="150">'],
	] as const) {
		it(`${what} (${language})`, () => {
			const put = replaced(language, before);
			assert.ok(put.includes('images/a%20fox.jpg') && put.includes(after), put);
		});
	}
});

/** The text with an image of twice the width of its height in the place of the path between the brackets. */
function replaced(language: string, marked: string): string {
	const [before = '', path = '', behind = ''] = marked.split(/[⟦⟧]/);
	const place = { text: before + path + behind, offset: before.length, isBlock: false, selected: 'path' } as const;
	const insertion = insertionAt(formatOf(language), place, { ...fox, size: { width: 1024, height: 512 } });
	assert.ok(typeof insertion !== 'string', JSON.stringify(insertion));
	return [insertion, ...(insertion.also ?? [])]
		.toSorted((a, b) => b.from - a.from)
		.reduce((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), place.text);
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { formatFor } from '../../../../src/documents/formats';
import { markdown } from '../../../../src/documents/formats/markdown';
import { shorten } from '../../../../src/documents/shorten';
import { targetFrom } from '../../../../src/documents/target';

/** The only image in a Markdown text, as a CommonMark parser with GitHub's tables and strikethrough reads it. */
function imageIn(text: string): { alt: string; path: string } {
	const tokens = new MarkdownIt().parse(text, {});
	const images = tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'image');
	const [image] = images;
	assert.equal(images.length, 1, text);
	const inside = image?.children ?? [];
	assert.ok(
		inside.every(({ type }) => type === 'text' || type === 'text_special'),
		text,
	);
	const alt = inside.map(({ content }) => content).join('');
	return { alt, path: decodeURIComponent(String(image?.attrGet('src'))) };
}

describe('A Markdown reference', () => {
	it('has the prompt as its alternative text and the path as it is', () => {
		assert.equal(markdown.image('a red fox', { path: 'images/fox.jpg' }), '![a red fox](images/fox.jpg)');
	});

	it('keeps letters of every language readable, and encodes what a link cannot hold', () => {
		assert.equal(
			markdown.image('лиса', { path: 'мои картинки/fox (1)#2?.jpg' }),
			'![лиса](мои%20картинки/fox%20%281%29%232%3F.jpg)',
		);
	});

	it('escapes brackets, backslashes and markup, and leaves ordinary prose alone', () => {
		assert.equal(
			markdown.image('a [b] \\ *c* `d` snake_case _e_ f & g &amp; | {h}', { path: 'x.png' }),
			'![a \\[b\\] \\\\ \\*c\\* \\`d\\` snake_case \\_e\\_ f & g \\&amp; \\| \\{h\\}](x.png)',
		);
	});

	it('puts a prompt of many lines on one', () => {
		assert.equal(markdown.image(' a fox\r\n\r\n\tin snow ', { path: 'x.png' }), '![a fox in snow](x.png)');
	});

	it('shortens a long prompt at a word', () => {
		const alt = imageIn(markdown.image('a very red fox '.repeat(40), { path: 'x.png' })).alt;
		assert.match(alt, /^(a very red fox )+a very red fox…$/);
		assert.ok(alt.length <= 120, alt);
	});

	it('is read back by a CommonMark parser as the prompt and the path, whatever they are', () => {
		const anything = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.string({ unit: fc.constantFrom(...Array.from('\\`*_[]()<>!&;#:?%$~{}|"\' a\n')) }),
		);
		const segment = anything
			.map((text) => text.replaceAll('/', '').toWellFormed())
			.filter((text) => !/^\.{0,2}$/.test(text));
		fc.assert(
			fc.property(anything, fc.array(segment, { minLength: 1, maxLength: 3 }), (prompt, segments) => {
				const path = segments.join('/');
				const { alt, path: read } = imageIn(`Before ${markdown.image(prompt, { path })} after.`);
				assert.equal(alt, shorten(prompt, 120));
				assert.equal(read, path);
			}),
			{ numRuns: 1000 },
		);
	});

	describe('meant as a block of its own', () => {
		const block = (before: string, after: string, eol = '\n'): string =>
			markdown.block('![](x)', { above: '', before, after, below: '' }, eol);

		it('stands alone on a line that is still blank', () => {
			assert.equal(block('', ''), '![](x)');
			assert.equal(block('  ', ''), '![](x)');
		});

		it('is parted by blank lines from text that was typed on its line', () => {
			assert.equal(block('', 'Typed meanwhile.'), '![](x)\n\n');
			assert.equal(block('Typed meanwhile.', ''), '\n\n![](x)');
			assert.equal(block('Typed', ' meanwhile.'), '\n\n![](x)\n\n');
		});

		it('uses the line endings of the document', () => {
			assert.equal(block('', 'Typed.', '\r\n'), '![](x)\r\n\r\n');
		});

		for (const [above, line, below] of [
			['Above.', '', 'Below.'],
			['Above.', '  ', 'Below.'],
			['Above.', '', ''],
			['', '', 'Below.'],
			['Above.', 'Typed.', 'Below.'],
			['', '', ''],
		] as const) {
			it(`is a paragraph of its own, and no blank line too many, amid ${JSON.stringify([above, line, below])}`, () => {
				const put = markdown.block('![](x)', { above, before: '', after: line, below }, '\n');
				const text = [above, put + line, below].join('\n');
				const paragraphs = new MarkdownIt().parse(text, {}).filter(({ type }) => type === 'inline');
				assert.deepEqual(
					paragraphs.map(({ content }) => content),
					[above, '![](x)', `${line}\n${below}`.trim()].filter((paragraph) => paragraph !== ''),
				);
				assert.doesNotMatch(text, /\n\s*\n\s*\n/);
			});
		}
	});

	it('is what Markdown and its relatives take, and no other language yet', () => {
		assert.equal(formatFor('markdown'), markdown);
		assert.equal(formatFor('quarto'), markdown);
		assert.equal(formatFor('plaintext'), undefined);
	});
});

describe('The way from a document to an image', () => {
	const file = (path: string, authority = ''): { scheme: string; authority: string; path: string } => ({
		scheme: 'file',
		authority,
		path,
	});

	it('is relative, with slashes', () => {
		assert.deepEqual(targetFrom(file('/ws/docs'), file('/ws/docs/images/fox.jpg')), { path: 'images/fox.jpg' });
		assert.deepEqual(targetFrom(file('/ws/docs/deep'), file('/ws/assets/fox.jpg')), { path: '../../assets/fox.jpg' });
		assert.deepEqual(targetFrom(file('/C:/ws'), file('/c:/ws/fox.jpg')), { path: 'fox.jpg' });
	});

	it('is a whole URI from another drive, server or file system', () => {
		assert.deepEqual(targetFrom(file('/c:/ws'), file('/d:/my images/fox.jpg')), {
			uri: 'file:///d%3A/my%20images/fox.jpg',
		});
		assert.deepEqual(targetFrom(file('/ws'), file('/ws/fox.jpg', 'server')), { uri: 'file://server/ws/fox.jpg' });
		assert.deepEqual(targetFrom({ scheme: 'memfs', authority: '', path: '/ws' }, file('/ws/fox.jpg')), {
			uri: 'file:///ws/fox.jpg',
		});
	});
});

describe('A shortened text', () => {
	it('is the text itself when it fits', () => {
		assert.equal(shorten('a red fox', 9), 'a red fox');
	});

	it('ends at a word, or within one that is longer than all the room', () => {
		assert.equal(shorten('a red fox who is jumping high', 26), 'a red fox who is jumping…');
		assert.equal(shorten('x'.repeat(50), 10), `${'x'.repeat(9)}…`);
	});

	it('never splits a character', () => {
		assert.equal(shorten('🦊'.repeat(10), 6), '🦊🦊…');
	});
});

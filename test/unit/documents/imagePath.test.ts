import assert from 'node:assert/strict';
import { filesLinkedIn } from '../../../src/documents/linkedFiles';
import { mayLinkImage } from '../../../src/documents/imagePath';

describe('The look at a line', () => {
	for (const [languageId, line] of [
		['markdown', '![a](b.png)'],
		['markdown', '![a](<b c.JPEG>)'],
		['html', '<img src=a.webp?v=1 alt=x>'],
		['css', '.a { background: url(a.avif) }'],
		['latex', '\\includegraphics[width=1cm]{fox}'],
		['latex', '\\includesvg{fox}'],
		['restructuredtext', '.. image:: fox.*'],
		['asciidoc', 'image::fox.gif[]'],
		['org', '[[file:fox.jpg]]'],
		['typst', '#image("fox.png")'],
		['textile', '!fox.jpg!'],
	] as const) {
		it(`sees that there is an image in ${line}`, () => {
			assert.ok(filesLinkedIn({ path: '/w/a', languageId, text: line, roots: [] })?.length);
			assert.ok(mayLinkImage(line));
		});
	}

	it('passes by what refers to none', () => {
		const lines = [
			'',
			'Some words. And more of them.',
			'see [the guide](guide.md)',
			'const a = b.pngs;',
			'\\include{chapter}',
		];
		assert.deepEqual(lines.filter(mayLinkImage), []);
	});

	it('takes no time for a long line', () => {
		const start = performance.now();
		assert.equal(mayLinkImage('\\include.p'.repeat(400_000)), false);
		assert.ok(performance.now() - start < 1_000);
	});
});

import assert from 'node:assert/strict';
import { HtmlRenderer, Parser } from 'commonmark';
import MarkdownIt from 'markdown-it';
import { marked } from 'marked';
import { formatOf } from '../../../../src/documents/formats';
import { markedPlace, put } from '../../../support/markedPlace';
import { hasOneMore, readingOf } from '../../../support/page';

const img = '![a fox](fox.jpg)';

/** On a blank line below the last item of a list: the text, with the image, and the element that it is in. */
const cases: readonly (readonly [string, string, string, string])[] = [
	['that is tight', '- one\n- two\n  §\n', `- one\n- two\n  ${img}\n`, 'li'],
	['that is tight, before more text', '1. one\n2. two\n   §\n\ntext\n', `1. one\n2. two\n   ${img}\n\ntext\n`, 'li'],
	['of one item', '- one\n  §\n', `- one\n  ${img}\n`, 'li'],
	['in a quote', '> - one\n> - two\n>   §\n', `> - one\n> - two\n>   ${img}\n`, 'li'],
	['in a list', '- one\n  - two\n    §\n', `- one\n  - two\n    ${img}\n`, 'li'],
	['behind code', '- one\n- ```\n  two\n  ```\n  §\n', `- one\n- \`\`\`\n  two\n  \`\`\`\n  ${img}\n`, 'li'],
	['that is loose', '- one\n\n- two\n  §\n', `- one\n\n- two\n\n  ${img}\n`, 'li'],
	['but not as far in', '- one\n- two\n§\n', `- one\n- two\n\n${img}\n`, 'body'],
];

const [markdownIt, parser, renderer] = [new MarkdownIt(), new Parser(), new HtmlRenderer()];
const processors: Readonly<Record<string, (text: string) => string>> = {
	'markdown-it': (text) => markdownIt.render(text),
	marked: (text) => marked.parse(text, { async: false }),
	commonmark: (text) => renderer.render(parser.parse(text)),
};

describe('An image below the last item of a list', () => {
	for (const [where, before, after, element] of cases) {
		it(where, () => {
			assert.equal(
				put(formatOf('markdown'), markedPlace(before), { target: { path: 'fox.jpg' }, alt: 'a fox' }),
				after,
			);
			for (const [name, render] of Object.entries(processors)) {
				const [old, now] = [readingOf(render(before.replace('§', '')), 'fox.jpg'), readingOf(render(after), 'fox.jpg')];
				assert.ok(hasOneMore(old, now), `${name}: ${now.page}`);
				const above = now.page.slice(0, now.page.indexOf('\uE000'));
				const isInItem = above.split('<li>').length > above.split('</li>').length;
				assert.equal(isInItem ? 'li' : 'body', element, `${name}: ${now.page}`);
			}
		});
	}
});

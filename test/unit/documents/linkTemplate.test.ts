import assert from 'node:assert/strict';
import { parseFragment } from 'parse5';
import { formatOf } from '../../../src/documents/formats';
import { applied } from '../../../src/documents/edits';
import { insertionAt } from '../../../src/documents/insertion';
import type { ImageLink } from '../../../src/documents/link';
import { markedPlace, put as putAt } from '../../support/markedPlace';

const fox: ImageLink = {
	target: { path: 'images/a fox.jpg' },
	alt: 'a "red" fox',
	prompt: 'a "red" fox, <b>very</b> large',
	size: { width: 1024, height: 768 },
};

/** The text with the link in it as the template says, where `§` marks the place; why there is none. */
function put(language: string, marked: string, template: string, link = fox): string {
	return putAt(formatOf(language), markedPlace(marked), link, template);
}

describe('A template for image links', () => {
	const element = '<img src="${path}" alt="${alt}" width="${width}" height="${height}">';

	it('has its names filled in as the language needs', () => {
		assert.equal(
			put('markdown', 'Above.\n§\nBelow.\n', element),
			'Above.\n\n<img src="images/a%20fox.jpg" alt="a &#34;red&#34; fox" width="1024" height="768">\n\nBelow.\n',
		);
	});

	it('cannot be broken out of by what is filled in', () => {
		const hostile = { ...fox, alt: '"><script>alert(1)</script>', target: { path: '"><b>.jpg' } };
		const [tag, ...others] = parseFragment(put('html', '§', element, hostile)).childNodes;
		assert.deepEqual([tag?.nodeName, others], ['img', []]);
	});

	it('has all its lines in the quote or list item that it is for', () => {
		const figure = '<figure>\n  <img src="${path}">\n</figure>\n';
		assert.equal(
			put('markdown', '> a\n> §\n', figure),
			'> a\n>\n> <figure>\n>   <img src="images/a%20fox.jpg">\n> </figure>\n',
		);
		assert.equal(
			put('markdown', '- one\r\n\r\n  §\r\n\r\n- two\r\n', '${alt}\n${path}'),
			'- one\r\n\r\n  a &#34;red&#34; fox\r\n  images/a%20fox.jpg\r\n\r\n- two\r\n',
		);
	});

	it('is for links within lines as well', () => {
		assert.equal(put('markdown', 'see §', '{{< img "${path}" >}}'), 'see {{< img "images/a%20fox.jpg" >}}');
	});

	it('leaves names that there are none of, and what is not known empty', () => {
		const { size: _size, ...unmeasured } = fox;
		assert.equal(put('markdown', '§', '${path} ${nope} [${width}]', unmeasured), 'images/a%20fox.jpg ${nope} []');
	});

	it('tells the prompt on one line, as text', () => {
		assert.equal(put('markdown', '§', '${prompt}'), 'a &#34;red&#34; fox, ‹b›very‹/b› large');
	});

	it('names the file as it is where no address is read', () => {
		assert.equal(
			put('latex', 'Text.\n\n§\n', '\\myimage{${path}}{${alt}}', { ...fox, alt: '100% of_it' }),
			'Text.\n\n\\myimage{images/a fox.jpg}{100\\% of\\_it}\n',
		);
	});

	it('is not for a path alone, nor for other languages within the document', () => {
		assert.equal(put('markdown', '```\n§\n```\n', element), '```\nimages/a fox.jpg\n```\n');
		assert.equal(put('html', '<style>a { background: url(§) }</style>', element).includes('<img'), false);
	});

	it('is not for a link that is completed', () => {
		assert.equal(put('markdown', '![fox](§)', element), '![fox](images/a%20fox.jpg)');
	});
});

describe('The style of links', () => {
	const put = (language: string, text: string): string => {
		const style = { jsxImport: true, latexFigure: true };
		const place = { text: text.replace('§', ''), offset: text.indexOf('§'), isBlock: true };
		const insertion = insertionAt(formatOf(language, style), place, {
			target: { path: 'images/red-fox.jpg' },
			alt: 'A fox',
		});
		return typeof insertion === 'string' ? insertion : applied(place.text, insertion);
	};

	it('is a figure in LaTeX where the person wants that', () => {
		assert.match(
			put('latex', 'Text.\n\n§\n\nText.\n'),
			/\\begin\{figure\}[^]*\\caption\{A fox\}\n\\label\{fig:.*\}\n\\end\{figure\}/,
		);
	});

	it('is an import in JSX where the person wants that', () => {
		const text = put('javascriptreact', 'export const A = () => (\n\t<p>\n\t\t§\n\t</p>\n);\n');
		assert.match(text, /^import redFox from '\.\/images\/red-fox\.jpg';\n[^]*<img src=\{redFox\} alt="A fox" \/>/);
	});
});

import assert from 'node:assert/strict';
import { parse as parseVue } from '@vue/compiler-sfc';
import { HtmlRenderer, Parser } from 'commonmark';
import MarkdownIt from 'markdown-it';
import { marked } from 'marked';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import { parse as parseSvelte } from 'svelte/compiler';
import { plainText } from '../../../../src/documents/altText';
import { formatOf } from '../../../../src/documents/formats';
import { applied } from '../../../../src/documents/edits';
import { everyNode } from '../../../../src/documents/formats/markdownTree';
import { insertionAt } from '../../../../src/documents/insertion';
import type { ImageLink } from '../../../../src/documents/link';
import { readingOf } from '../../../support/page';
import { nastyNames, nastyTexts } from '../nasty';

/** The text with the link in it, where `§` marks the place. */
function put(language: string, marked: string, link: ImageLink): string {
	const offset = marked.indexOf('§');
	const text = marked.replace('§', '');
	const insertion = insertionAt(formatOf(language), { text, offset, isBlock: false }, link);
	assert.ok(typeof insertion !== 'string', insertion as string);
	return applied(text, insertion);
}

interface Read {
	readonly path: string;
	readonly alt: string;
}

/** The only image of a page. */
function imageOf(html: string): Read {
	const [src, ...others] = Array.from(html.matchAll(/<img src="([^"]*)"/g), ([, path = '']) => path);
	assert.ok(src !== undefined && others.length === 0, html);
	const path = decodeURIComponent(src.replaceAll('&amp;', '&'));
	return { path, alt: readingOf(html, path).images[0] ?? '' };
}

const markdownIt = new MarkdownIt({ html: true });
const gfm = remark().use(remarkGfm);
const readers: Readonly<Record<string, (text: string) => Read>> = {
	'markdown-it': (text) => imageOf(markdownIt.render(text)),
	marked: (text) => imageOf(marked.parse(text, { async: false })),
	commonmark: (text) => imageOf(new HtmlRenderer().render(new Parser().parse(text))),
	remark: (text) => {
		const images = Array.from(everyNode(gfm.parse(text))).flatMap((node) => (node.type === 'image' ? [node] : []));
		const [image, ...others] = images;
		assert.ok(image && others.length === 0, text);
		return { path: decodeURIComponent(image.url), alt: image.alt ?? '' };
	},
};

/** Where an image may stand in Markdown. */
const places: readonly string[] = [
	...[
		'Text § text',
		'# Head §',
		'- item §',
		'> quote §',
		'[link §](a.md)',
		'**bold §**',
		'| a | b |\n|---|---|\n| c § | d |',
		'1. a\n\n   §\n',
	],
];

describe('A link in Markdown', () => {
	for (const [processor, read] of Object.entries(readers)) {
		it(`leads ${processor} to any file`, () => {
			for (const name of nastyNames) {
				const path = `images/${name}`;
				assert.equal(read(put('markdown', 'Text § text', { target: { path }, alt: 'a fox' })).path, path, name);
			}
		});

		it(`has words that ${processor} reads as they are, wherever it stands`, () => {
			for (const place of places) {
				for (const alt of nastyTexts) {
					const text = put('markdown', place, { target: { path: 'a b.png' }, alt });
					assert.deepEqual(read(text), { path: 'a b.png', alt: plainText(alt) }, text);
				}
			}
		});
	}

	it('has what looks like marks in the stead of marks', () => {
		assert.equal(
			plainText('a [red] {fox} <b> &amp; *x* `y` _z_ a_b :smile: --'),
			'a (red) (fox) ‹b› & amp; x y z a_b smile: -',
		);
	});

	it('has no words that Marp takes for commands', () => {
		const deck = '---\nmarp: true\n---\n\n§\n';
		const alt = 'bg red fox blur the left 50% fit w:3 sepia';
		assert.ok(put('markdown', deck, { target: { path: 'a.png' }, alt }).endsWith('\n\n![red fox the left](a.png)\n'));
	});

	it('is escaped for Pandoc, which reads citations and superscripts in it', () => {
		const link = { target: { path: 'x.png' }, alt: 'a fox by @artist, mc^2^' };
		assert.equal(put('quarto', '§', link), '![a fox by \\@artist, mc\\^2\\^](x.png)');
	});
});

describe('An element with an image', () => {
	it('leads browsers to any file, with the same words', () => {
		for (const name of nastyNames) {
			for (const alt of nastyTexts) {
				const html = put('html', '<p>§</p>', { target: { path: name }, alt });
				assert.deepEqual(readingOf(html, name).images, [alt], html);
			}
		}
	});

	it('leads the compilers of Vue and Svelte to any file, with the same words', () => {
		for (const [index, name] of nastyNames.entries()) {
			const alt = nastyTexts[index % nastyTexts.length] ?? '';
			const link = { target: { path: `images/${name}` }, alt };
			const vue = parseVue(put('vue', '<template><p>§</p></template>', link)).descriptor.template?.ast?.children[0];
			assert.deepEqual(imageIn(vue), { path: `./images/${name}`, alt }, name);
			const svelte = parseSvelte(put('svelte', '<p>§</p>', link), { modern: true }).fragment.nodes[0];
			assert.deepEqual(imageIn(svelte), { path: `./images/${name}`, alt }, name);
		}
	});

	it('has its size, so that the page does not jump', () => {
		const link = { target: { path: 'a.png' }, alt: 'A', size: { width: 4, height: 3 } };
		assert.equal(put('html', '<p>§</p>', link), '<p><img src="a.png" alt="A" width="4" height="3"></p>');
	});
});

/** The texts of the attributes of the image that an element's tree holds. */
function imageIn(tree: unknown): Read {
	const texts = (value: unknown): string =>
		typeof value === 'object' && value !== null
			? ((value as { data?: string; content?: string }).data ??
				(value as { content?: string }).content ??
				Object.values(value).map(texts).join(''))
			: '';
	const find = (node: unknown): Map<string, string> | undefined => {
		if (typeof node !== 'object' || node === null) {
			return undefined;
		}
		const { name, tag, attributes, props } = node as Record<string, unknown>;
		if (name === 'img' || tag === 'img') {
			const all = (attributes ?? props) as readonly { name: string; value: unknown }[];
			return new Map(all.map((one) => [one.name, texts(one.value)]));
		}
		const { loc: _loc, ...rest } = node as Record<string, unknown>;
		return Object.values(rest).reduce<Map<string, string> | undefined>(
			(found, value) => found ?? find(value),
			undefined,
		);
	};
	const found = find(tree);
	return { path: decodeURIComponent(found?.get('src') ?? ''), alt: found?.get('alt') ?? '' };
}

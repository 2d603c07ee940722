import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Parser } from 'htmlparser2';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import * as runtime from 'react/jsx-runtime';
import { formatOf } from '../../../../src/documents/formats';
import { applied } from '../../../../src/documents/edits';
import { insertionAt } from '../../../../src/documents/insertion';
import type { ImageLink } from '../../../../src/documents/link';
import type { DocumentFormat } from '../../../../src/documents/spots';
import { nastyNames, nastyTexts } from '../nasty';
import { markedPlace, put as putAt } from '../../../support/markedPlace';

const mdx = formatOf('mdx');
const fox = { target: { path: 'images/fox.jpg' }, alt: 'a fox' };
const img = '![a fox](images/fox.jpg)';

function put(marked: string, link = fox): string {
	return putAt(mdx, markedPlace(marked), link);
}

const cases: readonly (readonly [string, string, string])[] = [
	['is parted from imports', "import a from 'a'\n§\n\n# Head\n", `import a from 'a'\n\n${img}\n\n# Head\n`],
	[
		'stays out of code',
		'export const a = {\n\n  b: §1,\n}\n\ntext\n',
		`export const a = {\n\n  b: 1,\n}\n\n${img}\n\ntext\n`,
	],
	['stays out of an expression', 'one {a +§ 1} two\n', `one {a + 1}${img} two\n`],
	['stays out of an element by its tag', 'one <B c={1} §d="e">f</B> two\n', `one <B c={1} d="e">f</B>${img} two\n`],
	['is a block within an element', '<div>\n§\n</div>\n', `<div>\n\n${img}\n\n</div>\n`],
	['stands where indentation is no code', 'one\n\n    two§\n', `one\n\n    two${img}\n`],
	['completes an element', '<img src="§" alt="" />\n', '<img src="images/fox.jpg" alt="a fox" />\n'],
	['completes a link', '![](§)\n', `${img}\n`],
	['stands in an element on its line', '<div>§</div>\n', `<div>${img}</div>\n`],
	['stands in an element within a line', 'a <b>§</b> c\n', `a <b>${img}</b> c\n`],
	['stays out of a comment', 'a {/* § */} c\n', `a {/*  */}${img} c\n`],
	['is the path of an import', 'import fox from "§"\n\n# A\n', 'import fox from "./images/fox.jpg"\n\n# A\n'],
	['is a path in a text of a module', "export const a = '§'\n", "export const a = 'images/fox.jpg'\n"],
	[
		'is a path in a text of a module of several lines',
		"export const a = {\n  b: '§',\n}\n\n# A\n",
		"export const a = {\n  b: 'images/fox.jpg',\n}\n\n# A\n",
	],
	['is the text of an attribute', '<img src={§} />\n', '<img src={"images/fox.jpg"} />\n'],
	[
		'is the text of an attribute in braces',
		'<img src={"§"} alt="" />\n',
		'<img src={"images/fox.jpg"} alt="a fox" />\n',
	],
	[
		'is the path of a module in an attribute',
		'<img src={require("§").default} />\n',
		'<img src={require("./images/fox.jpg").default} />\n',
	],
	['completes a component', '# A\n\n<Card src="§" />\n', '# A\n\n<Card src="images/fox.jpg" />\n'],
	[
		'completes a component with children',
		'<Card\n  title={<i>x</i>}\n  image="§"\n>\n\n- one\n\n</Card>\n',
		'<Card\n  title={<i>x</i>}\n  image="images/fox.jpg"\n>\n\n- one\n\n</Card>\n',
	],
	[
		'is a path in a style',
		"<div style={{ backgroundImage: 'url(§)' }}>a</div>\n",
		"<div style={{ backgroundImage: 'url(images/fox.jpg)' }}>a</div>\n",
	],
	['is a path in an expression', 'a {["§"].length} b\n', 'a {["images/fox.jpg"].length} b\n'],
	['is a path in an element between ticks', 'a `<Card src="§" />` b\n', 'a `<Card src="images/fox.jpg" />` b\n'],
	['is a path in a fence', '```js\nimport §\n```\n', '```js\nimport images/fox.jpg\n```\n'],
];

describe('An image in MDX', () => {
	for (const [what, before, after] of cases) {
		it(what, async () => {
			assert.equal(put(before), after);
			const { compile } = await import('@mdx-js/mdx');
			assert.ok(String(await compile(after)).includes('images/fox.jpg'));
		});
	}

	it('shows the file with its words, whatever both are called', async () => {
		const plain = /[[\]{}<>&\\*|~^$`_:]|--|^\s|\s$|\s\s/;
		for (const text of ['§', 'one § two', '<b>\n\n§\n\n</b>', '| a |\n|---|\n| § |', '<img src="§" alt="" />']) {
			for (const name of nastyNames) {
				const { src, alt, count } = await imagesOf(put(text, { target: { path: `images/${name}` }, alt: name }));
				assert.deepEqual([src, count], [`/images/${name}`, 1], text);
				if (!plain.test(name)) {
					assert.equal(alt, name);
				}
			}
		}
		for (const alt of nastyTexts) {
			const image = await imagesOf(put('one\n\n§\n\ntwo', { ...fox, alt }));
			assert.deepEqual(
				[image.src, image.count, image.alt === alt || plain.test(alt)],
				['/images/fox.jpg', 1, true],
				alt,
			);
		}
	}).timeout(90_000);

	it('leaves everything else as it was, wherever it is asked for', () => assertHolds(mdx, fox)).timeout(180_000);

	it('leaves everything else as it was, wherever it is asked for as an import', async () => {
		const importing = formatOf('mdx', { jsxImport: true, latexFigure: false });
		const folder = mkdtempSync(path.join(tmpdir(), 'imagegen-mdx-'));
		try {
			// What a bundler makes of an image that is imported.
			writeFileSync(path.join(folder, 'fox.mjs'), "export default 'images/fox.jpg';");
			await assertHolds(importing, { ...fox, target: { path: 'fox.mjs' } }, pathToFileURL(`${folder}/`).href);
		} finally {
			rmSync(folder, { recursive: true });
		}
	}).timeout(180_000);

	it('is found by links, by elements and by imports', () => {
		const text = [
			"import a from './a.png'",
			'![b](b%20c.png) <img src="d.png" alt="D" />',
			'<div>\n\n<img alt="E" src="e&amp;f.png" />\n\n</div>',
			'```\nimport no from "no.png"\n```',
		].join('\n\n');
		assert.deepEqual(
			mdx.imagesIn(text).map(({ path, alt, from, to }) => [path, alt, text.slice(from, to)]),
			[
				['./a.png', '', './a.png'],
				['b c.png', 'b', 'b%20c.png'],
				['d.png', 'D', 'd.png'],
				['e&f.png', 'E', 'e&amp;f.png'],
			],
		);
	});
});

/** Asserts that the page has one image more, wherever in the texts it was asked for, and nothing else in it has changed. */
async function assertHolds(format: DocumentFormat, link: ImageLink, baseUrl?: string): Promise<void> {
	for (const text of corpus) {
		const before = (await imagesOf(text)).rest;
		const seen = new Set<string>();
		let count = 0;
		for (let offset = 0; offset <= text.length; offset++) {
			const insertion = insertionAt(format, { text, offset, isBlock: text.charAt(offset) === '\n' }, link);
			if (typeof insertion === 'string' || insertion.format === 'path') {
				continue;
			}
			count++;
			const whole = applied(text, insertion);
			if (!seen.has(whole)) {
				seen.add(whole);
				const { src, rest, ...after } = await imagesOf(whole, baseUrl);
				assert.deepEqual([src, after.count], ['/images/fox.jpg', 1], whole);
				assert.equal(rest, before, whole);
			}
		}
		assert.ok(count > text.length / 2, String(count));
	}
}

/** What MDX makes of a text: its one image, as a browser asks for it, and all else. */
async function imagesOf(
	text: string,
	baseUrl = import.meta.url,
): Promise<{ src: string; alt: string; count: number; rest: string }> {
	// It is an ES module alone.
	const { compile, run } = await import('@mdx-js/mdx');
	const code = String(await compile(text, { outputFormat: 'function-body' }));
	const { default: Content } = await run(code, { ...runtime, baseUrl });
	const page = renderToStaticMarkup(createElement(Content, { components: { B: 'b', Card: 'section' } }));
	const images: Record<string, string>[] = [];
	let rest = '';
	const parser = new Parser({
		onopentag: (name, attributes) => {
			// React asks browsers to load images early.
			if (name === 'img') {
				images.push(attributes);
			} else if (name !== 'link') {
				rest += `<${name}>`;
			}
		},
		ontext: (data) => (rest += data.replace(/\s+/g, '')),
		onclosetag: (name) => (rest += name === 'img' || name === 'link' ? '' : `</${name}>`),
	});
	parser.end(page);
	const [image = {}] = images;
	return {
		src: decodeURIComponent(new URL(image['src'] ?? '', 'http://localhost/').pathname),
		alt: image['alt'] ?? '',
		count: images.length,
		rest: rest.replaceAll('<p></p>', ''),
	};
}

const corpus = [
	`export const year = 2026

export function Note({ children }) {

  return <aside>{children}</aside>
}

# Fox {year}

Some *text* with {year + 1} and <B title="a > b">bold {year}</B>, and \`{code}\`.
<Note>
  In a **note**.
</Note>

    indented

<Card title={<i>x</i>}>

- one
- two
  {/* comment */}

</Card>

| a | b |
|---|---|
| {year} | d |

{year > 2000 && <b>new</b>}
`,
];

import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { Parser } from 'htmlparser2';
import * as React from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import ts from 'typescript';
import { formatOf } from '../../../../src/documents/formats';
import { jsxWith } from '../../../../src/documents/formats/jsx';
import { applied } from '../../../../src/documents/edits';
import { insertionAt } from '../../../../src/documents/insertion';
import type { ImageLink } from '../../../../src/documents/link';
import type { DocumentFormat } from '../../../../src/documents/spots';
import { markedPlace, put as putAt } from '../../../support/markedPlace';
import { nastyNames, nastyTexts } from '../nasty';

const fox: ImageLink = { target: { path: 'images/red-fox.jpg' }, alt: 'a fox', size: { width: 800, height: 600 } };
const img = '<img src="images/red-fox.jpg" alt="a fox" width={800} height={600} />';
const path = 'images/red-fox.jpg';

const tsx = formatOf('typescriptreact');
const importing = jsxWith({ import: true });

/** The text with the image in it, where `§` marks the place; why there is none. */
function put(format: DocumentFormat, marked: string, link = fox): string {
	return putAt(format, markedPlace(marked), link);
}

const cases: readonly (readonly [string, string, string])[] = [
	['stands among children', 'const a = <p>red §fox</p>;', `const a = <p>red ${img}fox</p>;`],
	['splits no word', 'const a = <p>red fo§x</p>;', `const a = <p>red fox ${img}</p>;`],
	['splits no reference', 'const a = <p>&am§p;</p>;', `const a = <p>&amp;${img}</p>;`],
	['has a line of its own', 'const a = <p>\n\tred\n§\n\tfox\n</p>;', `const a = <p>\n\tred\n\t${img}\n\tfox\n</p>;`],
	['is indented within an element', 'a(\n  <p>\n§\n  </p>\n);', `a(\n  <p>\n    ${img}\n  </p>\n);`],
	['stays out of a tag', 'const a = <p cl§ass="b">c</p>;', `const a = <p class="b">${img}c</p>;`],
	['stays out of the tag of a child', 'const a = <p><b§r /></p>;', `const a = <p><br />${img}</p>;`],
	['stays out of a comment', 'const a = <p>{/* b§c */}</p>;', `const a = <p>{/* bc */}${img}</p>;`],
	['stands between braces', 'const a = <p>{§}</p>;', `const a = <p>{${img}}</p>;`],
	[
		'shares a fragment with what is returned',
		'f(() => { return <br />§; });',
		`f(() => { return <><br />${img}</>; });`,
	],
	[
		'shares a fragment on lines of its own',
		'function A() {\n  return (\n    <p>b</p>\n    §\n  );\n}',
		`function A() {\n  return (\n    <>\n      <p>b</p>\n      ${img}\n    </>\n  );\n}`,
	],
	['is what is returned', 'function A() { return (§); }', `function A() { return (${img}); }`],
	['is the body of a function', 'const a = () => §;', `const a = () => ${img};`],
	['is the other case', 'const a = <p>{b ? <br /> : §}</p>;', `const a = <p>{b ? <br /> : ${img}}</p>;`],
	['is what follows a condition', 'const a = <p>{b && §}</p>;', `const a = <p>{b && ${img}}</p>;`],
	['is a text where another value is missing', 'const a = §;', `const a = "${path}";`],
	['is a text among arguments', 'a(§);', `a("${path}");`],
	['is a path in a text', "const a = '§';", `const a = '${path}';`],
	['is a path in a template', 'const a = `${b}/§`;', `const a = \`\${b}/${path}\`;`],
	['is a path in a comment', '// see §\nb();', `// see ${path}\nb();`],
	['is a file for an import', "import a from '§';", `import a from './${path}';`],
	['is a file for require', 'const a = require("§");', `const a = require("./${path}");`],
	['is a file for what is exported', "export { default } from '§';", `export { default } from './${path}';`],
	['is a file for require in TypeScript', "import a = require('§');", `import a = require('./${path}');`],
	[
		'is an address in a style',
		"<p style={{ background: 'url(§)' }} />;",
		`<p style={{ background: 'url(${path})' }} />;`,
	],
	['requires a file for an attribute', '<img src={require("§")} />;', `<img src={require("./${path}")} />;`],
	['is a file for a URL', "new URL('§', import.meta.url);", `new URL('./${path}', import.meta.url);`],
	['completes an attribute', '<img src="§" alt="b" />;', `<img src="${path}" alt="b" />;`],
	['completes an expression', '<img alt="" src={"§"} />;', `<img alt="a fox" src={"${path}"} />;`],
	['completes what has no value yet', '<img src={§} alt={""} />;', `<img src={"${path}"} alt="a fox" />;`],
	[
		'completes the words on another line',
		'<img\n\talt=""\n\tsrc="§"\n/>;',
		`<img\n\talt="a fox"\n\tsrc="${path}"\n/>;`,
	],
	['has no place in a name', 'const al§pha beta = 1;', 'place'],
	[
		'stands between tags of code that is being written',
		'const a = <p>\n<b>c</b>\n§\n</p>; const = ',
		`const a = <p>\n<b>c</b>\n${img}\n</p>; const = `,
	],
];

const imports: readonly (readonly [string, string, string])[] = [
	[
		'below other imports',
		"'use client';\nimport a from 'a';\nimport b from 'b';\n\nexport default () => <p>§</p>;",
		"'use client';\nimport a from 'a';\nimport b from 'b';\nimport redFox from './images/red-fox.jpg';\n\nexport default () => <p>IMG</p>;",
	],
	[
		'below what must stand first',
		'"use client"\nlet a = <p>§</p>',
		'"use client"\n\nimport redFox from "./images/red-fox.jpg"\nlet a = <p>IMG</p>',
	],
	['at the top', 'let a = <p>§</p>;', "import redFox from './images/red-fox.jpg';\n\nlet a = <p>IMG</p>;"],
	[
		'by a name that is free',
		'let redFox = <p>§</p>;',
		'import redFox2 from \'./images/red-fox.jpg\';\n\nlet redFox = <p><img src={redFox2} alt="a fox" width={800} height={600} /></p>;',
	],
	...['src="§"', "src='§'", 'src={§}', 'src={"§"}', 'src={`§`}'].map(
		(source) =>
			[
				`in the stead of the path in ${source}`,
				`<img alt="" ${source} />;`,
				`import redFox from './images/red-fox.jpg';\n\n<img alt="a fox" src={redFox} />;`,
			] as const,
	),
	[
		'once',
		"import it from './images/red-fox.jpg';\nlet a = <p>§</p>;",
		'import it from \'./images/red-fox.jpg\';\nlet a = <p><img src={it} alt="a fox" width={800} height={600} /></p>;',
	],
];

describe('An image in JSX', () => {
	for (const [what, before, after] of cases) {
		it(what, () => assert.equal(put(tsx, before), after));
	}

	for (const [what, before, after] of imports) {
		it(`is imported ${what}, where that is wanted`, () =>
			assert.equal(put(importing, before), after.replace('IMG', img.replace(`"${path}"`, '{redFox}'))));
	}

	it('has a path of the public folder as it is, also where others are imported', () => {
		const link = { ...fox, target: { path: '/fox.jpg' } };
		assert.equal(put(importing, '<p>§</p>', link), `<p>${img.replace(path, '/fox.jpg')}</p>`);
	});

	it('is an element in plain JavaScript among elements, and a path elsewhere', () => {
		const javascript = formatOf('javascript');
		assert.equal(put(javascript, 'const a = <p>§</p>;'), `const a = <p>${img}</p>;`);
		assert.equal(put(javascript, "const a = '§';"), `const a = '${path}';`);
		assert.equal(put(javascript, 'const a = §;'), `const a = ${path};`);
		assert.equal(put(formatOf('typescript'), 'const a = <T>"§";'), `const a = <T>"${path}";`);
	});

	it('shows the file with its words in React, whatever both are called', () => {
		for (const name of nastyNames) {
			for (const before of [
				'<p>§</p>',
				'<p><img src="§" alt="" /></p>',
				"<p><img alt='' src='§' /></p>",
				'<p><img src={`§`} alt={""} /></p>',
			]) {
				const image = imageOf(put(tsx, `show(${before});`, { target: { path: `images/${name}` }, alt: name }));
				assert.deepEqual(image, { file: `/images/${name}`, alt: name }, before);
			}
		}
		for (const alt of nastyTexts) {
			assert.equal(imageOf(put(tsx, 'show(<p>§</p>);', { ...fox, alt })).alt, alt);
		}
	}).timeout(90_000);

	it('is imported by the name of its file, whatever that is', () => {
		for (const name of nastyNames) {
			const code = put(importing, 'show(<p>§</p>);', { target: { path: `images/${name}` }, alt: name });
			assert.deepEqual(imageOf(code), { file: `./images/${name}`, alt: name }, code);
		}
	}).timeout(90_000);

	it('leaves everything else as it was, wherever it is asked for', () => {
		for (const text of corpus) {
			const before = shapeOf(text, 'none');
			let count = 0;
			for (let offset = 0; offset <= text.length; offset++) {
				const insertion = insertionAt(tsx, { text, offset, isBlock: text.charAt(offset) === '\n' }, fox);
				if (typeof insertion === 'string') {
					continue;
				}
				const whole = applied(text, insertion);
				if (insertion.format === 'path') {
					assert.ok(whole.includes(path));
					assert.equal(errorsIn(whole), 0, whole);
				} else {
					assert.ok(shapeOf(whole, img) === before, whole);
					count++;
				}
			}
			assert.ok(count > text.length / 5, String(count));
		}
	}).timeout(180_000);
});

describe('The images of JSX', () => {
	it('are those that modules and elements name', () => {
		const text = [
			"import a from './a%20b.png'; import b from 'react'; import './c.css';",
			"const d = require('./d.jpg'), e = new URL('./e.webp?x', import.meta.url), f = `./f.png`;",
			'const g = <><img src={a} alt="A" /><img src="h%20i.png?v=1" alt={"H"} /><Image src={`/j.png`} /></>;',
			'const k = <img src={`${a}.png`} />; // <img src="no.png" />',
		].join('\n');
		const found = tsx.imagesIn(text);
		assert.deepEqual(
			found.map((image) => [image.path, image.alt, text.slice(image.from, image.to)]),
			[
				['./a%20b.png', 'A', './a%20b.png'],
				['./d.jpg', '', './d.jpg'],
				['./e.webp', '', './e.webp?x'],
				['h i.png', 'H', 'h%20i.png?v=1'],
				['/j.png', '', '/j.png'],
			],
		);
	});

	it('are those that were inserted', () => {
		for (const name of nastyNames) {
			const text = put(tsx, 'show(<p>§</p>);', { target: { path: `images/${name}` }, alt: 'a "fox"' });
			const [image, ...others] = tsx.imagesIn(text);
			assert.deepEqual([image?.path, image?.alt, others.length], [`images/${name}`, 'a "fox"', 0]);
		}
	});
});

/** What a browser shows of a module that calls `show`. */
function imageOf(code: string): { file: string; alt: string } {
	const { outputText } = ts.transpileModule(code, {
		compilerOptions: { jsx: ts.JsxEmit.React, module: ts.ModuleKind.CommonJS, esModuleInterop: true },
	});
	const images: Record<string, string>[] = [];
	const imported: string[] = [];
	const show = (element: React.ReactNode): void => {
		const parser = new Parser({ onopentag: (name, attributes) => name === 'img' && images.push(attributes) });
		parser.end(renderToStaticMarkup(element));
	};
	const require = (name: string): unknown => {
		imported.push(name);
		return { __esModule: true, default: name };
	};
	runInNewContext(outputText, { React, show, require, exports: {}, module: {} });
	const [image] = images;
	assert.ok(image && images.length === 1, code);
	const source = image['src'] ?? '';
	return {
		file: imported.includes(source) ? source : decodeURIComponent(new URL(source, 'http://localhost/').pathname),
		alt: image['alt'] ?? '',
	};
}

function parsed(text: string): ts.SourceFile {
	return ts.createSourceFile('a.tsx', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
}

function errorsIn(text: string): number {
	return (parsed(text) as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics.length;
}

/** What TypeScript reads, without that element, and without a fragment around what is left of one. */
function shapeOf(text: string, left: string): string {
	assert.equal(errorsIn(text), 0, text);
	let count = 0;
	const shape = (node: ts.Node): unknown => {
		if (ts.isJsxSelfClosingElement(node) && node.getText() === left) {
			count++;
			return undefined;
		}
		if (ts.isJsxText(node)) {
			return node.text.trim() === '' ? undefined : `"${node.text.replace(/\s+/g, '')}`;
		}
		const children: unknown[] = [];
		node.forEachChild((child) => {
			children.push(shape(child));
		});
		const rest = children.filter((child) => child !== undefined);
		const joined = rest.reduce<unknown[]>((all, child) => {
			const last = all.at(-1);
			const isText = (one: unknown): one is string => typeof one === 'string' && one.startsWith('"');
			return isText(last) && isText(child) ? [...all.slice(0, -1), last + child.slice(1)] : [...all, child];
		}, []);
		// The fragment that holds it and what stood alone before; its tags have no children.
		if (
			ts.isJsxFragment(node) &&
			count > 0 &&
			text.includes('<>') &&
			rest.length === 3 &&
			node.parent.kind !== ts.SyntaxKind.JsxElement
		) {
			return rest[1];
		}
		if (ts.isJsxExpression(node) && joined.length === 0) {
			return undefined;
		}
		return [
			`0${ts.SyntaxKind[node.kind]}`,
			ts.isIdentifier(node) || ts.isLiteralExpression(node) ? node.text : '',
			...joined,
		];
	};
	const whole = JSON.stringify(shape(parsed(text)));
	assert.equal(count, left === 'none' ? 0 : 1, text);
	return whole;
}

const corpus: readonly string[] = [
	`'use client';
import { useState } from 'react';
import type { Card } from "./card"; // why

/** A list. */
export function List<T extends Card>({ cards, title = 'Cards' }: { cards: T[]; title?: string }) {
  const [open, setOpen] = useState<boolean>(false);
  const half = cards.length / 2 < 3 && /["'<]/.test(title);

  if (!cards.length) return <Empty />;
  return (
    <section className="list" onClick={() => setOpen(!open)}>
      {/* The title */}
      <h1 title="a > b">{title} &amp; more, isn't it</h1>
      {half && <p>Half of {cards.length}</p>}
      {open ? (
        <ul>
          {cards.map((card) => (
            <li key={card.id} {...card.rest}>{\`\${card.name}!\`}</li>
          ))}
        </ul>
      ) : null}

      text at the end
      <br />
    </section>
  );
}
`,
	`const Small = () => <><b>one</b> two</>;
export default class Page extends React.Component {
	render() {
		const footer = <footer>
			{this.props.children}
		</footer>;
		return <Layout header={<h1>Head</h1>} footer={footer}>{(value) => <i>{value}</i>}</Layout>;
	}
}
`,
];

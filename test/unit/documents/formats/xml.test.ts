import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';
import { applied } from '../../../../src/documents/edits';
import { formatOf } from '../../../../src/documents/formats';
import { insertionAt } from '../../../../src/documents/insertion';
import type { ImageLink } from '../../../../src/documents/link';
import { markedPlace, put as putAt } from '../../../support/markedPlace';
import { nastyNames, nastyTexts } from '../nasty';

const xml = formatOf('xml');
const fox: ImageLink = { target: { path: 'images/a & b.jpg' }, alt: 'a fox', size: { width: 8, height: 6 } };
const [url, path] = ['images/a%20%26%20b.jpg', 'images/a &#38; b.jpg'];

function put(marked: string, link = fox): string {
	return putAt(xml, markedPlace(marked), link);
}

const svg = (inner: string): string => `<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>\n`;
const image = `<image href="${url}" width="8" height="6" aria-label="a fox"/>`;
const db = (inner: string): string => `<article xmlns="http://docbook.org/ns/docbook">${inner}</article>\n`;
const media = `<imageobject><imagedata fileref="${url}"/></imageobject><textobject><phrase>a fox</phrase></textobject>`;
const inLine = `<inlinemediaobject>${media}</inlinemediaobject>`;
const block = (indentation: string): string =>
	['<mediaobject>', ...media.split(/(?=<textobject>)/).map((line) => `  ${line}`), '</mediaobject>']
		.map((line) => indentation + line)
		.join('\n');
const xhtml = (inner: string): string =>
	`<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body>${inner}</body></html>\n`;
const img = `<img src="${url}" alt="a fox" width="8" height="6" />`;

const cases: readonly (readonly [string, string, string])[] = [
	['is an element in SVG', svg('\n  <g/>\n  §\n'), svg(`\n  <g/>\n  ${image}\n`)],
	['stays out of a text in SVG', svg('<text>a §b</text>'), svg(`<text>a b</text>${image}`)],
	['completes an element of SVG', svg('<image xlink:href="§"/>'), svg(`<image xlink:href="${url}"/>`)],
	[
		'is an address in a style sheet of SVG',
		svg('<style><![CDATA[ a { fill: §; } ]]></style>'),
		svg('<style><![CDATA[ a { fill: url("images/a %26 b.jpg"); } ]]></style>'.replace('%26', '&')),
	],
	['stands behind the title of SVG', `§${svg('<title>a</title><g/>')}`, svg(`<title>a</title>${image}<g/>`)],
	[
		'is a block in DocBook',
		db('\n  <title>a</title>\n  §\n  <para>b</para>\n'),
		db(`\n  <title>a</title>\n${block('  ')}\n  <para>b</para>\n`),
	],
	['stands in a text of DocBook', db('<para>a §b</para>'), db(`<para>a ${inLine}b</para>`)],
	[
		'is below the title in DocBook',
		db('§<title>a</title><para>b</para>'),
		db(`<title>a</title><mediaobject>${media}</mediaobject><para>b</para>`),
	],
	[
		'is below a listing in DocBook',
		db('\n<programlisting>a §</programlisting>\n'),
		db(`\n<programlisting>a </programlisting>\n${block('')}\n`),
	],
	[
		'has the prefix of DocBook',
		'<d:para xmlns:d="http://docbook.org/ns/docbook">§</d:para>',
		`<d:para xmlns:d="http://docbook.org/ns/docbook">${inLine.replace(/<(\/?)/g, '<$1d:')}</d:para>`,
	],
	['completes an element of DocBook', db('<imagedata fileref="§"/>'), db(`<imagedata fileref="${url}"/>`)],
	['is an element in XHTML', xhtml('<p>a §</p>'), xhtml(`<p>a ${img}</p>`)],
	['is a path in an attribute', '<a><b c="§"/></a>', `<a><b c="${path}"/></a>`],
	['has quotes in an attribute that has none', '<a><b c=§/></a>', `<a><b c="${path}"/></a>`],
	['is a path in a text', '<a>\n  <b>§</b>\n</a>', `<a>\n  <b>${path}</b>\n</a>`],
	['is a path as it is where nothing is markup', '<a><![CDATA[§]]></a>', '<a><![CDATA[images/a & b.jpg]]></a>'],
	['has no place in a tag', '<a><b §c="d"/></a>', 'place'],
	['has no place beside the root', '<a/>\n§', 'place'],
];

describe('An image in XML', () => {
	for (const [what, before, after] of cases) {
		it(what, () => assert.equal(put(before), after));
	}

	it('leads to the file with its words, whatever both are called', () => {
		for (const [index, name] of nastyNames.entries()) {
			const link = { target: { path: name }, alt: nastyTexts[index % nastyTexts.length] ?? '' };
			const ofSvg = read(put(svg('<g>§</g>'), link));
			const ofDocbook = read(put(db('<para>a §</para>'), link));
			const ofXhtml = read(put(xhtml('<p>§</p>'), link));
			const decoded = (tag: string, attribute: string, events: readonly string[]): string => {
				const [, value = ''] =
					new RegExp(`^<${tag} .*?\\b${attribute}=(".*?(?<!\\\\)(?:\\\\\\\\)*")`).exec(
						events.find((one) => one.startsWith(`<${tag} `)) ?? '',
					) ?? [];
				return JSON.parse(value) as string;
			};
			assert.equal(decodeURIComponent(decoded('image', 'href', ofSvg)), name);
			assert.equal(decoded('image', 'aria-label', ofSvg), link.alt);
			assert.equal(decodeURIComponent(decoded('imagedata', 'fileref', ofDocbook)), name);
			assert.ok(ofDocbook.join('').includes(`<phrase>${link.alt}</phrase>`));
			assert.equal(decodeURIComponent(decoded('img', 'src', ofXhtml)), name);
			assert.equal(decoded('img', 'alt', ofXhtml), link.alt);
			const ofOther = put('<a b="§"/>', link);
			assert.equal(decoded('a', 'b', read(ofOther)), name);
			assert.deepEqual(read(put('<a>§</a>', link)), ['<a>', name, '</a>']);
		}
	});

	it('leaves everything else as it was, wherever it is asked for', () => {
		for (const text of corpus) {
			const before = read(text).join('').replace(/\s+/g, '');
			let count = 0;
			for (let offset = 0; offset <= text.length; offset++) {
				const insertion = insertionAt(xml, { text, offset, isBlock: text.charAt(offset) === '\n' }, fox);
				if (typeof insertion === 'string') {
					continue;
				}
				const whole = applied(text, insertion);
				const after = read(whole).join('');
				if (insertion.format !== 'path' && insertion.format !== 'css') {
					const rest = after.replace(
						/<(mediaobject|inlinemediaobject)>.*?<\/\1>|<image [^>]*><\/image>|<img [^>]*><\/img>/,
						'',
					);
					assert.equal(rest.replace(/\s+/g, ''), before, whole);
				}
				count++;
			}
			assert.ok(count > text.length / 4, String(count));
		}
	}).timeout(60_000);

	it('is found with its words', () => {
		const found = (text: string): unknown =>
			xml.imagesIn(text).map(({ path: one, alt, from, to }) => [one, alt, text.slice(from, to)]);
		assert.deepEqual(found(put(db('<para>§</para>'))), [['images/a & b.jpg', 'a fox', url]]);
		assert.deepEqual(found(put(svg('§'))), [['images/a & b.jpg', 'a fox', url]]);
	});
});

/** What a parser of XML reads in a text, which must be well-formed; white space does not count. */
function read(text: string): readonly string[] {
	const events: string[] = [];
	const parser = new SaxesParser();
	parser.on('error', (error) => assert.fail(`${error.message}\n${text}`));
	parser.on('opentag', ({ name, attributes }) => {
		events.push(
			`<${name}${Object.entries(attributes)
				.map(([key, value]) => ` ${key}=${JSON.stringify(value)}`)
				.join('')}>`,
		);
	});
	parser.on('closetag', ({ name }) => events.push(`</${name}>`));
	for (const event of ['text', 'cdata'] as const) {
		parser.on(event, (data) => events.push(data.replace(/\s+/g, (space) => (data.trim() === '' ? '' : space))));
	}
	parser.write(text).close();
	return events;
}

const corpus: readonly string[] = [
	`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [ <!ENTITY a "b>c"> ]>
<!-- <svg> -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">
  <title>A &amp; B</title>
  <defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient></defs>
  <g fill="url(#a)">
    <rect width="8" height="8"/>

    <text x="1">Some <tspan>text</tspan></text>
  </g>
</svg>
`,
	`<article xmlns="http://docbook.org/ns/docbook" version="5.0">
  <title>Title <emphasis>of it</emphasis></title>
  <para>A paragraph &#38; <link href="a>b">a link</link>, <code>code</code>.</para>

  <section>
    <title>Section</title>
    <itemizedlist>
      <listitem><para>One</para></listitem>
      <listitem>
        <para>Two</para>
      </listitem>
    </itemizedlist>
    <programlisting><![CDATA[<p>
]]></programlisting>
    <!-- comment -->
  </section>
</article>
`,
	'<?xml version="1.0"?>\n<feed><entry id="a">\n  <title>Text &lt;</title>\n  <x/><![CDATA[ <raw> ]]>\n  <!-- comment -->\n</entry></feed>\n',
];

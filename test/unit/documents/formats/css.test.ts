import assert from 'node:assert/strict';
import less from 'less';
import postcss, { type Declaration } from 'postcss';
import * as sass from 'sass';
import stylus from 'stylus';
import { applied } from '../../../../src/documents/edits';
import { insertionAt } from '../../../../src/documents/insertion';
import { formatOf } from '../../../../src/documents/formats';
import { nastyNames } from '../nasty';
import { markedPlace, put as putAt } from '../../../support/markedPlace';

const url = 'url("images/fox.jpg")';
const line = `background-image: ${url}`;

/** The text with the image in it, where `§` marks the place; why there is none. */
function put(language: string, marked: string, path = 'images/fox.jpg', isBlock?: boolean): string {
	const place = markedPlace(marked);
	return putAt(formatOf(language), { ...place, isBlock: isBlock ?? place.isBlock }, { target: { path }, alt: '' });
}

const cases: readonly (readonly [string, string, string])[] = [
	['css', '.a {§}', `.a { ${line}; }`],
	['css', '.a {§\n}', `.a {\n  ${line};\n}`],
	['css', '.a {\n\tcolor: red;\n§\n}', `.a {\n\tcolor: red;\n\t${line};\n}`],
	['css', '.a {\n\tcolor: red\n§\n}', `.a {\n\tcolor: red;\n\t${line};\n}`],
	['css', '.a {\n\tcolor: re§d\n}', `.a {\n\tcolor: red;\n\t${line};\n}`],
	['css', '.a {\n\tcol§or: red;\n\tx: y;\n}', `.a {\n\tcolor: red;\n\t${line};\n\tx: y;\n}`],
	['css', '.a { color: red;§ x: y }', `.a { color: red; ${line}; x: y }`],
	['css', '.a { color: r§ed }', `.a { color: red; ${line}; }`],
	['css', '.a§:hover,\n.b {\n\tcolor: red;\n}', `.a:hover,\n.b {\n\t${line};\n\tcolor: red;\n}`],
	['css', '.a { background: §; }', `.a { background: ${url}; }`],
	['css', '.a { background: no-re§peat; }', `.a { background: no-repeat ${url}; }`],
	['css', '.a { background: §no-repeat; }', `.a { background: ${url} no-repeat; }`],
	[
		'css',
		'.a { background: red !important§; }',
		`.a { background: red ${url} !important; }`.replace('red url', 'red url'),
	],
	['css', '.a { background: url(b.png) red§; }', `.a { background: ${url}, url(b.png) red; }`],
	['css', '.a { background: url(b§.png) red; }', `.a { background: ${url}, url(b.png) red; }`],
	['css', '.a { background: url(§) }', `.a { background: ${url} }`],
	['css', '.a { background: url("§") }', `.a { background: ${url} }`],
	['css', ".a { background: url('§') }", ".a { background: url('images/fox.jpg') }"],
	[
		'css',
		'.a { background: image-set("§" 1x, "b.png" 2x) }',
		'.a { background: image-set("images/fox.jpg" 1x, "b.png" 2x) }',
	],
	['css', '.a { content: "§" }', '.a { content: "images/fox.jpg" }'],
	['css', '.a { /* co§lor */ color: red; }', `.a { /* color */ ${line}; color: red; }`],
	['css', '@media print {\n\t.a {\n\t\t§\n\t}\n}', `@media print {\n\t.a {\n\t\t${line};\n\t}\n}`],
	['css', '@media print {\n\t§\n}', 'place'],
	['css', '@font-face {\n\t§\n}', 'place'],
	['css', '@import "a.css";§\n.a {}', 'place'],
	['css', '.a { color: red; }\n§\n.b { }', 'place'],
	['scss', '.a {\n\t// wh§y\n\tcolor: red;\n}', `.a {\n\t// why\n\t${line};\n\tcolor: red;\n}`],
	['scss', '.a {\n\tcolor: red; § // why\n}', `.a {\n\tcolor: red;  // why\n\t${line};\n}`],
	['scss', '$image: §;', `$image: ${url};`],
	['scss', '@mixin a {\n\t§\n}', `@mixin a {\n\t${line};\n}`],
	['scss', '.a { &-#{$x}§ { color: red; } }', `.a { &-#{$x} { ${line}; color: red; } }`],
	['scss', '.a { @include b(§); }', `.a { @include b(${url}); }`],
	['less', '@image: §;', `@image: ${url};`],
	['less', '.a { .b(§); }', `.a { .b(${url}); }`],
	['sass', '.a\n  color: red\n§\n', `.a\n  color: red\n  ${line}\n`],
	['sass', '.a§\n    color: red\n', `.a\n    ${line}\n    color: red\n`],
	['sass', '.a\n  co§lor: red\n', `.a\n  color: red\n  ${line}\n`],
	['sass', '.a\n  background: §\n', `.a\n  background: ${url}\n`],
	['sass', '.a\n  background: url("§")\n', `.a\n  background: ${url}\n`],
	['stylus', '.a\n  color red\n§\n', `.a\n  color red\n  ${line}\n`],
	['stylus', '.a {\n  color red;\n§\n}', `.a {\n  color red;\n  ${line};\n}`],
];

describe('An image in a style sheet', () => {
	for (const [language, before, after] of cases) {
		it(`is put into ${language} at ${JSON.stringify(before)}`, () => assert.equal(put(language, before), after));
	}

	it('is found by its address, whatever its name is, as it was written and through Sass, Less and Stylus', async () => {
		for (const name of nastyNames) {
			for (const slot of ['§', 'url(§)', 'url("§")', "url('§')"]) {
				const code = (language: string): string => put(language, `.a { background: ${slot}; }`, `images/${name}`);
				assert.equal(addressIn(code('css')), `/images/${name}`);
				assert.equal(addressIn(sass.compileString(code('scss'), { charset: false }).css), `/images/${name}`);
				assert.equal(addressIn((await less.render(code('less'))).css), `/images/${name}`);
				const indented = `.a\n  background: ${slot}\n`;
				const asSass = put('sass', indented, `images/${name}`);
				assert.equal(addressIn(sass.compileString(asSass, { syntax: 'indented' }).css), `/images/${name}`);
				assert.equal(addressIn(stylus.render(put('stylus', indented, `images/${name}`))), `/images/${name}`);
			}
		}
	}).timeout(90_000);

	it('is found again where it stands', () => {
		for (const language of ['css', 'scss', 'less', 'sass', 'stylus']) {
			for (const name of nastyNames) {
				const text = put(language, '.a {\n  background: §\n}', `images/${name}`);
				const [image, ...others] = formatOf(language).imagesIn(text);
				assert.deepEqual([image?.path, others.length], [`images/${name}`, 0], text);
			}
		}
	});

	it('is none that is a font, a style sheet or a value', () => {
		const text = `@import url("a.css"); @font-face { src: url(a.woff2), url("b.svg"); }
			.a { background: url( "a%20b.png" ), url(c\\.png), url(#{$x}.png), url(@{y}.png); content: "no.png"; }
			.b { background: image-set("d.png" 1x, url(e.png) 2x); /* url(no.png) */ }`;
		const found = formatOf('scss').imagesIn(text);
		assert.deepEqual(
			found.map(({ path, from, to }) => [path, text.slice(from, to)]),
			[
				['a b.png', 'a%20b.png'],
				['c.png', 'c\\.png'],
				['d.png', 'd.png'],
				['e.png', 'e.png'],
			],
		);
	});

	const compilers: Readonly<Record<string, (text: string) => string | Promise<string>>> = {
		css: (text) => text,
		scss: (text) => sass.compileString(text, { logger: sass.Logger.silent }).css,
		sass: (text) => sass.compileString(text, { syntax: 'indented', logger: sass.Logger.silent }).css,
		less: async (text) => (await less.render(text)).css,
		stylus: (text) => stylus.render(text),
	};
	for (const [language, compile] of Object.entries(compilers)) {
		it(`leaves everything else in ${language} as it was, wherever it is asked for`, async () => {
			const text = corpus[language] ?? '';
			const before = declarationsIn(await compile(text));
			let count = 0;
			for (let offset = 0; offset <= text.length; offset++) {
				for (const isBlock of [false, true]) {
					const place = { text, offset, isBlock };
					const link = { target: { path: 'images/fox.jpg' }, alt: '' };
					const insertion = insertionAt(formatOf(language), place, link);
					if (typeof insertion === 'string' || insertion.format === 'path') {
						continue;
					}
					const whole = applied(text, insertion);
					const after = declarationsIn(await compile(whole));
					assert.deepEqual(
						after.map(withoutFox).filter(([, , value]) => value !== ''),
						before,
						whole,
					);
					assert.ok(
						after.some(([, , value]) => value.includes(url) || value.includes('url("images/fox.jpg"')),
						whole,
					);
					count++;
				}
			}
			assert.ok(count > text.length, `${count} of ${2 * text.length}`);
		}).timeout(180_000);
	}
});

/** What a browser asks for that shows the page at the root. */
function addressIn(sheet: string): string {
	let address = '';
	postcss.parse(sheet).walkDecls(({ value }) => {
		const [, , text = ''] = /^url\((["'])([\s\S]*)\1\)$/.exec(value) ?? [];
		const meant = text.replace(/\\([\da-f]{1,6}\s?|[\s\S])/gi, (_, escape: string) =>
			/^[\da-f]/i.test(escape) ? String.fromCodePoint(Number.parseInt(escape, 16)) : escape,
		);
		address = decodeURIComponent(new URL(meant, 'http://localhost/').pathname);
	});
	return address;
}

type Declared = readonly [place: string, property: string, value: string];

function declarationsIn(sheet: string): readonly Declared[] {
	const found: Declared[] = [];
	postcss.parse(sheet).walkDecls((declared: Declaration) => {
		const places: string[] = [];
		for (let node: { parent?: unknown } | undefined = declared.parent; node; node = node.parent as typeof node) {
			const { selector = '', name = '', params = '' } = node as { selector?: string; name?: string; params?: string };
			places.unshift(`${selector}${name}${params}`);
		}
		found.push([
			places.join(' '),
			declared.prop,
			declared.value.replace(/\s+/g, ' ') + (declared.important ? '!' : ''),
		]);
	});
	return found;
}

function withoutFox([place, property, value]: Declared): Declared {
	return [
		place,
		property,
		value.replace(/ ?url\("images\/fox\.jpg"\),? ?/, (_, at: number) => (at === 0 ? '' : ' ')).trim(),
	];
}

const corpus: Readonly<Record<string, string>> = {
	css: `@charset "utf-8";
/* The page; its { braces } */
:root {
  --accent: #c60; /* warm */
  --shade: rgb(0 0 0 / 20%);
}

body, .page > main:not(.wide, .full)::before {
  background: no-repeat url("bg.png") center / cover, linear-gradient(red, blue);
  color: var(--accent)
}
.a{color:red;margin:0 auto;background:white}
.card { content: "a; } b"; background-image: url(data:image/gif;base64,R0lGOD=); }

@media (min-width: 40em) and (hover: hover) {
  .card:hover a[href^="http"] {
    border-image: url(b.png) 30 round;
    width: calc(100% - (2 * 1rem))
  }

  .empty { }
}
@font-face { font-family: "X"; src: url(x.woff2) }
`,
	scss: `@use "sass:math";
// Variables; with { braces }
$gap: 8px; // about
$map: (small: 1px, large: 2px);
@mixin wide($width: 10px) {
  width: $width;
  @content;
}

.card {
  color: red; // why: not
  &:hover, &-#{small} { margin: math.div($gap, 2) auto }
  @include wide(4px) {
    padding: map-get($map, small);
  }
  > .inner {
    background: white url('a.png');

    @media print { color: black }
  }
  @extend %base;
}
%base { border: 0; }
@each $name, $size in $map { .t-#{$name} { width: $size; } }
`,
	less: `// Less { }
@gap: 8px;
@name: card;
.round(@r: 4px) {
  border-radius: @r;
}
.@{name} {
  color: darken(#fff, 10%); // why
  .round(2px);
  &:extend(.base);
  .inner when (@gap > 0) { background: white }

  @media print { margin: -@gap }
}
.base { width: ~"calc(100% - @{gap})" }
`,
	sass: `@use "sass:math"
// Indented
$gap: 8px
=wide($width: 10px)
  width: $width

.card
  color: red
  margin: math.div($gap, 2) auto

  &:hover
    +wide(4px)
    background: white

.list > li, .list a:hover
  @media print
    color: black
  border: 0
`,
	stylus: `// Stylus
gap = 8px
wide(w)
  width w

.card
  color red
  margin: (gap / 2) auto

  &:hover
    wide(4px)
    background: white

.list > li
  padding 0
  border: 0
`,
};

import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { compileTemplate } from '@vue/compiler-sfc';
import { parseFragment } from 'parse5';
import { compile as compileSvelte } from 'svelte/compiler';
import { formatOf } from '../../../../src/documents/formats';
import type { ImageLink } from '../../../../src/documents/link';
import { markedPlace, put as putAt } from '../../../support/markedPlace';
import { nastyNames } from '../nasty';

const fox: ImageLink = { target: { path: 'a b/fox.png' }, alt: 'a fox' };
const img = '<img src="a%20b/fox.png" alt="a fox">';

/** The text with the image in it, where `§` marks the place; why there is none. */
function put(language: string, marked: string, link = fox): string {
	return putAt(formatOf(language), markedPlace(marked), link);
}

/** By language: the tag, and the tag with the image. */
const values: readonly (readonly [string, string, string])[] = [
	['html', '<a href="§">b</a>', '<a href="a%20b/fox.png">b</a>'],
	['html', '<a href=§>b</a>', '<a href="a%20b/fox.png">b</a>'],
	['html', '<div data-bg="§"></div>', '<div data-bg="a%20b/fox.png"></div>'],
	['html', `<div data-a='{"b": "§"}'></div>`, `<div data-a='{"b": "a%20b/fox.png"}'></div>`],
	['html', '<p class="b§c">d</p>', `<p class="bc">${img}d</p>`],
	['html', '<p §class="b">c</p>', `<p class="b">${img}c</p>`],
	['html', '<img src="b.png" alt="§">', `<img src="b.png" alt="">${img}`],
	['html', '<img alt="§" src="">', '<img alt="a fox" src="a%20b/fox.png">'],
	['html', '<b-image src="§" alt="" />', '<b-image src="a%20b/fox.png" alt="a fox" />'],
	['html', '<img §>', img],
	['html', '<img class="b" §>', '<img class="b" src="a%20b/fox.png" alt="a fox">'],
	['html', '<img §alt="">', '<img src="a%20b/fox.png" alt="a fox">'],
	['html', '<p style="§">', `<p style="background-image: url('a b/fox.png');">`],
	['html', "<p style='color: red;§'>", `<p style='color: red; background-image: url("a b/fox.png");'>`],
	['html', '<p style="background: url(§)">', `<p style="background: url('a b/fox.png')">`],
	['html', `<p style="background: url('§')">`, `<p style="background: url('a b/fox.png')">`],
	['html', '<p style="background: url(&quot;§&quot;)">', '<p style="background: url(&quot;a b/fox.png&quot;)">'],
	['html', `<b onclick="c.src='§'">`, `<b onclick="c.src='a b/fox.png'">`],
	['html', `<b onclick='c.src = §'>`, `<b onclick='c.src = "a b/fox.png"'>`],
	['html', '<b onclick="c(&quot;§&quot;)">', '<b onclick="c(&quot;a b/fox.png&quot;)">'],
	['html', '<b onclick="c(d§)">e</b>', `<b onclick="c(d)">${img}e</b>`],
	['html', `<b x-data="{ c: '§' }">`, `<b x-data="{ c: 'a b/fox.png' }">`],
	['html', '<img [src]="§">', `<img [src]="'a b/fox.png'">`],
	['blade', `<x-img :src="'§'" />`, `<x-img :src="'a b/fox.png'" />`],
	['html', '<picture>\n  §\n</picture>', `<picture>\n  ${img}\n</picture>`],
	['html', '<picture>§<source srcset="b"></picture>', `<picture><source srcset="b">${img}</picture>`],
	['html', '<picture>§<img src="b"></picture>', `<picture><img src="b"></picture>${img}`],
	['svelte', '<p style:background-image="url(§)">a</p>', `<p style:background-image="url('a b/fox.png')">a</p>`],
	['svelte', '<img src={§} alt="" />', '<img src="./a%20b/fox.png" alt="a fox" />'],
	['svelte', '<img src={a ? § : b} alt="c" />', '<img src={a ? "./a%20b/fox.png" : b} alt="c" />'],
	['svelte', '<p>{f("§")}</p>', '<p>{f("a b/fox.png")}</p>'],
	['svelte', "{#if a === '§'}b{/if}", "{#if a === 'a b/fox.png'}b{/if}"],
	['svelte', '<b onclick={() => (a = `§`)}>c</b>', '<b onclick={() => (a = `a b/fox.png`)}>c</b>'],
	['astro', '<Image src={§} alt="b" />', '<Image src="./a%20b/fox.png" alt="b" />'],
	['astro', '<p>{f("§")}</p>', '<p>{f("a b/fox.png")}</p>'],
];

/** Of Vue, within the template. */
const bindings: readonly (readonly [string, string])[] = [
	[`<img :src="require('§')">`, `<img :src="require('./a b/fox.png')">`],
	['<img :src="§">', `<img :src="'a b/fox.png'">`],
	['<img v-bind:src="c ? § : d">', `<img v-bind:src="c ? 'a b/fox.png' : d">`],
	["<img :src='`§`'>", "<img :src='&#96;a b/fox.png&#96;'>".replaceAll('&#96;', '`')],
	[`<p :style="{ background: 'url(§)' }"></p>`, `<p :style="{ background: 'url(a%20b/fox.png)' }"></p>`],
	[`<p @click="c = '§'"></p>`, `<p @click="c = 'a b/fox.png'"></p>`],
	['<a href="§">c</a>', '<a href="./a%20b/fox.png">c</a>'],
	['<MyImage src="§" alt="" />', '<MyImage src="./a%20b/fox.png" alt="a fox" />'],
];

/** Razor: a place in its code, and what is there: a path in C#, or an element. */
const razor: readonly (readonly [string, string])[] = [
	['@{ var x = "§"; }', 'a b/fox.png'],
	['@{ var x = @"§"; }', 'a b/fox.png'],
	['@{ // don\'t\n var x = "§"; }', 'a b/fox.png'],
	['@{\n    §\n}', img],
	['@{\n    <p>"§"</p>\n}', img],
	['@{\n    <p>"a"</p><br>\n    @: don\'t\n    f("§");\n}', 'a b/fox.png'],
	['@if (x == "§") { <p>b</p> }', 'a b/fox.png'],
	['@if (x) {\n    <p>don\'t</p>\n} else {\n    f("§");\n}', 'a b/fox.png'],
	['@if (x) { f(); }\n<p>say "§"</p>', img],
	['@functions {\n    List<string> A() => new() { "§" };\n}', 'a b/fox.png'],
	['@foreach (var a in b) { if (a < 3) { <li>@a "§"</li> } }', img],
	['@foreach (var a in b) { if (a < 3) { <li>@a</li> f("§"); } }', 'a b/fox.png'],
	['<img src="@Url.Content("§")">', 'a b/fox.png'],
	['<p>@(x ? "§" : y)</p>', 'a b/fox.png'],
	['<p>a@b.c "§"</p>', img],
];

/** Tags that are being written. */
const unfinished: readonly (readonly [string, string])[] = [
	['<img src="§', img],
	["<img src='§\n<p>a</p>", `${img}\n<p>a</p>`],
	['<p>a <img src="§</p>\n<p class="b">c</p>', `<p>a ${img}</p>\n<p class="b">c</p>`],
	['<img src="§>\n<p>a "b"</p>', '<img src="a%20b/fox.png">\n<p>a "b"</p>'],
	['<img src="§ alt="b">', '<img src="a%20b/fox.png" alt="b">'],
	['<img class="b" src="§\n<p>c</p>', '<img class="b" src="a%20b/fox.png" alt="a fox">\n<p>c</p>'],
	['<img src=§\n<p>a</p>', `${img}\n<p>a</p>`],
	['<img§\n<p>a</p>', `${img}\n<p>a</p>`],
	['<img \n  §\n<p>a</p>', `${img}\n<p>a</p>`],
	['<video poster="§\n<p>a</p>', '<video poster="a%20b/fox.png">\n<p>a</p>'],
	['<im§\n<p>a</p>', 'place'],
	['<p style="background: url(§\n<p>a</p>', 'place'],
	['<!-- <b -->\n§\n<p>a</p>', `<!-- <b -->\n${img}\n<p>a</p>`],
];

describe('A tag that waits for an image', () => {
	for (const [language, before, after] of values) {
		it(`has it in ${language} where it waits in ${before}`, () => assert.equal(put(language, before), after));
	}

	for (const [before, after] of bindings) {
		it(`has it in what Vue binds in ${before}`, () =>
			assert.equal(put('vue', `<template>${before}</template>`), `<template>${after}</template>`));
	}

	for (const [before, written] of razor) {
		it(`has it in Razor as that needs in ${JSON.stringify(before)}`, () =>
			assert.equal(put('razor', before), before.replace('§', written)));
	}

	it('has a path in C# as that writes it', () => {
		assert.equal(put('razor', '@{ var x = "§"; }', { ...fox, target: { path: 'a"b' } }), '@{ var x = "a\\"b"; }');
		assert.equal(put('razor', '@{ var x = $"§"; }', { ...fox, target: { path: '{a}' } }), '@{ var x = $"{{a}}"; }');
	});

	for (const [before, after] of unfinished) {
		it(`is completed where it is ${JSON.stringify(before)}`, () => assert.equal(put('html', before), after));
	}

	it('is completed in Markdown, too', () => {
		assert.equal(put('markdown', 'Text\n\n<img src="§\n'), `Text\n\n${img.replace('>', ' />')}\n`);
		assert.equal(put('markdown', '<p style="background: url(§)">'), `<p style="background: url('a b/fox.png')">`);
		assert.equal(put('markdown', 'See <a href="§">it</a>.'), 'See <a href="a%20b/fox.png">it</a>.');
	});

	it('leads browsers to any file, from whatever it is written in', () => {
		for (const name of nastyNames) {
			const link = { ...fox, target: { path: name } };
			assert.equal(decodeURIComponent(valueIn(put('html', '<a href="§">b</a>', link))), name);
			for (const code of [`a = '§'`, 'a = `§`', 'a = §', 'a = &quot;§&quot;']) {
				const written = valueIn(put('html', `<a onclick="${code}">b</a>`, link));
				assert.equal(runInNewContext(written, {}), name, written);
			}
			const style = valueIn(put('html', '<a style="background: url(§)">b</a>', link));
			const [, url = ''] = /url\('([^']*)'\)$/.exec(style) ?? [];
			assert.equal(decodeURIComponent(url).replace(/^\.\//, ''), name.replace(/^\.\//, ''), style);
		}
	});

	it('is what the compilers of Vue and Svelte read', () => {
		for (const name of nastyNames) {
			const link = { ...fox, target: { path: name } };
			const vue = put('vue', '<template><img :src="§"></template>', link).replace(/<\/?template>/g, '');
			const { code, errors } = compileTemplate({ source: vue, filename: 'a.vue', id: 'a' });
			assert.deepEqual(errors, []);
			const [, bound = ''] = /\{ src: (.*) \}/.exec(code) ?? [];
			assert.equal(runInNewContext(bound, {}), name, code);
			for (const before of ['<p title={f("§")}>a</p>', '<img src={f ? § : g} alt="a" />', '<p>{f(`§`)}</p>']) {
				const svelte = put('svelte', before, link);
				assert.doesNotThrow(() => compileSvelte(svelte, { generate: 'server' }), svelte);
			}
		}
	});
});

/** The value of the only attribute of an element, as browsers read it. */
function valueIn(written: string): string {
	const [element] = parseFragment(written).childNodes;
	assert.ok(element && 'attrs' in element, written);
	const [attribute, ...others] = element.attrs;
	assert.ok(attribute && others.length === 0, written);
	return attribute.value;
}

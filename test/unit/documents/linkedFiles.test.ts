import assert from 'node:assert/strict';
import { isImagePath } from '../../../src/documents/imagePath';
import { filesLinkedIn, type LinkingDocument } from '../../../src/documents/linkedFiles';

/** What is asked for of a document in `/w/docs`, by its links. */
function linkedIn(languageId: string, text: string, more: Partial<LinkingDocument> = {}): (readonly string[])[] {
	const document = { path: '/w/docs/a', languageId, text, roots: ['/w'], ...more };
	return (filesLinkedIn(document) ?? []).map(({ candidates }) => candidates);
}

describe('The files that a document refers to', () => {
	it('are not looked for where a program finds them by their names', () => {
		assert.deepEqual(linkedIn('markdown', '![[a.png]] ![b](i/b.png) ![[i/c.png|300]]'), [['/w/docs/i/b.png']]);
	});

	it('are relative to it, decoded first and as written then', () => {
		assert.deepEqual(linkedIn('markdown', '![a](img/a%20b.png?v=1#top) ![b](../b.jpg)'), [
			['/w/docs/img/a b.png', '/w/docs/img/a%20b.png'],
			['/w/b.jpg'],
		]);
	});

	it('are in the roots where the link begins with a slash, the likeliest first', () => {
		assert.deepEqual(linkedIn('html', '<img src="/i/a.png">', { roots: ['/w/site', '/w'] }), [
			['/w/site/i/a.png', '/w/i/a.png'],
		]);
		assert.deepEqual(linkedIn('org', '[[/i/a.png]]'), [['/w/i/a.png', '/i/a.png']]);
	});

	it('are first in the public folder of the site, behind what its links begin with', () => {
		const publicRoot = { path: '/w/static', prefix: '/base/' };
		assert.deepEqual(linkedIn('markdown', '![a](/base/i/a.png) ![b](/b.png) ![c](c.png)', { publicRoot }), [
			['/w/static/i/a.png', '/w/static/base/i/a.png', '/w/base/i/a.png'],
			['/w/static/b.png', '/w/b.png'],
			['/w/docs/c.png'],
		]);
		const module = { path: '/w/modules/m/images', prefix: '' };
		const path = '/w/modules/m/pages/a.adoc';
		assert.deepEqual(linkedIn('asciidoc', 'image::a.png[]', { path, publicRoot: module }), [
			['/w/modules/m/images/a.png', '/w/modules/m/pages/a.png'],
		]);
	});

	it('tell where in the text the link is, and its words', () => {
		const text = 'x ![a fox](fox.png)';
		const [found] = filesLinkedIn({ path: '/w/a.md', languageId: 'markdown', text, roots: [] }) ?? [];
		const range = { from: 11, to: 18, whole: { from: 2, to: text.length } };
		assert.deepEqual(found, { path: 'fox.png', alt: 'a fox', ...range, candidates: ['/w/fox.png'] });
	});

	const none: Readonly<Record<string, readonly string[]>> = {
		markdown: [
			'https://host/a.png',
			'//host/a.png',
			'data:image/png;base64,AAAA.png',
			'attachment:a.png',
			'file:///w/a.png',
			'{{site.url}}/a.png',
			'${x}/a.png',
			'{static}/a.png',
			'@site/static/a.png',
			'~/a.png',
			'notes.pdf',
			'a',
		],
		asciidoc: ['{imagesdir}/a.png', 'a{n}.png'],
		latex: ['\\figures/a.png'],
	};
	const write: Readonly<Record<string, (path: string) => string>> = {
		markdown: (path) => `![a](${path})`,
		asciidoc: (path) => `image::${path}[a]`,
		latex: (path) => `\\includegraphics{${path}}`,
	};
	for (const [language, paths] of Object.entries(none)) {
		for (const path of paths) {
			it(`are not what ${language} has in ${path}`, () =>
				assert.deepEqual(linkedIn(language, write[language]?.(path) ?? ''), []));
		}
	}

	it('may lack their extension in LaTeX, and lie where it is told to look', () => {
		const text =
			'\\documentclass{article}\\graphicspath{{figs/}{../shared/}}\n\\begin{document}\n\\includegraphics{a.v2}\\includegraphics{x/b.pdf}\n\\end{document}';
		const [first = [], second] = linkedIn('latex', text);
		assert.equal(first[0], '/w/docs/figs/a.v2.png');
		assert.ok(first.includes('/w/docs/a.v2.jpg') && first.includes('/w/shared/a.v2.pdf'));
		assert.deepEqual(second, ['/w/docs/x/b.pdf', '/w/docs/figs/x/b.pdf', '/w/shared/x/b.pdf']);
	});

	it("are in LaTeX relative to the main file's folder, which a part may name", () => {
		assert.deepEqual(linkedIn('latex', '% !TEX root = ../main.tex\n\\includegraphics{a.png}'), [['/w/a.png']]);
		assert.deepEqual(linkedIn('latex', '\\includegraphics{a.png}', { path: '/w/book/parts/a.tex' }), [
			['/w/book/parts/a.png', '/w/book/a.png', '/w/a.png'],
		]);
	});

	it("are not the packages' that a module imports", () => {
		const text = 'import a from "./a.png"; import b from "pkg/b.png"; const c = require("c.png"); <img src="d.png" />';
		assert.deepEqual(linkedIn('javascriptreact', text), [['/w/docs/a.png'], ['/w/docs/d.png']]);
	});

	it('may be of any extension that reStructuredText leaves open', () => {
		const [candidates = []] = linkedIn('restructuredtext', '.. image:: a.*\n');
		assert.deepEqual(candidates.slice(0, 2), ['/w/docs/a.png', '/w/docs/a.jpg']);
	});

	it("may be relative to the page or the style sheet that a template or a part becomes a part of, which isn't known", () => {
		const text = '<img src="i/a.png">';
		assert.deepEqual(
			linkedIn('twig', text, {
				path: '/w/views/parts/a.twig',
				publicRoot: { path: '/w/public', prefix: '/' },
			}),
			[['/w/views/parts/i/a.png', '/w/views/i/a.png', '/w/i/a.png', '/w/public/i/a.png']],
		);
		assert.deepEqual(linkedIn('scss', 'a { background: url("b.png") }', { path: '/w/css/parts/_a.scss' }), [
			['/w/css/parts/b.png', '/w/css/b.png', '/w/b.png'],
		]);
	});

	it('are found in seconds in a document that is made of links', () => {
		const text = '\\graphicspath{{a/}}\n' + '\\includegraphics{a}\n'.repeat(100_000);
		assert.equal(linkedIn('latex', text).length, 100_000);
	});
});

describe('An image by its path', () => {
	it('has an extension that images have', () => {
		const paths = ['a.png', 'A.JPEG', 'a.b/c.svg', 'png', 'a.png.txt', 'a.pngx', 'fonts/a.woff2'];
		assert.deepEqual(paths.map(isImagePath), [true, true, true, false, false, false, false]);
	});
});

import assert from 'node:assert/strict';
import { refersTo } from '../../../src/documents/base';
import { formatOf } from '../../../src/documents/formats';
import { applied } from '../../../src/documents/edits';
import { insertionAt } from '../../../src/documents/insertion';
import { filesLinkedIn } from '../../../src/documents/linkedFiles';
import { targetFrom } from '../../../src/documents/target';

/** By language: what it is about, the document `/w/docs/a`, in which `§` marks the place, and the path of the link to `/w/docs/img/fox.png`. */
const cases: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
	asciidoc: [
		['the document’s folder', '= A\n\nText\n\n§\n', 'img/fox.png'],
		['the header’s folder', '= A\nAn Author\n:imagesdir: img\n\nText\n\n§\n', 'fox.png'],
		['another folder', '= A\n:imagesdir: ./pics/\n\n§\n', '../img/fox.png'],
		['a folder above', '= A\n:imagesdir: ../assets\n\n§\n', '../docs/img/fox.png'],
		[
			'the folder that is in force there',
			':imagesdir: a\n\nText\n\n:imagesdir: img\n\n§\n\n:imagesdir: b\n',
			'fox.png',
		],
		['no folder any more', ':imagesdir: img\n\n:imagesdir!:\n\n§\n', 'img/fox.png'],
		['no folder either', ':imagesdir: img\n\n:!imagesdir:\n\n§\n', 'img/fox.png'],
		['a folder by an attribute', ':assets: img\n:imagesdir: {assets}/x\n\n§\n', '../fox.png'],
		['a folder by the document’s', ':imagesdir: {docdir}/img\n\n§\n', 'fox.png'],
		['a value of two lines', ':imagesdir: my \\\n  assets\n\n§\n', '../img/fox.png'],
		['a folder for want of one', 'ifndef::imagesdir[:imagesdir: img]\n\n§\n', 'fox.png'],
		['a folder that is there', ':imagesdir: img\nifndef::imagesdir[:imagesdir: x]\n\n§\n', 'fox.png'],
		['what is for another place', ':imagesdir: img\nifdef::env-github[]\n:imagesdir: x\nendif::[]\n\n§\n', 'fox.png'],
		['a line of code', '----\ncode\n:imagesdir: x\n----\n\n§\n', 'img/fox.png'],
		['a line of a comment', '////\nNote\n:imagesdir: x\n////\n\n§\n', 'img/fox.png'],
		['a line of a paragraph', 'Text\n:imagesdir: x\n\n§\n', 'img/fox.png'],
		['a header that the image stands below', '= A§\n:imagesdir: img\n\nText\n', 'fox.png'],
		['lines with other ends', '= A\r\n:imagesdir: img\r\n\r\n§\r\n', 'fox.png'],
		['a link to complete', ':imagesdir: img\n\nimage::§[]\n', 'fox.png'],
		['a link to complete in a line', ':imagesdir: img\n\nA image:§[] b\n', 'fox.png'],
	],
	latex: [
		['the document’s folder', 'Text\n\n§\n', 'img/fox.png'],
		['the main file’s folder', '% !TeX root = ../main.tex\nText\n\n§\n', 'docs/img/fox.png'],
		['a main file beside it', '% !TEX root=main.tex\nText\n\n§\n', 'img/fox.png'],
	],
};

const document = { scheme: 'file', authority: '', path: '/w/docs' };
const target = targetFrom(document, { ...document, path: '/w/docs/img/fox.png' });

/** What is put at the mark, and the whole text. */
function put(language: string, marked: string): { text: string; inserted: string } | string {
	const offset = marked.indexOf('§');
	const text = marked.replace('§', '');
	const isBlock = /(?:^|\n)§/.test(marked);
	const insertion = insertionAt(formatOf(language), { text, offset, isBlock }, { target, alt: 'a fox' });
	return typeof insertion === 'string' ? insertion : { text: applied(text, insertion), inserted: insertion.text };
}

describe('Where relative paths begin', () => {
	for (const [language, ofLanguage] of Object.entries(cases)) {
		for (const [what, marked, path] of ofLanguage) {
			it(`minds in ${language} ${what}`, () => {
				const done = put(language, marked);
				assert.ok(typeof done !== 'string', marked);
				const [found, ...others] = formatOf(language).imagesIn(done.text);
				assert.equal(found?.path, path);
				assert.deepEqual(others, []);
				assert.ok(refersTo(formatOf(language), done.text, target));
				const file = { path: '/w/docs/a', languageId: language, text: done.text, roots: [] };
				assert.deepEqual(
					filesLinkedIn(file)?.map(({ candidates }) => candidates),
					[['/w/docs/img/fox.png']],
				);
			});
		}
	}

	for (const value of ['{root}/img', 'https://example.org/img', '/img']) {
		it(`is not known in asciidoc with ${value}`, () => {
			const text = `:imagesdir: ${value}\n\n`;
			assert.equal(put('asciidoc', `${text}§\n`), 'base');
			const file = { path: '/w/docs/a', languageId: 'asciidoc', text: `${text}image::fox.png[]\n`, roots: [] };
			assert.deepEqual(filesLinkedIn(file), []);
			const address = { target: { uri: 'https://example.org/fox.png' }, alt: '' };
			const place = { text, offset: text.length, isBlock: true };
			assert.ok(typeof insertionAt(formatOf('asciidoc'), place, address) !== 'string');
		});
	}

	it('is the folder for images of an Antora module, whatever its pages say', () => {
		const module = { path: '/w/modules/m/images', prefix: '' };
		const link = {
			target: targetFrom(document, { ...document, path: '/w/modules/m/images/fox.png' }, module),
			alt: '',
		};
		const place = { text: ':imagesdir: x\n\n', offset: 15, isBlock: true };
		const insertion = insertionAt(formatOf('asciidoc'), place, link);
		assert.ok(typeof insertion !== 'string');
		assert.equal(insertion.text.trim(), 'image::fox.png[""]');
		const file = { path: '/w/modules/m/pages/a', languageId: 'asciidoc', roots: [], publicRoot: module };
		const [found] = filesLinkedIn({ ...file, text: applied(place.text, insertion) }) ?? [];
		assert.equal(found?.candidates[0], '/w/modules/m/images/fox.png');
	});

	it('is told in no time, however many images and changes there are', () => {
		const text = ':imagesdir: a\n\nimage::b.png[]\n\n'.repeat(20_000);
		const file = { path: '/w/docs/a', languageId: 'asciidoc', text, roots: [] };
		assert.equal(filesLinkedIn(file)?.length, 20_000);
	});
});

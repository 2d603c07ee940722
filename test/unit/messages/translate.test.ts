import assert from 'node:assert/strict';
import { inEnglish, plural, quoting, type Translate } from '../../../src/messages/translate';

describe('a text', () => {
	it('has its values in their places, also twice, and a value is never taken for a text', () => {
		assert.equal(inEnglish('{1} of {0}, {1}', '{1}', 7), '7 of {1}, 7');
		assert.equal(inEnglish('no {0}', '$&'), 'no $&');
	});

	it('keeps a gap for which there is no value', () => {
		assert.equal(inEnglish('{0} and {1}', 'one'), 'one and {1}');
	});

	it('has its values quoted where it becomes a document, figures excepted', () => {
		const t = quoting(inEnglish, (text) => `<${text}>`);
		assert.equal(t('{0} in {1} ms', 'a', 3), '<a> in 3 ms');
	});
});

describe('a text with a number', () => {
	const words = (t: Translate, count: number): string =>
		plural(t, count, '{0} image in {1}', '{0} images in {1}', 'art');
	const russian: Translate = Object.assign((message: string) => `ru:${message}`, {
		language: 'ru',
		inCategory: (category: string, message: string) => `ru:${message}/${category}`,
	});

	it('is one of two in English, with the number first', () => {
		assert.deepEqual(
			[1, 0, 2, 1200].map((count) => words(inEnglish, count)),
			['1 image in art', '0 images in art', '2 images in art', '1200 images in art'],
		);
	});

	it('has the form that the language has for that number', () => {
		assert.deepEqual(
			[1, 21, 3, 5].map((count) => words(russian, count)),
			[...['ru:{0} image in {1}', 'ru:{0} image in {1}'], ...['ru:{0} images in {1}/few', 'ru:{0} images in {1}/many']],
		);
	});

	it('keeps its form where it becomes a document, and its number as it is', () => {
		const t = quoting(inEnglish, (text) => `<${text}>`);
		assert.equal(words(t, 2), '2 images in <art>');
	});
});

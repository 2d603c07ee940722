import assert from 'node:assert/strict';
import { inEnglish, quoting } from '../../../src/messages/translate';

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

import assert from 'node:assert/strict';
import { asSentence, joinSentences } from '../../../src/messages/sentences';

describe('Sentences', () => {
	it('are joined by a blank', () => {
		assert.equal(joinSentences('The key is wrong.', 'Set another.'), 'The key is wrong. Set another.');
	});

	for (const end of ['。', '．', '！', '？']) {
		it(`need no blank after ${end}`, () => {
			assert.equal(joinSentences(`钥匙不对${end}`, '请换一个。'), `钥匙不对${end}请换一个。`);
		});
	}

	it('are joined without those that there are not', () => {
		assert.equal(joinSentences(undefined, 'One.', '', 'Two.', undefined), 'One. Two.');
		assert.equal(joinSentences(undefined, ''), '');
	});
});

describe('A text of somebody else’s', () => {
	it('ends like a sentence, whatever it ended with', () => {
		assert.equal(asSentence('quota exceeded'), 'quota exceeded.');
		assert.equal(asSentence('Quota exceeded.'), 'Quota exceeded.');
		assert.equal(asSentence('配额已用完。'), '配额已用完。');
	});
});

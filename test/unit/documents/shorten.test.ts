import assert from 'node:assert/strict';
import { shorten } from '../../../src/documents/shorten';

describe('A shortened text', () => {
	it('is the text itself when it fits', () => {
		assert.equal(shorten('a red fox', 9), 'a red fox');
	});

	it('ends at a word, or within one that is longer than all the room', () => {
		assert.equal(shorten('a red fox who is jumping high', 26), 'a red fox who is jumping…');
		assert.equal(shorten('x'.repeat(50), 10), `${'x'.repeat(9)}…`);
	});

	it('never splits a character', () => {
		assert.equal(shorten('🦊'.repeat(10), 6), '🦊🦊…');
	});
});

import assert from 'node:assert/strict';
import { wordNone } from '../../../src/mcp/words';

describe('what an agent reads of an image that is not there', () => {
	const said = 'The connection broke. You may have been billed for this image.';

	it('has it tell the person before it asks for one again that may have been paid for', () => {
		assert.equal(
			wordNone({ state: 'failed', said, mayBePaid: true }),
			`No image: ${said} Tell the person before you ask again.`,
		);
	});

	it('says no more of one that cost nothing, or that the service still has', () => {
		for (const standing of [
			{ state: 'failed', said, mayBePaid: false },
			{ state: 'accepted', said, mayBePaid: false },
			{ state: 'accepted', said, mayBePaid: true },
		] as const) {
			assert.equal(wordNone(standing), `No image: ${said}`);
		}
	});
});

import assert from 'node:assert/strict';
import { wordChanges } from '../../../src/messages/changes';
import { inEnglish } from '../../../src/messages/translate';

describe('What a model does not take as it is wished', () => {
	it('is said with what it is asked for instead, sizes as they are written of images', () => {
		const resolution = { wish: 'resolution', wanted: '4K', instead: '2880x2880' } as const;
		const count = { wish: 'count', wanted: '12', instead: '10' } as const;
		assert.deepEqual(wordChanges(inEnglish, 'gpt-image-2', [resolution, count]), [
			"gpt-image-2 doesn't take the resolution 4K: it is asked for 2880 × 2880.",
			'gpt-image-2 draws 10 images at a time at most, not 12.',
		]);
	});
});

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
		assert.deepEqual(wordChanges(inEnglish, 'gemini', [{ wish: 'count', wanted: '4', instead: '1' }]), [
			'gemini draws one image at a time, not 4.',
		]);
	});

	it('is said of exact pixels where there are fewer, and of a seed', () => {
		const pixels = { wish: 'pixels', wanted: '4000x2000', instead: '3840x1920' } as const;
		assert.deepEqual(wordChanges(inEnglish, 'gpt-image-2', [pixels, { wish: 'seed', wanted: '7' }]), [
			'gpt-image-2 draws 3840 × 1920 at most for that: its image is enlarged to 4000 × 2000.',
			"gpt-image-2 can't be told the seed, so 7 is left to it.",
		]);
	});
});

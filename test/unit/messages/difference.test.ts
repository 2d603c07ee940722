import assert from 'node:assert/strict';
import { difference } from '../../../src/messages/difference';

describe('An image compared with what was asked for', () => {
	it("is what was asked for within a model's own grid", () => {
		assert.equal(difference({ resolution: '1K' }, { width: 1024, height: 1024 }), undefined);
		assert.equal(difference({ resolution: '1K', aspectRatio: '16:9' }, { width: 1376, height: 768 }), undefined);
		assert.equal(difference({ resolution: '2K', aspectRatio: '21:9' }, { width: 3136, height: 1344 }), undefined);
		assert.equal(difference({ resolution: '1K' }, { width: 1536, height: 1024 }), undefined);
	});

	it('is smaller or larger when a service drops the size', () => {
		assert.equal(difference({ resolution: '4K' }, { width: 1024, height: 1024 }), 'smaller');
		assert.equal(difference({ resolution: '1K', aspectRatio: '16:9' }, { width: 2752, height: 1536 }), 'larger');
	});

	it('has another ratio when a service drops that', () => {
		assert.equal(difference({ resolution: '1K', aspectRatio: '16:9' }, { width: 1024, height: 1024 }), 'otherRatio');
	});

	it('has any ratio when none was asked for', () => {
		assert.equal(difference({ resolution: '1K' }, { width: 768, height: 1376 }), undefined);
	});
});

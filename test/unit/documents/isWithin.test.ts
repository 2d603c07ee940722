import assert from 'node:assert/strict';
import { isWithin } from '../../../src/documents/isWithin';

describe('A path', () => {
	it('is within a folder at whatever depth, and not where it only begins like it', () => {
		for (const path of ['/ws/a', '/ws/a/b', '/ws/..a', '/ws/b/../a']) {
			assert.equal(isWithin('/ws', path), true, path);
		}
		for (const path of ['/ws', '/ws/', '/', '/ws2/a', '/ws/../a', '/ws/..']) {
			assert.equal(isWithin('/ws', path), false, path);
		}
		assert.equal(isWithin('/', '/a'), true);
	});
});

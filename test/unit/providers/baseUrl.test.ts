import assert from 'node:assert/strict';
import { isBaseUrl } from '../../../src/engine/providers/baseUrl';

describe("A service's address", () => {
	it('is one over http or https', () => {
		for (const address of ['https://example.com/v1', 'http://127.0.0.1:8080', 'https://[::1]/v1/']) {
			assert.ok(isBaseUrl(address), address);
		}
		for (const address of ['', 'example.com', 'ftp://example.com', 'file:///etc', 'command:x']) {
			assert.equal(isBaseUrl(address), false, address);
		}
	});

	it('has no secret in it, and nothing that would swallow the path', () => {
		for (const address of [
			'https://me:pw@example.com',
			'https://me@example.com',
			'https://example.com/?key=1',
			'https://example.com/v1?',
			'https://example.com/v1#',
			'https://example.com/v1#key',
		]) {
			assert.equal(isBaseUrl(address), false, address);
		}
	});
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bundlerPath, fromUrl, urlPath } from '../../../src/documents/urlPath';

const anyPath = fc.oneof(
	fc.string({ unit: 'grapheme', minLength: 1 }),
	fc.string({ unit: fc.constantFrom(...Array.from(' "#%&\'()[]{}?$;:!*~@=+,\\aä图🦊')), minLength: 1 }),
);

describe('A path in a URL', () => {
	it('keeps letters of every language readable', () => {
		assert.equal(urlPath('мои картинки/图 (1)#2?.jpg'), 'мои%20картинки/图%20%281%29%232%3F.jpg');
	});

	it('is read back as it is', () => {
		fc.assert(fc.property(anyPath, (path) => assert.equal(fromUrl(urlPath(path)), path)));
	});

	it('is found by bundlers, which leave some characters encoded that they need not look for', () => {
		assert.equal(bundlerPath('a&b;c$d!e*f:g.png'), './a&b;c$d!e*f:g.png');
		fc.assert(
			fc.property(
				anyPath.filter((path) => !/[#?]/.test(path)),
				(path) => assert.equal(decodeURI(bundlerPath(path)).replace(/^\.\//, ''), path.replace(/^\.\//, '')),
			),
		);
	});
});

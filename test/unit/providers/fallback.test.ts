import assert from 'node:assert/strict';
import { endpointFor } from '../../../src/engine/providers/catalogue';
import { fallbackFor } from '../../../src/engine/providers/fallback';

function endpoint(service: string, baseUrl = '', model = '') {
	const found = endpointFor({ service, baseUrl, model });
	return typeof found === 'object' ? found : assert.fail(found);
}

describe('a fallback', () => {
	const gemini = endpoint('gemini');
	const own = endpoint('openaiCompatible', 'https://example.com/v1', 'm');

	it('is another model of the chosen service, at its address', () => {
		assert.deepEqual(fallbackFor('other', own), { ...own, model: 'other' });
		assert.deepEqual(fallbackFor('openaiCompatible/other', own), { ...own, model: 'other' });
	});

	it('is not known as the chosen model is', () => {
		const deployed = { ...own, knownAs: 'gpt-image-2', keyHeader: 'api-key' };
		assert.deepEqual(fallbackFor('other', deployed), { ...own, keyHeader: 'api-key', model: 'other' });
	});

	it('is a model of another service, at its own address', () => {
		assert.deepEqual(fallbackFor('ark/seedream-4-5-251128', gemini), endpoint('ark', '', 'seedream-4-5-251128'));
	});

	it('may have slashes in its model where people name the models', () => {
		assert.deepEqual(fallbackFor('google/nano-banana', own), { ...own, model: 'google/nano-banana' });
		assert.deepEqual(fallbackFor('ark/org/m', gemini), endpoint('ark', '', 'org/m'));
	});

	it('is none, and says what it lacks, where it names no service, no address or no model', () => {
		assert.equal(fallbackFor('arc/seedream', gemini), 'service');
		assert.equal(fallbackFor('openaiCompatible/m', gemini), 'baseUrl');
		for (const entry of ['', 'ark', 'ark/', 'gemini/']) {
			assert.equal(fallbackFor(entry, gemini), 'model', entry);
		}
	});
});

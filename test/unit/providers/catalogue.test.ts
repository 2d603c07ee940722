import assert from 'node:assert/strict';
import {
	billsNobody,
	endpointFor,
	missingEnd,
	labelOf,
	nameOf,
	sandboxPlaceholder,
	servicePresets,
} from '../../../src/engine/providers/catalogue';

describe('a service', () => {
	it('is known by its label, or by its id where it has none', () => {
		assert.equal(labelOf('gemini'), 'Google Gemini');
		assert.equal(labelOf('another', 'another.example'), 'another');
	});

	const names: readonly (readonly [service: string, baseUrl: string, name: string])[] = [
		['openai', 'https://api.openai.com/v1', 'OpenAI'],
		['openai', 'https://api.openai.com:443/v2', 'OpenAI'],
		['openai', 'https://proxy.example/v1', 'OpenAI (proxy.example)'],
		['openaiCompatible', 'http://localhost:8188/v1', 'OpenAI-compatible (localhost:8188)'],
		['geminiCompatible', 'http://[::1]:8188/v1beta', 'Gemini-compatible ([::1]:8188)'],
		['sandbox', sandboxPlaceholder, 'Sandbox'],
		['sandbox', 'http://127.0.0.1:8188/v1beta', 'Sandbox'],
	];
	for (const [service, baseUrl, name] of names) {
		it(`${service} at ${baseUrl} is called ${name}`, () => assert.equal(nameOf({ service, baseUrl }), name));
	}

	it('bills somebody, but for the sandbox', () => {
		const free = servicePresets.filter(({ id }) => billsNobody(id)).map(({ id }) => id);
		assert.deepEqual(free, ['sandbox']);
	});

	it('is no sandbox anywhere but on this machine and in its network', () => {
		const at = (baseUrl: string): unknown => endpointFor({ service: 'sandbox', baseUrl });
		assert.equal(typeof at('http://127.0.0.1:8188/v1beta'), 'object');
		assert.equal(typeof at(''), 'object');
		assert.equal(at('https://images.example/v1beta'), 'service');
	});

	it('knows what its addresses end with, where one does not', () => {
		const ends: readonly (readonly [service: string, baseUrl: string, end: string | undefined])[] = [
			['openaiCompatible', 'http://localhost:8080', '/v1'],
			['openaiCompatible', 'http://localhost:8080/api/v1/', undefined],
			['geminiCompatible', 'https://h.example/v1', '/v1beta'],
			['ark', 'https://ark.example/api', '/api/v3'],
			['apiyi', 'https://api.apiyi.com/v1', undefined],
			['cloudflareGateway', 'https://gateway.ai.cloudflare.com/v1/a1b2/mine/openai', undefined],
			['azure', 'https://me.openai.azure.com/openai/deployments/mine?api-version=1', undefined],
			['sandbox', 'http://127.0.0.1:8188', undefined],
		];
		for (const [service, baseUrl, end] of ends) {
			assert.equal(missingEnd({ service, baseUrl }), end, `${service} at ${baseUrl}`);
		}
		for (const { id: service, baseUrl = '' } of servicePresets) {
			assert.equal(baseUrl && missingEnd({ service, baseUrl }), baseUrl && undefined);
		}
	});
});

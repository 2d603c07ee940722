import assert from 'node:assert/strict';
import {
	authOf,
	billsNobody,
	endpointFor,
	keyOrigin,
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

	it('bills somebody, but for the sandbox and programs of one’s own', () => {
		const workflow = { '1': { class_type: 'KSampler' }, '2': { class_type: 'SaveImage' } };
		const freeAt = (baseUrl: string): readonly string[] =>
			servicePresets.map(({ id }) => id).filter((service) => billsNobody({ service, baseUrl, workflow }));
		const own = ['sandbox', 'localAI', 'stableDiffusionCpp', 'stableDiffusionWebUI', 'comfyui'];
		for (const address of ['http://localhost:8080/v1', 'http://192.168.1.7:7860', 'https://[fd00::1]/v1']) {
			assert.deepEqual(freeAt(address), own, address);
		}
	});

	it('bills somebody wherever others may be', () => {
		for (const address of ['https://images.example/v1', 'http://93.184.216.34:8080/v1', 'http://localhost.example']) {
			assert.equal(billsNobody({ service: 'localAI', baseUrl: address }), false, address);
		}
	});

	it('that runs a workflow bills somebody where that has nodes that may ask others', () => {
		const runs = (...names: readonly unknown[]): boolean => {
			const workflow = Object.fromEntries(names.map((name, at) => [String(at), { class_type: name }]));
			return billsNobody({ service: 'comfyui', baseUrl: 'http://127.0.0.1:8188', workflow });
		};
		assert.equal(runs('UNETLoader', 'SamplerCustomAdvanced', 'FluxGuidance', 'SaveImage'), true);
		assert.equal(runs('KSampler', 'FluxProUltraImageNode'), false);
		assert.equal(runs('KSampler', null), false);
		assert.equal(billsNobody({ service: 'comfyui', baseUrl: 'http://127.0.0.1:8188' }), false);
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

describe('the key of an endpoint', () => {
	it('is filed by the origin, and at a gateway in front of several vendors by whom the path names', () => {
		assert.equal(keyOrigin({ baseUrl: 'https://api.openai.com/v1' }), 'https://api.openai.com');
		assert.equal(keyOrigin({ baseUrl: 'http://localhost:4000/v1?a=b' }), 'http://localhost:4000');
		const gateway = 'https://gateway.ai.cloudflare.com/v1/account/gateway';
		assert.equal(keyOrigin({ baseUrl: `${gateway}/openai` }), `${gateway}/openai`);
		assert.equal(keyOrigin({ baseUrl: `${gateway}/openai/?a=b` }), `${gateway}/openai`);
		const paths = ['openai', 'grok/v1', 'google-ai-studio/v1beta', '../other/openai'];
		assert.equal(new Set(paths.map((path) => keyOrigin({ baseUrl: `${gateway}/${path}` }))).size, paths.length);
	});

	it('goes in the header of its own that a deployment of Azure wants, whichever service it is set for', () => {
		const baseUrl = 'https://r.openai.azure.com/openai/deployments/d?api-version=2025-04-01-preview';
		const bearer = { header: 'authorization', scheme: 'Bearer' };
		assert.deepEqual(authOf({ service: 'openaiCompatible', baseUrl }), { header: 'api-key' });
		assert.deepEqual(authOf({ service: 'openaiCompatible', baseUrl, keyHeader: 'Authorization' }), bearer);
		assert.deepEqual(authOf({ service: 'openaiCompatible', baseUrl, keyHeader: 'api-key' }), { header: 'api-key' });
		assert.deepEqual(authOf({ service: 'openaiCompatible', baseUrl: 'https://r.example/openai/v1' }), bearer);
	});
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isBaseUrl, urlBelow } from '../../../src/engine/providers/baseUrl';
import { servicePresets } from '../../../src/engine/providers/catalogue';
import { type Address, addressFrom, exampleOf, type Repair } from '../../../src/engine/providers/pastedAddress';
import { wordAddressFlaw, wordRepairs } from '../../../src/messages/addresses';
import { inEnglish } from '../../../src/messages/translate';

function read(pasted: string, service = 'openaiCompatible'): Address {
	const address = addressFrom(pasted, service);
	return 'flaw' in address ? assert.fail(`${pasted}: ${address.flaw}`) : address;
}

function flaw(pasted: string, service = 'openaiCompatible'): string {
	const address = addressFrom(pasted, service);
	return 'flaw' in address ? address.flaw : assert.fail(address.baseUrl);
}

const asIs = ['https://host.example/v1', 'http://127.0.0.1:8080', 'https://[::1]/v1', 'https://host.example/api/v3'];

/** What was pasted, for which service, what it is read as, and what is said to be mended. */
type Row = readonly [pasted: string, service: string, baseUrl: string, ...repaired: Repair[]];

const openai = 'openaiCompatible';
const gemini = 'geminiCompatible';
const host = 'https://host.example';

const wrapped: readonly Row[] = [
	['  https://host.example/v1 \n', openai, `${host}/v1`],
	['https://host.example/v1///', openai, `${host}/v1`],
	['"https://host.example/v1"', openai, `${host}/v1`, 'characters'],
	['`https://host.example/v1/`,', openai, `${host}/v1`, 'characters'],
	['“https://host.example/v1”', openai, `${host}/v1`, 'characters'],
	['<https://host.example/v1>', openai, `${host}/v1`, 'characters'],
	['(https://host.example/v1).', openai, `${host}/v1`, 'characters'],
	['POST https://host.example/v1/images/generations', openai, `${host}/v1`, 'characters', 'endpoint'],
	['\ufeffhttps://host.example/v1\u200b', openai, `${host}/v1`, 'characters'],
	['https://ho\u00adst.exam\u200dple/\u202ev1\u0007', openai, `${host}/v1`, 'characters'],
	['https：／／host.example／v1', openai, `${host}/v1`, 'characters'],
	['「https://host.example/v1」。', openai, `${host}/v1`, 'characters'],
	['https://api.openai.com。', 'openai', 'https://api.openai.com/v1', 'characters', 'version'],
	['https://api.openai.com./v1', 'openai', 'https://api.openai.com/v1', 'characters'],
	['https://host。example。/v1', openai, `${host}/v1`, 'characters'],
	['https://host.example//v1', openai, `${host}/v1`, 'characters'],
];

const schemes: readonly Row[] = [
	['host.example/v1', openai, `${host}/v1`, 'scheme'],
	['//host.example/v1', openai, `${host}/v1`, 'scheme'],
	['https:/host.example/v1', openai, `${host}/v1`, 'scheme'],
	['https//host.example/v1', openai, `${host}/v1`, 'scheme'],
	['https:\\\\host.example\\v1', openai, `${host}/v1`, 'scheme'],
	['https://https://host.example/v1', openai, `${host}/v1`, 'scheme'],
	['HTTPS://Host.Example/v1', openai, `${host}/v1`],
	['host.example:3000/v1', openai, 'https://host.example:3000/v1', 'scheme'],
	['localhost:8080/v1', openai, 'http://localhost:8080/v1', 'scheme'],
	['127.0.0.1:7860', openai, 'http://127.0.0.1:7860', 'scheme'],
	['[::1]:8188/v1', openai, 'http://[::1]:8188/v1', 'scheme'],
	['192.168.1.20/v1', openai, 'http://192.168.1.20/v1', 'scheme'],
	['203.0.113.7:3000/v1', openai, 'http://203.0.113.7:3000/v1', 'scheme'],
	['nas.local:3000/v1', openai, 'http://nas.local:3000/v1', 'scheme'],
	['host.docker.internal:4000', openai, 'http://host.docker.internal:4000', 'scheme'],
];

const endpoints: readonly Row[] = [
	['https://host.example/v1/images/generations', openai, `${host}/v1`, 'endpoint'],
	['https://host.example/v1/images/generations/', openai, `${host}/v1`, 'endpoint'],
	['https://host.example/v1/images/edits', openai, `${host}/v1`, 'endpoint'],
	['https://host.example/v1/chat/completions', openai, `${host}/v1`, 'endpoint'],
	['https://host.example/v1/responses', openai, `${host}/v1`, 'endpoint'],
	['https://host.example/v1/models', openai, `${host}/v1`, 'endpoint'],
	['https://host.example/v1/images', openai, `${host}/v1`, 'endpoint'],
	['https://host.example/my/images', openai, `${host}/my/images`],
	[
		'https://x.example/models/chat/completions?api-version=1',
		openai,
		'https://x.example/models?api-version=1',
		'endpoint',
	],
	['https://host.example/v1beta/models', gemini, `${host}/v1beta`, 'endpoint'],
	['https://host.example/v1beta/models/m-1:generateContent', gemini, `${host}/v1beta`, 'endpoint'],
	[
		'https://host.example/v1beta/models/m-1:streamGenerateContent?alt=sse',
		...([gemini, `${host}/v1beta`, 'endpoint', 'query'] as const),
	],
	[
		'https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro-image:generateContent',
		...(['gemini', 'https://generativelanguage.googleapis.com/v1beta', 'endpoint'] as const),
	],
	[
		'https://my-new-api.example/v1beta/models/m:generateContent',
		...(['newApi', 'https://my-new-api.example/v1beta', 'endpoint'] as const),
	],
	[
		'https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google/models/m:generateContent',
		...([
			'vertex',
			'https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google',
			'endpoint',
		] as const),
	],
	[
		'https://router.huggingface.co/hf-inference/models/black-forest-labs/FLUX.1-schnell',
		...(['huggingFace', 'https://router.huggingface.co/hf-inference', 'endpoint'] as const),
	],
	['https://queue.fal.run/fal-ai/nano-banana-pro', 'fal', 'https://queue.fal.run', 'endpoint'],
	['https://queue.fal.run/fal-ai/flux/requests/7f2a/status', 'fal', 'https://queue.fal.run', 'endpoint'],
	['https://my-queue.example/fal-ai/flux', 'fal', 'https://my-queue.example/fal-ai/flux'],
	['https://openrouter.ai/api/v1/images', 'openrouter', 'https://openrouter.ai/api/v1', 'endpoint'],
	['https://api.openai.com/images/generations', openai, 'https://api.openai.com/v1', 'endpoint', 'version'],
];

const queries: readonly Row[] = [
	[
		'https://r.openai.azure.com/openai/deployments/my-image?api-version=2025-04-01-preview',
		...([openai, 'https://r.openai.azure.com/openai/deployments/my-image?api-version=2025-04-01-preview'] as const),
	],
	[
		'https://r.openai.azure.com/openai/deployments/my-image/images/generations?api-version=2025-04-01-preview',
		...([
			openai,
			'https://r.openai.azure.com/openai/deployments/my-image?api-version=2025-04-01-preview',
			'endpoint',
		] as const),
	],
	['https://host.example/v1?', openai, `${host}/v1`],
	['https://host.example/v1/images/generations#', openai, `${host}/v1`, 'endpoint'],
	['http://127.0.0.1:7860/?__theme=dark', openai, 'http://127.0.0.1:7860', 'query'],
	['https://host.example/v1?tenant=a%20b&alt=sse', openai, `${host}/v1?tenant=a+b`, 'query'],
];

const versions: readonly Row[] = [
	['https://api.openai.com', openai, 'https://api.openai.com/v1', 'version'],
	['api.openai.com', 'openai', 'https://api.openai.com/v1', 'scheme', 'version'],
	[
		'https://generativelanguage.googleapis.com/',
		'gemini',
		'https://generativelanguage.googleapis.com/v1beta',
		'version',
	],
	['https://ark.ap-southeast.bytepluses.com/api', 'ark', 'https://ark.ap-southeast.bytepluses.com/api/v3', 'version'],
	['https://r.openai.azure.com', 'azure', 'https://r.openai.azure.com/openai/v1', 'version'],
	['https://r.openai.azure.com/openai/', 'azure', 'https://r.openai.azure.com/openai/v1', 'version'],
	[
		'https://r.openai.azure.com/openai/deployments/d/images/generations',
		...([
			'azure',
			'https://r.openai.azure.com/openai/deployments/d?api-version=2025-04-01-preview',
			'endpoint',
			'version',
		] as const),
	],
	['https://openrouter.ai', 'openrouter', 'https://openrouter.ai/api/v1', 'version'],
	// Programs have their API at one path, wherever they run. Case A9: New API answers with its page without.
	['https://my-new-api.example', 'newApi', 'https://my-new-api.example/v1', 'version'],
	['192.168.1.5:8080', 'localAI', 'http://192.168.1.5:8080/v1', 'scheme', 'version'],
	['http://localhost:4001/', 'liteLLM', 'http://localhost:4001/v1', 'version'],
	['http://gpu.local:7861', 'stableDiffusionWebUI', 'http://gpu.local:7861'],
	['http://localhost:7860/sdapi/v1/txt2img', 'stableDiffusionWebUI', 'http://localhost:7860', 'endpoint'],
	['https://nas.example/localai', 'localAI', 'https://nas.example/localai'],
	['https://api.apiyi.com', 'apiyi', 'https://api.apiyi.com/v1beta', 'version'],
	// Not certain: there are two.
	['https://api.apiyi.com', gemini, 'https://api.apiyi.com'],
	['https://openrouter.ai/elsewhere', 'openrouter', 'https://openrouter.ai/elsewhere'],
	// Not certain: a server may have its API anywhere.
	['https://host.example', openai, host],
	['http://localhost:8080', openai, 'http://localhost:8080'],
	['https://proxy.example', 'openai', 'https://proxy.example'],
	['https://api.openai.com/v2', 'openai', 'https://api.openai.com/v2'],
];

describe('an address as people paste it', () => {
	for (const address of asIs) {
		it(`stays as it is: ${address}`, () => assert.deepEqual(read(address), { baseUrl: address, repaired: [] }));
	}

	for (const [pasted, service, baseUrl, ...repaired] of [
		...wrapped,
		...schemes,
		...endpoints,
		...queries,
		...versions,
	]) {
		it(`is read for ${service}: ${JSON.stringify(pasted)}`, () => {
			const { model: _model, keyHeader: _header, ...address } = read(pasted, service);
			assert.deepEqual(address, { baseUrl, repaired });
			assert.ok(isBaseUrl(baseUrl));
			assert.deepEqual(read(baseUrl, service).repaired, [], 'what is mended needs no more mending');
			assert.equal(wordRepairs(inEnglish, address)?.includes(baseUrl) ?? false, repaired.length > 0);
		});
	}

	const models: readonly (readonly [pasted: string, service: string, model: string | undefined])[] = [
		['https://host.example/v1beta/models/m-1:generateContent', gemini, 'm-1'],
		['https://host.example/v1beta/models/m%2F1:streamGenerateContent?alt=sse', gemini, 'm/1'],
		['https://host.example/v1/models/vendor/m-1', openai, 'vendor/m-1'],
		['https://r.openai.azure.com/openai/deployments/my-image/images/generations?api-version=1', openai, 'my-image'],
		['https://queue.fal.run/fal-ai/nano-banana-pro', 'fal', 'fal-ai/nano-banana-pro'],
		['https://queue.fal.run/fal-ai/flux/requests/7f2a/status', 'fal', undefined],
		['https://host.example/v1/models', openai, undefined],
		['https://host.example/v1/images/generations', openai, undefined],
	];
	for (const [pasted, service, model] of models) {
		it(`names ${model ?? 'no model'}: ${pasted}`, () => assert.equal(read(pasted, service).model, model));
	}

	const flaws: readonly (readonly [flaw: string, pasted: string, service?: string])[] = [
		['empty', ''],
		['empty', ' \u200b"" '],
		['scheme', 'ftp://host.example/v1'],
		['scheme', 'file:///etc/passwd'],
		['scheme', 'command:x'],
		['scheme', 'javascript:alert(1)'],
		['scheme', 'wss://host.example/v1'],
		['scheme', 'host'],
		['scheme', 'nas:3000/v1'],
		['credentials', 'https://me:hunter2@host.example/v1'],
		['credentials', 'me@host.example'],
		['secret', 'https://host.example/v1?key=hunter2'],
		['secret', 'https://host.example/v1beta/models/m:generateContent?key=hunter2', gemini],
		['secret', 'https://host.example/v1?access_token=hunter2'],
		['secret', 'https://host.example/v1?sig=hunter2&api-version=1'],
		['secret', 'https://host.example/v1?subscription-key=hunter2'],
		['secret', 'https://host.example/v1?x=sk-hunter2'],
		['malformed', 'https://host.example/v1#/images'],
		['malformed', 'https://host.example/v1 hunter2'],
		['malformed', 'https://host.example/v1\nhunter2'],
		['malformed', 'https://host.example:port/v1'],
		['malformed', `https://host.example/${'x'.repeat(3000)}`],
		['placeholder', 'https://<resource>.openai.azure.com/openai/v1'],
		['placeholder', 'https://host.example/{account}/v1'],
		['placeholder', 'https://RESOURCE.openai.azure.com/openai/v1', 'azure'],
		['placeholder', 'https://gateway.ai.cloudflare.com/v1/ACCOUNT/GATEWAY/openai', 'cloudflareGateway'],
		['protocol', 'https://host.example/v1beta/models/m:generateContent', openai],
		['protocol', 'https://host.example/v1/images/generations', gemini],
		['protocol', 'https://host.example/v1/chat/completions', gemini],
	];
	for (const [kind, pasted, service] of flaws) {
		it(`is refused (${kind}), and not repeated: ${JSON.stringify(pasted.slice(0, 80))}`, () => {
			assert.equal(flaw(pasted, service), kind);
			const said = wordAddressFlaw(inEnglish, { flaw: kind } as { flaw: 'empty' }, exampleOf(service ?? openai));
			assert.doesNotMatch(said, /hunter2/);
		});
	}

	it('is refused with what one of the service looks like', () => {
		for (const { id } of servicePresets) {
			const example = exampleOf(id);
			assert.match(wordAddressFlaw(inEnglish, { flaw: 'scheme' }, example), /such as https?:\/\/\S+/);
		}
	});

	it('tells the header of the key, where it is Azure under another name', () => {
		const azure = 'https://r.openai.azure.com/openai/deployments/d?api-version=1';
		assert.equal(read(azure).keyHeader, 'api-key');
		assert.match(wordRepairs(inEnglish, read(azure)) ?? '', /with the key in the header api-key/);
		assert.equal(read(azure, 'azure').keyHeader, undefined, 'the service knows');
		assert.equal(read('https://host.example/v1').keyHeader, undefined);
	});

	it('whatever it is made of is refused, or one that settings take, at a host that has a name', () => {
		const atoms = [
			'https://',
			'http:',
			'/',
			'\\',
			'@',
			':',
			':443',
			'?',
			'#',
			'&a=',
			'%',
			'..',
			'.',
			'。',
			'\u202e',
			'\ud800',
			'"',
			'[::1]',
			'😀',
		];
		const paths = [
			'api.openai.com',
			'xn--a',
			'/v1',
			'/v1/images/generations',
			'?api-version=1',
			'localhost',
			'127.0.0.1',
			'user:pass',
		];
		const text = fc
			.array(fc.constantFrom(...atoms, ...paths), { minLength: 1, maxLength: 7 })
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(text, fc.constantFrom(...servicePresets.map(({ id }) => id)), (pasted, service) => {
				const address = addressFrom(pasted, service);
				if (!('flaw' in address)) {
					assert.ok(isBaseUrl(address.baseUrl), address.baseUrl);
					assert.ok(!new URL(address.baseUrl).hostname.split('.').includes(''), address.baseUrl);
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it('has its query behind the path of every request', () => {
		const { baseUrl } = read('https://r.openai.azure.com/openai/deployments/d/images/generations?api-version=1');
		assert.equal(
			urlBelow(baseUrl, '/images/generations').href,
			'https://r.openai.azure.com/openai/deployments/d/images/generations?api-version=1',
		);
	});
});

describe('the address of every service', () => {
	for (const { id, baseUrl, addresses = [] } of servicePresets) {
		const written = [baseUrl, ...addresses.map((address) => address.baseUrl)]
			.filter((address) => address !== undefined)
			// As a person fills it in.
			.map((address) => address.replace(/\b[A-Z][A-Z_]+\b/g, 'mine'));
		for (const address of written) {
			it(`needs no mending: ${id} at ${address}`, () => assert.deepEqual(read(address, id).repaired, []));
		}
	}
});

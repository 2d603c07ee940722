import assert from 'node:assert/strict';
import { geminiBody, sandboxForTests } from './asking';
import { ask, imagesIn } from './services';

const flux = { model: 'black-forest-labs/FLUX.1-schnell', prompt: 'a fox' };
const grok = { model: 'grok-imagine-image-2.0', prompt: 'a fox' };
const gpt = { model: 'gpt-image-2', prompt: 'a fox', size: '1024x640' };
const chat = (model: string, more: object = {}): object => ({
	model,
	messages: [{ role: 'user', content: 'a fox' }],
	...more,
});
const azureKey = { 'api-key': 'any' };
const fireworksPath = '/inference/v1/workflows/accounts/fireworks/models/flux-1-schnell-fp8/text_to_image';
const deploymentPath = '/openai/deployments/drawings/images/generations';
const vertexPath = '/v1/publishers/google/models/gemini-3-pro-image:generateContent';
const cloudflarePath = '/v1/me/open/google-ai-studio/v1beta/models/gemini-3-pro-image:generateContent';
const googleKey = { 'x-goog-api-key': 'any' };
const gemini = geminiBody({ aspectRatio: '16:9', imageSize: '1K' });

/** Who, where, what for, with which headers, and what comes of it. */
const draws: readonly (readonly [string, string, object, string, Record<string, string>?])[] = [
	[
		'OpenRouter, a tier and a ratio',
		'/api/v1/images',
		{ model: 'google/gemini-3-pro-image', prompt: 'a fox', aspect_ratio: '16:9', resolution: '1K' },
		'1376x768 jpeg',
	],
	[
		'OpenRouter, the nearest ratio',
		'/api/v1/images',
		{ model: 'google/gemini-3-pro-image', prompt: 'a fox', aspect_ratio: '20:9', output_format: 'png' },
		'1584x672 png',
	],
	[
		'OpenRouter, pixels',
		'/api/v1/images',
		{ model: 'openai/gpt-image-2', prompt: 'a fox', size: '1024x640' },
		'1024x640 png',
	],
	[
		'OpenRouter, no stream of what does not stream',
		'/api/v1/images',
		{ model: 'google/gemini-3-pro-image', prompt: 'a fox', stream: true },
		'1024x1024 jpeg',
	],
	[
		'OpenRouter, chat',
		'/api/v1/chat/completions',
		chat('google/gemini-2.5-flash-image', { modalities: ['image', 'text'], image_config: { aspect_ratio: '3:2' } }),
		'1248x832 jpeg',
	],
	[
		'OpenRouter, chat with what only draws',
		'/api/v1/chat/completions',
		chat('black-forest-labs/flux.2-pro', { modalities: ['image'] }),
		'1024x1024 png',
	],
	['Azure, v1', '/openai/v1/images/generations', { ...gpt, model: 'drawings' }, '1024x640 png', azureKey],
	[
		'Azure, a deployment',
		`${deploymentPath}?api-version=2025-04-01-preview`,
		{ ...gpt, model: undefined },
		'1024x640 png',
		azureKey,
	],
	[
		'xAI, by its model',
		'/v1/images/generations',
		{ ...grok, aspect_ratio: '16:9', resolution: '1k', response_format: 'b64_json' },
		'1360x768 jpeg',
	],
	['xAI, by its name', '/as/xai/v1/images/generations', { ...grok, n: 1 }, '1024x1024 jpeg'],
	[
		'Together',
		'/as/together/v1/images/generations',
		{ ...flux, width: 512, height: 256, response_format: 'base64' },
		'512x256 jpeg',
	],
	['Together, by its model', '/v1/images/generations', { ...flux, width: 512, height: 256 }, '512x256 jpeg'],
	[
		'SiliconFlow',
		'/as/siliconflow/v1/images/generations',
		{ ...flux, image_size: '512x256', batch_size: 1 },
		'512x256 png',
	],
	[
		'SiliconFlow, by its model',
		'/v1/images/generations',
		{ ...flux, model: 'Kwai-Kolors/Kolors', image_size: '512x256' },
		'512x256 png',
	],
	[
		'DeepInfra, its own',
		'/v1/inference/black-forest-labs/FLUX-1-schnell',
		{ prompt: 'a fox', width: '512', height: '256' },
		'512x256 png',
	],
	[
		'DeepInfra, a ratio',
		'/v1/inference/black-forest-labs/FLUX-1-schnell',
		{ prompt: 'a fox', aspect_ratio: '16:9' },
		'1360x768 png',
	],
	[
		'DeepInfra, as OpenAI',
		'/v1/openai/images/generations',
		{ ...flux, model: 'black-forest-labs/FLUX-1-dev', size: '512x256' },
		'512x256 jpeg',
	],
	[
		'Nebius',
		'/as/nebius/v1/images/generations',
		{ model: 'black-forest-labs/flux-schnell', prompt: 'a fox', width: 512, height: 256, response_extension: 'png' },
		'512x256 png',
	],
	['Fireworks', fireworksPath, { prompt: 'a fox', aspect_ratio: '16:9' }, '1360x768 jpeg'],
	[
		'Fireworks, PNG',
		fireworksPath,
		{ prompt: 'a fox' },
		'1024x1024 png',
		{ authorization: 'Bearer any', accept: 'image/png' },
	],
	[
		'Fireworks, JSON',
		fireworksPath,
		{ prompt: 'a fox' },
		'1024x1024 jpeg',
		{ authorization: 'Bearer any', accept: 'application/json' },
	],
	[
		'Fireworks, pixels',
		'/inference/v1/image_generation/accounts/fireworks/models/SSD-1B',
		{ prompt: 'a fox', width: 512, height: 256 },
		'512x256 jpeg',
	],
	[
		'Hugging Face',
		'/hf-inference/models/black-forest-labs/FLUX.1-dev',
		{ inputs: 'a fox', parameters: { width: 512, height: 256 } },
		'512x256 jpeg',
	],
	[
		'Pollinations',
		'/as/pollinations/v1/images/generations',
		{ model: 'flux', prompt: 'a fox', size: '512x256', response_format: 'b64_json' },
		'512x256 jpeg',
	],
	['Vertex, express', vertexPath, gemini, '1376x768 jpeg', googleKey],
	['Vertex, a token', `/v1/projects/mine/locations/global/${vertexPath.slice(4)}`, gemini, '1376x768 jpeg'],
	['Cloudflare', cloudflarePath, gemini, '1376x768 jpeg', googleKey],
	[
		'Cloudflare, authenticated',
		cloudflarePath.replace('open', 'locked'),
		gemini,
		'1376x768 jpeg',
		{ ...googleKey, 'cf-aig-authorization': 'Bearer any' },
	],
	['Cloudflare, OpenAI', '/v1/me/open/openai/images/generations', gpt, '1024x640 png'],
	[
		'APIYI, by an older name',
		'/as/apiyi/v1beta/models/gemini-3-pro-image-preview:generateContent',
		gemini,
		'1376x768 jpeg',
	],
	['APIYI, OpenAI', '/as/apiyi/v1/images/generations', gpt, '1024x640 png'],
	['New API, Google', '/as/newapi/v1beta/models/gemini-3-pro-image:generateContent', gemini, '1376x768 jpeg'],
	['New API, OpenAI', '/as/newapi/v1/images/generations', gpt, '1024x640 png'],
	['New API, chat', '/as/newapi/v1/chat/completions', chat('gemini-3-pro-image'), '1024x1024 jpeg'],
	[
		'LiteLLM, a size',
		'/as/litellm/v1/images/generations',
		{ ...gpt, model: 'gemini/gemini-3-pro-image', size: '1792x1024' },
		'1376x768 png',
	],
	[
		'LiteLLM, its imageConfig first',
		'/as/litellm/v1/images/generations',
		{ model: 'gemini-3-pro-image', prompt: 'a fox', size: '1024x1024', imageConfig: { aspectRatio: '4:3' } },
		'1200x896 png',
	],
	['LiteLLM, chat', '/as/litellm/v1/chat/completions', chat('gemini-3-pro-image'), '1024x1024 png'],
	[
		'stable-diffusion.cpp',
		'/as/sdcpp/v1/images/generations',
		{ prompt: 'a fox', size: '300x200', anything: 1 },
		'300x200 png',
		{},
	],
	['the web UI', '/sdapi/v1/txt2img', { prompt: 'a fox', width: 300, height: 200, anything: 1 }, '300x200 png', {}],
	[
		'the web UI, with a password',
		'/as/sdapiLocked/sdapi/v1/txt2img',
		{ prompt: 'a fox', width: 300, height: 200 },
		'300x200 png',
		{ authorization: 'Basic bWU6c2VjcmV0' },
	],
	[
		'Ark',
		'/as/ark/api/v3/images/generations',
		{ model: 'dola-seedream-5-0-pro-260628', prompt: 'a fox', size: '1280x720', response_format: 'b64_json' },
		'1280x720 jpeg',
	],
	['OpenAI itself, by its name', '/as/openai/v1/images/generations', gpt, '1024x640 png'],
];

/** Who refuses what, with what: a text that its reply has, and nothing billed. */
const refuses: readonly (readonly [string, string, unknown, number, RegExp, Record<string, string>?])[] = [
	['OpenRouter without a key', '/api/v1/images', {}, 401, /"No auth credentials found"/, {}],
	[
		'OpenRouter with a wrong key',
		'/api/v1/key',
		undefined,
		401,
		/"User not found\."/,
		{ authorization: 'Bearer wrong' },
	],
	[
		'an unknown field at OpenRouter',
		'/api/v1/images',
		{ model: 'openai/gpt-image-2', prompt: 'a fox', response_format: 'b64_json' },
		400,
		/response_format/,
	],
	[
		'a size that a model lacks at OpenRouter',
		'/api/v1/images',
		{ model: 'google/gemini-3.1-flash-lite-image', prompt: 'a fox', resolution: '2K' },
		400,
		/resolution 2K is not supported/,
	],
	[
		'a size and a ratio that differ at OpenRouter',
		'/api/v1/images',
		{ model: 'openai/gpt-image-2', prompt: 'a fox', size: '1024x640', aspect_ratio: '1:1' },
		400,
		/contradicts/,
	],
	[
		'several images of a model that draws one at OpenRouter',
		'/api/v1/images',
		{ model: 'google/gemini-3-pro-image', prompt: 'a fox', n: 2 },
		400,
		/n must be 1/,
	],
	[
		'text from what only draws at OpenRouter',
		'/api/v1/chat/completions',
		chat('black-forest-labs/flux.2-pro', { modalities: ['image', 'text'] }),
		404,
		/output modalities: image, text/,
	],
	[
		'a size in small letters in a chat at OpenRouter',
		'/api/v1/chat/completions',
		chat('google/gemini-3-pro-image', { modalities: ['image'], image_config: { image_size: '1k' } }),
		400,
		/image_size/,
	],
	['OpenRouter’s older path', '/api/v1/images/generations', {}, 404, /Not Found/],
	[
		'a model that OpenRouter lacks',
		'/api/v1/images',
		{ model: 'google/imagen-4', prompt: 'a fox' },
		400,
		/is not a valid model ID/,
	],
	['Azure without its key', '/openai/v1/images/generations', gpt, 401, /"code":"401","message":"Access denied/, {}],
	['Azure without a version', deploymentPath, gpt, 404, /"Resource not found"/, azureKey],
	[
		'a deployment that is not there',
		deploymentPath.replace('drawings', 'none') + '?api-version=1',
		gpt,
		404,
		/DeploymentNotFound/,
		azureKey,
	],
	[
		'response_format at Azure',
		'/openai/v1/images/generations',
		{ ...gpt, response_format: 'b64_json' },
		400,
		/response_format/,
		azureKey,
	],
	['a size at xAI', '/v1/images/generations', { ...grok, size: '1024x1024' }, 400, /"Argument not supported: size"/],
	['4k at xAI', '/v1/images/generations', { ...grok, resolution: '4k' }, 400, /resolution/],
	['a size at Together', '/as/together/v1/images/generations', { ...flux, size: '1024x1024' }, 400, /'size'/],
	['b64_json at Together', '/v1/images/generations', { ...flux, response_format: 'b64_json' }, 400, /response_format/],
	[
		'a model that Together lacks',
		'/as/together/v1/images/generations',
		{ ...flux, model: 'dall-e-3' },
		404,
		/Unable to access model/,
	],
	[
		'a wrong key at SiliconFlow',
		'/as/siliconflow/v1/images/generations',
		flux,
		401,
		/^"Invalid token"$/,
		{ authorization: 'Bearer wrong' },
	],
	[
		'n at SiliconFlow',
		'/as/siliconflow/v1/images/generations',
		{ ...flux, n: 1 },
		400,
		/"code":20015,"message":"Unknown parameter: 'n'/,
	],
	[
		'a model that SiliconFlow lacks',
		'/as/siliconflow/v1/images/generations',
		{ ...flux, model: 'x' },
		400,
		/Model does not exist/,
	],
	[
		'a size at DeepInfra’s own',
		'/v1/inference/black-forest-labs/FLUX-1-dev',
		{ prompt: 'a fox', size: '512x512' },
		400,
		/"detail":\{"error"/,
	],
	[
		'a link of DeepInfra',
		'/v1/openai/images/generations',
		{ ...flux, response_format: 'url' },
		400,
		/"error":\{"message"/,
	],
	[
		'a size at Nebius',
		'/as/nebius/v1/images/generations',
		{ model: 'black-forest-labs/flux-dev', prompt: 'a fox', size: '512x512' },
		422,
		/extra_forbidden/,
	],
	['pixels where Fireworks wants a ratio', fireworksPath, { prompt: 'a fox', width: 512, height: 512 }, 400, /width/],
	['a model that Fireworks lacks', fireworksPath.replace('flux', 'dall-e'), { prompt: 'a fox' }, 404, /not deployed/],
	[
		'Hugging Face without a key',
		'/hf-inference/models/a/b',
		{ inputs: 'a fox' },
		401,
		/Invalid username or password/,
		{},
	],
	['a prompt at Hugging Face', '/hf-inference/models/a/b', { prompt: 'a fox' }, 400, /inputs/],
	[
		'Pollinations without a key',
		'/as/pollinations/v1/images/generations',
		{ prompt: 'a fox' },
		401,
		/"UNAUTHORIZED"/,
		{},
	],
	['a bearer at Vertex express', vertexPath, gemini, 401, /"UNAUTHENTICATED"/],
	[
		'an API key with a project at Vertex',
		`/v1/projects/mine/locations/global/${vertexPath.slice(4)}`,
		gemini,
		401,
		/"UNAUTHENTICATED"/,
		googleKey,
	],
	[
		'a bearer at Google itself',
		'/as/gemini/v1beta/models/gemini-3-pro-image:generateContent',
		gemini,
		401,
		/Expected OAuth 2 access token/,
	],
	[
		'no key at Google itself',
		'/as/gemini/v1beta/models/gemini-3-pro-image:generateContent',
		gemini,
		403,
		/PERMISSION_DENIED/,
		{},
	],
	[
		'an authenticated gateway of Cloudflare without its token',
		cloudflarePath.replace('open', 'locked'),
		gemini,
		401,
		/"code":2009/,
		googleKey,
	],
	['a bearer at Google behind Cloudflare', cloudflarePath, gemini, 401, /"UNAUTHENTICATED"/],
	[
		'Nano Banana on OpenAI’s path at APIYI',
		'/as/apiyi/v1/images/generations',
		{ ...gpt, model: 'gemini-3-pro-image' },
		404,
		/model_not_found/,
	],
	[
		'Nano Banana on OpenAI’s path at New API',
		'/as/newapi/v1/images/generations',
		{ ...gpt, model: 'gemini-3-pro-image' },
		500,
		/only imagen models are supported/,
	],
	[
		'a model without a channel at New API',
		'/as/newapi/v1/images/generations',
		{ ...gpt, model: 'gemini-9-image' },
		503,
		/model_not_found/,
	],
	[
		'an unknown field at LiteLLM',
		'/as/litellm/v1/images/generations',
		{ model: 'gemini-3-pro-image', prompt: 'a fox', quality: 'high' },
		400,
		/litellm\.BadRequestError.*quality/,
	],
	[
		'no prompt at stable-diffusion.cpp',
		'/as/sdcpp/v1/images/generations',
		{},
		400,
		/^\{"error":"[^"]*prompt[^"]*"\}$/,
		{},
	],
	[
		'an edge in words at the web UI',
		'/sdapi/v1/txt2img',
		{ prompt: 'a fox', width: 'wide' },
		422,
		/ValidationError/,
		{},
	],
	[
		'the web UI without its password',
		'/as/sdapiLocked/sdapi/v1/txt2img',
		{ prompt: 'a fox' },
		401,
		/Incorrect username or password/,
		{},
	],
	['the web UI without its API', '/sdapi/v1/nothing', undefined, 404, /^\{"detail":"Not Found"\}$/, {}],
	['another service’s model at OpenAI itself', '/as/openai/v1/images/generations', flux, 404, /model_not_found/],
	['OpenAI itself without a key', '/as/openai/v1/images/generations', gpt, 401, /invalid_api_key/, {}],
];

/** Where each lists its models for free, and one of them. */
const lists: readonly (readonly [string, string, Record<string, string>?])[] = [
	['/api/v1/models', 'google/gemini-3-pro-image', {}],
	['/api/v1/images/models', 'black-forest-labs/flux.2-pro', {}],
	['/openai/v1/models', 'gpt-image-2', azureKey],
	['/openai/models?api-version=1', 'gpt-image-2', azureKey],
	['/as/xai/v1/models', 'grok-imagine-image-2.0'],
	['/as/together/v1/models', 'black-forest-labs/FLUX.1-schnell'],
	['/as/siliconflow/v1/models', 'Kwai-Kolors/Kolors'],
	['/v1/openai/models', 'stabilityai/sd3.5'],
	['/as/nebius/v1/models', 'black-forest-labs/flux-dev'],
	['/inference/v1/models', 'accounts/fireworks/models/flux-1-schnell-fp8'],
	['/as/pollinations/v1/models', 'flux', {}],
	['/as/newapi/v1/models', 'gemini-3-pro-image'],
	['/as/litellm/v1/models', 'gpt-image-2'],
	['/as/sdcpp/v1/models', 'sd-cpp-local', {}],
	['/sdapi/v1/sd-models', 'v1-5-pruned-emaonly', {}],
	['/sdapi/v1/options', 'png', {}],
	['/as/apiyi/v1/models', 'gpt-image-2'],
	['/as/ark/api/v3/models', 'seedream-4-5-251128'],
];

describe('the sandbox as each service', () => {
	const sandbox = sandboxForTests();

	for (const [who, path, body, image, headers] of draws) {
		it(`draws: ${who}`, async () => {
			const got = await ask(sandbox(), path, body, headers);
			assert.equal(got.status, 200, got.bytes.toString().slice(0, 300));
			assert.deepEqual(await imagesIn(got), [image]);
		});
	}

	for (const [what, path, body, status, words, headers] of refuses) {
		it(`refuses ${what}`, async () => {
			const { billed } = sandbox().ledger();
			const got = await ask(sandbox(), path, body, headers);
			const text = got.bytes.toString();
			assert.equal(got.status, status, text);
			assert.match(text, words);
			assert.equal(sandbox().ledger().billed, billed);
		});
	}

	for (const [path, model, headers] of lists) {
		it(`lists what there is at ${path}`, async () => {
			const { status, bytes } = await ask(sandbox(), path, undefined, headers);
			assert.equal(status, 200);
			assert.ok(bytes.toString().includes(`"${model}"`), bytes.toString());
		});
	}

	it('answers a chat without an image where none is asked for', async () => {
		const got = await ask(sandbox(), '/api/v1/chat/completions', chat('google/gemini-3-pro-image'));
		assert.equal(got.status, 200);
		assert.deepEqual(await imagesIn(got), []);
	});

	it('draws as many as it is asked for, under the name that each service has for that', async () => {
		for (const [path, body] of [
			['/as/together/v1/images/generations', { ...flux, width: 64, height: 64, n: 2 }],
			['/as/siliconflow/v1/images/generations', { ...flux, image_size: '64x64', batch_size: 2 }],
			['/v1/inference/black-forest-labs/FLUX-1-schnell', { prompt: 'a fox', num_images: 2, width: 64, height: 64 }],
			['/sdapi/v1/txt2img', { prompt: 'a fox', width: 64, height: 64, batch_size: 2 }],
		] as const) {
			assert.equal((await imagesIn(await ask(sandbox(), path, body))).length, 2, path);
		}
	});
});

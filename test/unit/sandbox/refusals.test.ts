import assert from 'node:assert/strict';
import { sandboxForTests } from './asking';
import {
	ask,
	flux,
	grok,
	gpt,
	chat,
	azureKey,
	fireworksPath,
	deploymentPath,
	vertexPath,
	cloudflarePath,
	googleKey,
	gemini,
} from './services';

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
		'/as/siliconFlow/v1/images/generations',
		flux,
		401,
		/^"Invalid token"$/,
		{ authorization: 'Bearer wrong' },
	],
	[
		'n at SiliconFlow',
		'/as/siliconFlow/v1/images/generations',
		{ ...flux, n: 1 },
		400,
		/"code":20015,"message":"Unknown parameter: 'n'/,
	],
	[
		'a model that SiliconFlow lacks',
		'/as/siliconFlow/v1/images/generations',
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
		'/as/newApi/v1/images/generations',
		{ ...gpt, model: 'gemini-3-pro-image' },
		500,
		/only imagen models are supported/,
	],
	[
		'a model without a channel at New API',
		'/as/newApi/v1/images/generations',
		{ ...gpt, model: 'gemini-9-image' },
		503,
		/model_not_found/,
	],
	[
		'an unknown field at LiteLLM',
		'/as/liteLLM/v1/images/generations',
		{ model: 'gemini-3-pro-image', prompt: 'a fox', quality: 'high' },
		400,
		/litellm\.BadRequestError.*quality/,
	],
	[
		'no prompt at stable-diffusion.cpp',
		'/as/stableDiffusionCpp/v1/images/generations',
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
		'/as/stableDiffusionWebUILocked/sdapi/v1/txt2img',
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
	['/as/siliconFlow/v1/models', 'Kwai-Kolors/Kolors'],
	['/v1/openai/models', 'stabilityai/sd3.5'],
	['/as/nebius/v1/models', 'black-forest-labs/flux-dev'],
	['/inference/v1/models', 'accounts/fireworks/models/flux-1-schnell-fp8'],
	['/as/pollinations/v1/models', 'flux', {}],
	['/as/newApi/v1/models', 'gemini-3-pro-image'],
	['/as/liteLLM/v1/models', 'gpt-image-2'],
	['/as/stableDiffusionCpp/v1/models', 'sd-cpp-local', {}],
	['/sdapi/v1/sd-models', 'v1-5-pruned-emaonly', {}],
	['/sdapi/v1/options', 'png', {}],
	['/as/apiyi/v1/models', 'gpt-image-2'],
	['/as/ark/api/v3/models', 'seedream-4-5-251128'],
];

describe('the sandbox as each service, asked for what it does not do', () => {
	const sandbox = sandboxForTests();

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
});

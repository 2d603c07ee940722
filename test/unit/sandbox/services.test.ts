import assert from 'node:assert/strict';
import { sandboxForTests } from './asking';
import {
	ask,
	imagesIn,
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
		'/as/siliconFlow/v1/images/generations',
		{ ...flux, image_size: '512x256', batch_size: 1 },
		'512x256 png',
	],
	[
		'SiliconFlow, by its model',
		'/v1/images/generations',
		{ ...flux, model: 'Kwai-Kolors/Kolors', image_size: '960x1280' },
		'960x1280 png',
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
		'1344x768 png',
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
	['Fireworks', fireworksPath, { prompt: 'a fox', aspect_ratio: '16:9' }, '1344x768 jpeg'],
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
	['New API, Google', '/as/newApi/v1beta/models/gemini-3-pro-image:generateContent', gemini, '1376x768 jpeg'],
	['New API, OpenAI', '/as/newApi/v1/images/generations', gpt, '1024x640 png'],
	['New API, chat', '/as/newApi/v1/chat/completions', chat('gemini-3-pro-image'), '1024x1024 jpeg'],
	[
		'LiteLLM, a size',
		'/as/liteLLM/v1/images/generations',
		{ ...gpt, model: 'gemini/gemini-3-pro-image', size: '1792x1024' },
		'1376x768 png',
	],
	[
		'LiteLLM, its imageConfig first',
		'/as/liteLLM/v1/images/generations',
		{ model: 'gemini-3-pro-image', prompt: 'a fox', size: '1024x1024', imageConfig: { aspectRatio: '4:3' } },
		'1200x896 png',
	],
	['LiteLLM, chat', '/as/liteLLM/v1/chat/completions', chat('gemini-3-pro-image'), '1024x1024 png'],
	[
		'stable-diffusion.cpp',
		'/as/stableDiffusionCpp/v1/images/generations',
		{ prompt: 'a fox', size: '300x200', anything: 1 },
		'300x200 png',
		{},
	],
	['the web UI', '/sdapi/v1/txt2img', { prompt: 'a fox', width: 300, height: 200, anything: 1 }, '300x200 png', {}],
	[
		'the web UI, with a password',
		'/as/stableDiffusionWebUILocked/sdapi/v1/txt2img',
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

describe('the sandbox as each service', () => {
	const sandbox = sandboxForTests();

	for (const [who, path, body, image, headers] of draws) {
		it(`draws: ${who}`, async () => {
			const got = await ask(sandbox(), path, body, headers);
			assert.equal(got.status, 200, got.bytes.toString().slice(0, 300));
			assert.deepEqual(await imagesIn(got), [image]);
		});
	}

	it('answers a chat without an image where none is asked for', async () => {
		const got = await ask(sandbox(), '/api/v1/chat/completions', chat('google/gemini-3-pro-image'));
		assert.equal(got.status, 200);
		assert.deepEqual(await imagesIn(got), []);
	});

	it('draws as many as it is asked for, under the name that each service has for that', async () => {
		for (const [path, body] of [
			['/as/together/v1/images/generations', { ...flux, width: 256, height: 256, n: 2 }],
			['/as/siliconFlow/v1/images/generations', { ...flux, image_size: '512x512', batch_size: 2 }],
			['/v1/inference/black-forest-labs/FLUX-1-schnell', { prompt: 'a fox', num_images: 2, width: 256, height: 256 }],
			['/sdapi/v1/txt2img', { prompt: 'a fox', width: 64, height: 64, batch_size: 2 }],
		] as const) {
			assert.equal((await imagesIn(await ask(sandbox(), path, body))).length, 2, path);
		}
	});
});

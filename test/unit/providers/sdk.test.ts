import { createBlackForestLabs } from '@ai-sdk/black-forest-labs';
import { createFireworks } from '@ai-sdk/fireworks';
import { createXai } from '@ai-sdk/xai';
import { createFalClient } from '@fal-ai/client';
import { GoogleGenAI } from '@google/genai';
import { InferenceClient } from '@huggingface/inference';
import { OpenRouter } from '@openrouter/sdk';
import assert from 'node:assert/strict';
import OpenAI, { AzureOpenAI } from 'openai';
import Replicate from 'replicate';
import Together from 'together-ai';
import { endpointFor } from '../../../src/engine/providers/catalogue';
import type { ImageRequest } from '../../../src/engine/task';
import { assertAlike, type Caught, caught } from '../../support/caught';
import { requestFor } from './goldenPages';

/*
 * What the vendors' own SDKs send for a wish, caught on loopback, beside what we send for the same: the path, the body field by field, and the
 * header with the key.
 */

const apiKey = 'secret-key';

/** What we send, with the path below the host. */
function ours(
	choices: { service: string; model: string; baseUrl?: string },
	wish: Omit<ImageRequest, 'prompt'>,
): Caught {
	const endpoint = endpointFor(choices);
	assert.ok(typeof endpoint === 'object', JSON.stringify(endpoint));
	const { url, body, headers } = requestFor({ prompt: 'a fox', ...wish }, endpoint, apiKey);
	return {
		path: url.pathname + url.search,
		body: JSON.parse(body?.toString('utf8') ?? '') as object,
		headers: headers,
	};
}

describe("what is sent, beside what the vendors' own SDKs send", () => {
	it('OpenAI', async () => {
		const own = ours(
			{ service: 'openai', model: 'gpt-image-2.5-flare' },
			{ resolution: '2K', aspectRatio: '16:9', quality: 'high', format: 'webp', compression: 80, count: 2 },
		);
		const theirs = await caught((address) =>
			new OpenAI({ apiKey, baseURL: `${address}/v1`, maxRetries: 0 }).images.generate({
				model: 'gpt-image-2.5-flare',
				prompt: 'a fox',
				n: 2,
				size: '2720x1536',
				quality: 'high',
				output_format: 'webp',
				output_compression: 80,
			}),
		);
		assertAlike(own, theirs);
	});

	it('OpenAI, on a transparent background', async () => {
		const own = ours(
			{ service: 'openai', model: 'gpt-image-1-mini' },
			{ resolution: '1K', aspectRatio: '2:3', background: 'transparent' },
		);
		const theirs = await caught((address) =>
			new OpenAI({ apiKey, baseURL: `${address}/v1`, maxRetries: 0 }).images.generate({
				model: 'gpt-image-1-mini',
				prompt: 'a fox',
				n: 1,
				size: '1024x1536',
				background: 'transparent',
				output_format: 'png',
			}),
		);
		assertAlike(own, theirs);
	});

	it('Azure OpenAI, at a deployment', async () => {
		const baseUrl = 'https://mine.openai.azure.com/openai/deployments/my-image?api-version=2025-04-01-preview';
		const own = ours({ service: 'azure', model: 'my-image', baseUrl }, { resolution: '1K' });
		const theirs = await caught((endpoint) =>
			new AzureOpenAI({ apiKey, endpoint, apiVersion: '2025-04-01-preview', maxRetries: 0 }).images.generate({
				model: 'my-image',
				prompt: 'a fox',
				n: 1,
				size: '1024x1024',
			}),
		);
		assertAlike(own, theirs, 'api-key');
	});

	it('Google Gemini', async () => {
		const own = ours({ service: 'gemini', model: 'gemini-3-pro-image' }, { resolution: '4K', aspectRatio: '21:9' });
		const theirs = await caught((baseUrl) =>
			new GoogleGenAI({ apiKey, httpOptions: { baseUrl, apiVersion: 'v1beta' } }).models.generateContent({
				model: 'gemini-3-pro-image',
				contents: 'a fox',
				config: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { aspectRatio: '21:9', imageSize: '4K' } },
			}),
		);
		assertAlike(own, theirs, 'x-goog-api-key');
	});

	it('Google Vertex AI, in express mode', async () => {
		const own = ours({ service: 'vertex', model: 'gemini-3-pro-image' }, { resolution: '2K', aspectRatio: '4:5' });
		const theirs = await caught((baseUrl) =>
			new GoogleGenAI({ vertexai: true, apiKey, httpOptions: { baseUrl, apiVersion: 'v1' } }).models.generateContent({
				model: 'gemini-3-pro-image',
				contents: 'a fox',
				config: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { aspectRatio: '4:5', imageSize: '2K' } },
			}),
		);
		assertAlike(own, theirs, 'x-goog-api-key');
	});

	it('OpenRouter, of a model that has sizes by name', async () => {
		const own = ours(
			{ service: 'openrouter', model: 'google/gemini-3-pro-image' },
			{ resolution: '2K', aspectRatio: '16:9' },
		);
		const theirs = await caught((serverURL) =>
			new OpenRouter({ apiKey, serverURL: `${serverURL}/api/v1` }).images.generate({
				imageGenerationRequest: {
					model: 'google/gemini-3-pro-image',
					prompt: 'a fox',
					n: 1,
					aspectRatio: '16:9',
					resolution: '2K',
				},
			}),
		);
		assertAlike(own, theirs);
	});

	it('OpenRouter, of a model that has pixels', async () => {
		const own = ours(
			{ service: 'openrouter', model: 'openai/gpt-image-2' },
			{ resolution: '1K', quality: 'low', background: 'opaque', format: 'jpeg', compression: 70 },
		);
		const theirs = await caught((serverURL) =>
			new OpenRouter({ apiKey, serverURL: `${serverURL}/api/v1` }).images.generate({
				imageGenerationRequest: {
					model: 'openai/gpt-image-2',
					prompt: 'a fox',
					n: 1,
					size: '1024x1024',
					quality: 'low',
					background: 'opaque',
					outputFormat: 'jpeg',
					outputCompression: 70,
				},
			}),
		);
		assertAlike(own, theirs);
	});

	it('OpenRouter, in a chat', async () => {
		const own = ours(
			{ service: 'openrouterChat', model: 'google/gemini-3-pro-image' },
			{ resolution: '4K', aspectRatio: '3:2' },
		);
		const theirs = await caught((serverURL) =>
			new OpenRouter({ apiKey, serverURL: `${serverURL}/api/v1` }).chat.send({
				chatRequest: {
					model: 'google/gemini-3-pro-image',
					messages: [{ role: 'user', content: 'a fox' }],
					modalities: ['image', 'text'],
					imageConfig: { aspect_ratio: '3:2', image_size: '4K' },
				},
			}),
		);
		// It says that it wants no stream, which is what comes without a word.
		assertAlike({ ...own, body: { ...own.body, stream: false } }, theirs);
	});

	it('Together AI', async () => {
		const own = ours(
			{ service: 'together', model: 'black-forest-labs/FLUX.2-pro' },
			{ resolution: '2K', aspectRatio: '3:2', format: 'png' },
		);
		const theirs = await caught((address) =>
			new Together({ apiKey, baseURL: `${address}/v1`, maxRetries: 0 }).images.generate({
				model: 'black-forest-labs/FLUX.2-pro',
				prompt: 'a fox',
				n: 1,
				width: 2496,
				height: 1664,
				response_format: 'base64',
				output_format: 'png',
			}),
		);
		assertAlike(own, theirs);
	});

	it('Hugging Face', async () => {
		const own = ours(
			{ service: 'huggingFace', model: 'stabilityai/stable-diffusion-xl-base-1.0' },
			{ resolution: '1K', aspectRatio: '16:9' },
		);
		const { width, height } = (own.body as { parameters: { width: number; height: number } }).parameters;
		const theirs = await caught((address) => {
			// Where a model is to be had, it asks elsewhere first.
			const mapping = { status: 'live', providerId: 'stabilityai/stable-diffusion-xl-base-1.0', task: 'text-to-image' };
			const places = { pipeline_tag: 'text-to-image', inferenceProviderMapping: { 'hf-inference': mapping } };
			const client = new InferenceClient(apiKey, {
				fetch: async (input, init) => {
					const url = input instanceof Request ? input.url : input.toString();
					return url.startsWith('https://huggingface.co/')
						? Response.json(places)
						: await fetch(url.replace('https://router.huggingface.co', address), init);
				},
			});
			return client.textToImage({
				provider: 'hf-inference',
				model: 'stabilityai/stable-diffusion-xl-base-1.0',
				inputs: 'a fox',
				parameters: { width, height },
			});
		});
		assertAlike(own, theirs);
	});

	it('xAI, as the AI SDK asks it', async () => {
		const own = ours(
			{ service: 'xai', model: 'grok-imagine-image-2.0' },
			{ resolution: '2K', aspectRatio: '9:16', quality: 'medium' },
		);
		const theirs = await caught((address) =>
			createXai({ apiKey, baseURL: `${address}/v1` })
				.image('grok-imagine-image-2.0')
				.doGenerate({
					prompt: 'a fox',
					n: 1,
					size: undefined,
					aspectRatio: '9:16',
					seed: undefined,
					files: undefined,
					mask: undefined,
					providerOptions: { xai: { resolution: '2k', quality: 'medium' } },
				}),
		);
		assertAlike(own, theirs);
	});

	it('Fireworks AI, as the AI SDK asks it', async () => {
		const model = 'accounts/fireworks/models/flux-1-schnell-fp8';
		const own = ours({ service: 'fireworks', model }, { resolution: '1K', aspectRatio: '5:4' });
		const theirs = await caught((address) =>
			createFireworks({ apiKey, baseURL: `${address}/inference/v1` })
				.image(model)
				.doGenerate({
					prompt: 'a fox',
					n: 1,
					size: undefined,
					aspectRatio: '5:4',
					seed: undefined,
					files: undefined,
					mask: undefined,
					providerOptions: {},
				}),
		);
		// The number of images is in no page of Fireworks' own on this model.
		assertAlike({ ...own, body: { ...own.body, samples: 1 } }, theirs);
	});

	it('fal', async () => {
		const own = ours({ service: 'fal', model: 'fal-ai/nano-banana-pro' }, { resolution: '2K', aspectRatio: '16:9' });
		const theirs = await caught((address) =>
			createFalClient({
				credentials: apiKey,
				requestMiddleware: (request) =>
					Promise.resolve({ ...request, url: request.url.replace('https://queue.fal.run', address) }),
			}).queue.submit('fal-ai/nano-banana-pro', {
				input: { prompt: 'a fox', num_images: 1, resolution: '2K', aspect_ratio: '16:9' },
			}),
		);
		assertAlike(own, theirs);
	});

	it('Replicate', async () => {
		const own = ours(
			{ service: 'replicate', model: 'google/nano-banana-pro' },
			{ resolution: '4K', aspectRatio: '4:3' },
		);
		const theirs = await caught((address) =>
			new Replicate({ auth: apiKey, baseUrl: `${address}/v1` }).predictions.create({
				model: 'google/nano-banana-pro',
				input: { prompt: 'a fox', resolution: '4K', aspect_ratio: '4:3' },
			}),
		);
		assertAlike(own, theirs);
	});

	it('Black Forest Labs, as the AI SDK asks it', async () => {
		const own = ours({ service: 'blackForestLabs', model: 'flux-2-pro' }, { resolution: '2K', aspectRatio: '3:2' });
		const theirs = await caught((address) =>
			createBlackForestLabs({ apiKey, baseURL: `${address}/v1` })
				.image('flux-2-pro')
				.doGenerate({
					prompt: 'a fox',
					n: 1,
					size: '2496x1664',
					aspectRatio: undefined,
					seed: undefined,
					files: undefined,
					mask: undefined,
					providerOptions: {},
				}),
		);
		// It says the ratio beside the pixels.
		assertAlike({ ...own, body: { ...own.body, aspect_ratio: '3:2' } }, theirs, 'x-key');
	});
});

import { createBlackForestLabs } from '@ai-sdk/black-forest-labs';
import { createTogetherAI } from '@ai-sdk/togetherai';
import { createXai } from '@ai-sdk/xai';
import { createFalClient } from '@fal-ai/client';
import { GoogleGenAI } from '@google/genai';
import { OpenRouter } from '@openrouter/sdk';
import assert from 'node:assert/strict';
import OpenAI, { toFile } from 'openai';
import Replicate from 'replicate';
import { endpointFor } from '../../../src/engine/providers/catalogue';
import { dataUrl, type SentImage } from '../../../src/engine/providers/sentImage';
import type { ImageRequest } from '../../../src/engine/task';
import { assertAlike, type Caught, caught, read } from '../../support/caught';
import { noiseJpeg, noisePng } from '../../support/images';
import { requestFor } from './goldenPages';

/* What the vendors' own SDKs send where images go along, beside what we send for the same. */

const apiKey = 'secret-key';
const mug: SentImage = { fileName: 'mug.png', type: 'image/png', bytes: noisePng(8, 6), width: 8, height: 6 };
const style: SentImage = { fileName: 'style.jpg', type: 'image/jpeg', bytes: noiseJpeg(8, 6), width: 8, height: 6 };
const both = [mug, style] as const;

async function ours(
	choices: { service: string; model: string; baseUrl?: string },
	inputs: readonly SentImage[],
	wish: Omit<ImageRequest, 'prompt'> = { resolution: '1K' },
): Promise<Caught> {
	const endpoint = endpointFor(choices);
	assert.ok(typeof endpoint === 'object', JSON.stringify(endpoint));
	const { url, body, headers } = requestFor({ prompt: 'the same in blue', ...wish }, endpoint, apiKey, inputs);
	const bytes = body ?? assert.fail();
	return { path: url.pathname + url.search, body: await read(bytes, headers['content-type'] ?? ''), headers };
}

const base64 = ({ bytes }: SentImage): string => bytes.toString('base64');
const prompt = 'the same in blue';

describe("what is sent with images along, beside what the vendors' own SDKs send", () => {
	for (const inputs of [[mug], both]) {
		it(`OpenAI: ${inputs.length}`, async () => {
			const own = await ours({ service: 'openai', model: 'gpt-image-2' }, inputs, {
				resolution: '1K',
				quality: 'high',
			});
			const theirs = await caught(async (address) => {
				const files = await Promise.all(inputs.map(({ bytes, fileName, type }) => toFile(bytes, fileName, { type })));
				await new OpenAI({ apiKey, baseURL: `${address}/v1`, maxRetries: 0 }).images.edit({
					model: 'gpt-image-2',
					prompt,
					n: 1,
					size: '1024x1024',
					quality: 'high',
					image: files.length === 1 ? (files[0] ?? assert.fail()) : files,
				});
			});
			assertAlike(own, theirs);
		});

		it(`xAI, as the AI SDK asks it: ${inputs.length}`, async () => {
			const own = await ours({ service: 'xai', model: 'grok-imagine-image-2.0' }, inputs, {
				...{ resolution: '2K', aspectRatio: '9:16' },
			});
			const theirs = await caught((address) =>
				createXai({ apiKey, baseURL: `${address}/v1` })
					.image('grok-imagine-image-2.0')
					.doGenerate({
						...{ prompt, n: 1, size: undefined, aspectRatio: '9:16', seed: undefined, mask: undefined },
						files: inputs.map(({ bytes, type }) => ({ type: 'file', mediaType: type, data: new Uint8Array(bytes) })),
						providerOptions: { xai: { resolution: '2k' } },
					}),
			);
			assertAlike(own, theirs);
		});
	}

	it('Google Gemini', async () => {
		const own = await ours({ service: 'gemini', model: 'gemini-3-pro-image' }, both, { resolution: '2K' });
		const theirs = await caught((baseUrl) =>
			new GoogleGenAI({ apiKey, httpOptions: { baseUrl, apiVersion: 'v1beta' } }).models.generateContent({
				model: 'gemini-3-pro-image',
				contents: [prompt, ...both.map((image) => ({ inlineData: { mimeType: image.type, data: base64(image) } }))],
				config: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { imageSize: '2K' } },
			}),
		);
		assertAlike(own, theirs, 'x-goog-api-key');
	});

	it('OpenRouter', async () => {
		const own = await ours({ service: 'openrouter', model: 'google/gemini-3-pro-image' }, both, { resolution: '2K' });
		const theirs = await caught((serverURL) =>
			new OpenRouter({ apiKey, serverURL: `${serverURL}/api/v1` }).images.generate({
				imageGenerationRequest: {
					model: 'google/gemini-3-pro-image',
					prompt,
					n: 1,
					resolution: '2K',
					inputReferences: both.map((image) => ({ type: 'image_url', imageUrl: { url: dataUrl(image) } })),
				},
			}),
		);
		assertAlike(own, theirs);
	});

	it('OpenRouter, in a chat', async () => {
		const own = await ours({ service: 'openrouterChat', model: 'google/gemini-3-pro-image' }, [mug], {
			resolution: '2K',
		});
		const theirs = await caught((serverURL) =>
			new OpenRouter({ apiKey, serverURL: `${serverURL}/api/v1` }).chat.send({
				chatRequest: {
					model: 'google/gemini-3-pro-image',
					messages: [
						{
							role: 'user',
							content: [
								{ type: 'text', text: prompt },
								{ type: 'image_url', imageUrl: { url: dataUrl(mug) } },
							],
						},
					],
					modalities: ['image', 'text'],
					imageConfig: { image_size: '2K' },
				},
			}),
		);
		// It says that it wants no stream, which is what comes without a word.
		assertAlike({ ...own, body: { ...own.body, stream: false } }, theirs);
	});

	it('Together AI, as the AI SDK asks it', async () => {
		const model = 'black-forest-labs/FLUX.2-pro';
		const own = await ours({ service: 'together', model }, [mug]);
		const theirs = await caught((address) =>
			createTogetherAI({ apiKey, baseURL: `${address}/v1` })
				.image(model)
				.doGenerate({
					...{ prompt, n: 1, size: '1024x1024', aspectRatio: undefined, seed: undefined, mask: undefined },
					files: [{ type: 'file', mediaType: mug.type, data: new Uint8Array(mug.bytes) }],
					providerOptions: {},
				}),
		);
		// It leaves the number of images out where it is one.
		assertAlike(own, { ...theirs, body: { ...theirs.body, n: 1 } });
	});

	it('fal', async () => {
		const own = await ours({ service: 'fal', model: 'fal-ai/nano-banana-pro' }, both, { resolution: '2K' });
		const theirs = await caught((address) =>
			createFalClient({
				credentials: apiKey,
				requestMiddleware: (request) =>
					Promise.resolve({ ...request, url: request.url.replace('https://queue.fal.run', address) }),
			}).queue.submit('fal-ai/nano-banana-pro/edit', {
				input: { prompt, num_images: 1, resolution: '2K', image_urls: both.map(dataUrl) },
			}),
		);
		assertAlike(own, theirs);
	});

	it('Replicate', async () => {
		const own = await ours({ service: 'replicate', model: 'google/nano-banana-pro' }, both, { resolution: '2K' });
		const theirs = await caught((address) =>
			new Replicate({ auth: apiKey, baseUrl: `${address}/v1` }).predictions.create({
				model: 'google/nano-banana-pro',
				input: { prompt, resolution: '2K', image_input: both.map(dataUrl) },
			}),
		);
		assertAlike(own, theirs);
	});

	it('Black Forest Labs, as the AI SDK asks it', async () => {
		const own = await ours({ service: 'blackForestLabs', model: 'flux-2-pro' }, both);
		const theirs = await caught((address) =>
			createBlackForestLabs({ apiKey, baseURL: `${address}/v1` })
				.image('flux-2-pro')
				.doGenerate({
					...{ prompt, n: 1, size: '1024x1024', aspectRatio: undefined, seed: undefined, mask: undefined },
					files: both.map(({ bytes, type }) => ({ type: 'file', mediaType: type, data: new Uint8Array(bytes) })),
					providerOptions: {},
				}),
		);
		// It says the ratio beside the pixels.
		assertAlike({ ...own, body: { ...own.body, aspect_ratio: '1:1' } }, theirs, 'x-key');
	});
});

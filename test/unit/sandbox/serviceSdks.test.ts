import { createAzure } from '@ai-sdk/azure';
import { createDeepInfra } from '@ai-sdk/deepinfra';
import { createFireworks } from '@ai-sdk/fireworks';
import { createTogetherAI } from '@ai-sdk/togetherai';
import { createXai } from '@ai-sdk/xai';
import { InferenceClient } from '@huggingface/inference';
import { OpenRouter } from '@openrouter/sdk';
import { BadRequestResponseError } from '@openrouter/sdk/models/errors';
import assert from 'node:assert/strict';
import { imageDimensionsFromData } from 'image-dimensions';
import { AzureOpenAI } from 'openai';
import Together from 'together-ai';
import { sandboxForTests } from './asking';

const apiKey = 'any';

/** What every model of Vercel's wants to be told. */
const asks = {
	prompt: 'a red fox',
	n: 1,
	size: undefined,
	aspectRatio: undefined,
	seed: undefined,
	files: undefined,
	mask: undefined,
	providerOptions: {},
} as const;

function shown(image: string | Uint8Array | undefined): string {
	const bytes = typeof image === 'string' ? Buffer.from(image, 'base64') : (image ?? new Uint8Array());
	const found = imageDimensionsFromData(bytes);
	return found ? `${found.width}x${found.height} ${found.type}` : 'no image';
}

describe("the services' own SDKs", () => {
	const sandbox = sandboxForTests();

	describe('@openrouter/sdk', () => {
		const client = (): OpenRouter =>
			new OpenRouter({ apiKey, serverURL: `${sandbox().url}/api/v1`, retryConfig: { strategy: 'none' } });
		const google = { model: 'google/gemini-3-pro-image', prompt: 'a red fox' };

		it('generates an image', async () => {
			const reply = await client().images.generate({
				imageGenerationRequest: { ...google, aspectRatio: '16:9', resolution: '1K' },
			});
			assert.ok('data' in reply);
			assert.equal(shown(reply.data[0]?.b64Json), '1376x768 jpeg');
		});

		it('reads a stream with its preview', async () => {
			const reply = await client().images.generate({
				imageGenerationRequest: { model: 'openai/gpt-image-2', prompt: 'a red fox', size: '1024x640', stream: true },
			});
			const seen: string[] = [];
			assert.ok(Symbol.asyncIterator in reply);
			for await (const event of reply) {
				seen.push(`${event.type} ${'b64Json' in event ? shown(event.b64Json) : ''}`);
			}
			assert.deepEqual(seen, ['image_generation.partial_image 256x160 png', 'image_generation.completed 1024x640 png']);
		});

		it('chats, and finds the image', async () => {
			const reply = await client().chat.send({
				chatRequest: {
					model: 'google/gemini-2.5-flash-image',
					modalities: ['image', 'text'],
					imageConfig: { aspect_ratio: '3:2' },
					messages: [{ role: 'user', content: 'a red fox' }],
				},
			});
			assert.ok('choices' in reply);
			const url = reply.choices[0]?.message.images?.[0]?.imageUrl.url ?? '';
			assert.equal(shown(url.split(',')[1]), '1248x832 jpeg');
		});

		it('lists the models that draw', async () => {
			const { data } = await client().images.listModels();
			const found = data.find(({ id }) => id === 'openai/gpt-image-2');
			assert.equal(found?.supportsStreaming, true);
		});

		it('raises BadRequestResponseError for a size that the model lacks', async () => {
			const asking = client().images.generate({ imageGenerationRequest: { ...google, resolution: '512' } });
			await assert.rejects(asking, BadRequestResponseError);
		});
	});

	it('together-ai generates base64 and links', async () => {
		const client = new Together({ apiKey, baseURL: `${sandbox().url}/as/together/v1`, maxRetries: 0 });
		const flux = { model: 'black-forest-labs/FLUX.1-schnell', prompt: 'a red fox', width: 512, height: 256 };
		const base64 = await client.images.generate({ ...flux, response_format: 'base64' });
		assert.equal(shown(base64.data[0]?.b64_json), '512x256 jpeg');
		const { data } = await client.images.generate({ ...flux, response_format: 'url' });
		const file = await (await fetch(data[0]?.url ?? '')).arrayBuffer();
		assert.equal(shown(new Uint8Array(file)), '512x256 jpeg');
		const gone = client.images.generate({ ...flux, model: 'black-forest-labs/gone' });
		await assert.rejects(gone, { status: 404 });
	});

	it('@huggingface/inference gets the bytes', async () => {
		const client = new InferenceClient('any');
		const blob = await client.textToImage(
			{
				endpointUrl: `${sandbox().url}/hf-inference/models/black-forest-labs/FLUX.1-dev`,
				inputs: 'a red fox',
				parameters: { width: 512, height: 256 },
			},
			{ outputType: 'blob' },
		);
		assert.equal(shown(new Uint8Array(await blob.arrayBuffer())), '512x256 jpeg');
	});

	it('openai generates at Azure, by a deployment and a version', async () => {
		const client = new AzureOpenAI({
			apiKey,
			endpoint: sandbox().url,
			apiVersion: '2025-04-01-preview',
			deployment: 'drawings',
			maxRetries: 0,
		});
		const { data } = await client.images.generate({ model: 'drawings', prompt: 'a red fox', size: '1024x1024' });
		assert.equal(shown(data?.[0]?.b64_json), '1024x1024 png');
	});

	describe("Vercel's", () => {
		it('@ai-sdk/azure draws at both kinds of addresses', async () => {
			for (const useDeploymentBasedUrls of [false, true]) {
				const baseURL = `${sandbox().url}/openai${useDeploymentBasedUrls ? '' : '/v1'}`;
				const azure = createAzure({ apiKey, baseURL, useDeploymentBasedUrls, apiVersion: '2025-04-01-preview' });
				const { images } = await azure.imageModel('gpt-image-2').doGenerate({ ...asks, size: '1024x640' });
				assert.equal(shown(images[0]), '1024x640 png');
			}
		});

		it('@ai-sdk/xai draws in a ratio', async () => {
			const xai = createXai({ apiKey, baseURL: `${sandbox().url}/v1` });
			const { images } = await xai.imageModel('grok-imagine-image').doGenerate({ ...asks, aspectRatio: '16:9' });
			assert.equal(shown(images[0]), '1360x768 jpeg');
		});

		it('@ai-sdk/deepinfra draws in pixels', async () => {
			const deepInfra = createDeepInfra({ apiKey, baseURL: `${sandbox().url}/v1` });
			const model = deepInfra.imageModel('black-forest-labs/FLUX-1-schnell');
			assert.equal(shown((await model.doGenerate({ ...asks, size: '512x256' })).images[0]), '512x256 png');
		});

		it('@ai-sdk/fireworks draws in a ratio', async () => {
			const fireworks = createFireworks({ apiKey, baseURL: `${sandbox().url}/inference/v1` });
			const model = fireworks.imageModel('accounts/fireworks/models/flux-1-dev-fp8');
			const { images } = await model.doGenerate({ ...asks, aspectRatio: '16:9' });
			assert.equal(shown(images[0]), '1344x768 jpeg');
		});

		it('@ai-sdk/togetherai draws in pixels', async () => {
			const together = createTogetherAI({ apiKey, baseURL: `${sandbox().url}/as/together/v1` });
			const model = together.imageModel('black-forest-labs/FLUX.1-schnell');
			assert.equal(shown((await model.doGenerate({ ...asks, size: '512x256' })).images[0]), '512x256 jpeg');
		});
	});
});

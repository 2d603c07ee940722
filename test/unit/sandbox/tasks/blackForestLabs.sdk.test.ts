import { createBlackForestLabs } from '@ai-sdk/black-forest-labs';
import assert from 'node:assert/strict';
import { imageDimensionsFromData } from 'image-dimensions';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/server';

type Model = ReturnType<ReturnType<typeof createBlackForestLabs>['image']>;
type Generated = Awaited<ReturnType<Model['doGenerate']>>;

describe("the AI SDK's provider for Black Forest Labs", () => {
	let sandbox: Sandbox;
	before(async () => {
		sandbox = await startSandbox({ timeScale: 0, latencyMs: () => 0 });
	});
	after(() => sandbox.close());

	function generate(
		id: string,
		options: object = {},
		size?: `${number}x${number}`,
		apiKey = 'any',
	): PromiseLike<Generated> {
		const baseURL = `${sandbox.url}/as/blackForestLabs/v1`;
		const model = createBlackForestLabs({ apiKey, baseURL, pollIntervalMillis: 20 }).image(id);
		return model.doGenerate({
			...{
				prompt: 'a red fox',
				n: 1,
				size,
				aspectRatio: undefined,
				seed: undefined,
				files: undefined,
				mask: undefined,
			},
			providerOptions: { blackForestLabs: { ...options } },
		});
	}

	it('generates an image', async () => {
		const { images, providerMetadata, warnings } = await generate('flux-2-pro', { width: 1024, height: 768 });
		const [file] = images;
		assert.ok(file instanceof Uint8Array && images.length === 1);
		assert.deepEqual(imageDimensionsFromData(file), { width: 1024, height: 768, type: 'jpeg' });
		const [facts] = (providerMetadata?.['blackForestLabs']?.images ?? []) as Record<string, unknown>[];
		assert.deepEqual(warnings, []);
		assert.deepEqual([facts?.['cost'], facts?.['inputMegapixels'], facts?.['outputMegapixels']], [3, 0, 1]);
		assert.ok(typeof facts?.['seed'] === 'number' && typeof facts['duration'] === 'number');
		const task = sandbox.ledger().tasks.at(-1);
		assert.deepEqual([task?.model, task?.state, task?.billed], ['flux-2-pro', 'done', 1]);
	});

	it('gets a PNG in the ratio it asks for where a model knows ratios alone', async () => {
		const { images } = await generate('flux-kontext-pro', { outputFormat: 'png' }, '1600x900');
		assert.deepEqual(imageDimensionsFromData(images[0] as Uint8Array), { width: 1360, height: 768, type: 'png' });
		// It sends the pixels as well; the model leaves them be.
		const [create] = sandbox.ledger().entries.filter(({ model }) => model === 'flux-kontext-pro');
		assert.deepEqual(create?.ignored, ['width', 'height']);
	});

	it('raises for a wrong key, an unknown model, and sizes that the model does not take', async () => {
		const raised = async (asking: PromiseLike<Generated>, words: RegExp): Promise<void> =>
			assert.rejects(Promise.resolve(asking), (error) => {
				assert.match(`${String(error)} ${JSON.stringify(error)}`, words);
				return true;
			});
		await raised(generate('flux-2-pro', {}, undefined, 'wrong'), /403.*Not authenticated/s);
		await raised(generate('flux-9'), /404.*Not Found/s);
		await raised(generate('flux-2-pro', { width: 1000, height: 1024 }), /422.*width must be a multiple of 16/s);
		await raised(generate('flux-pro-1.1', { width: 1920, height: 1024 }), /422.*width must be between 256 and 1440/s);
	});
});

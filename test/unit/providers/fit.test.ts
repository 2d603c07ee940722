import assert from 'node:assert/strict';
import { type Change, fit } from '../../../src/engine/providers/fit';
import type { ImageRequest } from '../../../src/engine/task';

const told = (changes: readonly Change[]): readonly string[] =>
	changes.map(({ wish, wanted, instead = 'nothing' }) => `${wish} ${wanted} → ${instead}`);

describe('what is asked of a model', () => {
	const cases: readonly (readonly [
		model: string,
		wish: Omit<ImageRequest, 'prompt'>,
		asked: string,
		changes: string[],
	])[] = [
		['gemini-3-pro-image', { resolution: '4K', aspectRatio: '16:9' }, '4K 5504x3072', []],
		['google/gemini-3-pro-image', { resolution: '1K', aspectRatio: '1:8' }, '1K 768x1376', ['aspectRatio 1:8 → 9:16']],
		['gemini-3.1-flash-lite-image', { resolution: '4K' }, '1K 1024x1024', ['resolution 4K → 1K']],
		['gemini-2.5-flash-image', { resolution: '2K' }, '1K 1024x1024', ['resolution 2K → 1K']],
		['gpt-image-1-mini', { resolution: '1K', aspectRatio: '3:2' }, '1536x1024 1536x1024', []],
		[
			'gpt-image-1-mini',
			{ resolution: '1K', aspectRatio: '16:9' },
			'1536x1024 1536x1024',
			['aspectRatio 16:9 → 1536x1024'],
		],
		['openai/gpt-image-2', { resolution: '4K' }, '4K 2880x2880', ['resolution 4K → 2880x2880']],
		['gpt-image-2.5-flare', { resolution: '1K', aspectRatio: '8:1' }, '1K 1728x576', ['aspectRatio 8:1 → 1728x576']],
		['doubao-seedream-5.0-lite', { resolution: '1K' }, '2K 2048x2048', ['resolution 1K → 2K']],
		['seedream-5-0-260128', { resolution: '4K' }, '3K 3072x3072', ['resolution 4K → 3K']],
		['dola-seedream-5-0-pro-260628', { resolution: '4K' }, '2K 2048x2048', ['resolution 4K → 2K']],
		[
			'grok-imagine-image-2.0',
			{ resolution: '4K', aspectRatio: '21:9' },
			'2K 2720x1536',
			['resolution 4K → 2K', 'aspectRatio 21:9 → 16:9'],
		],
		['a-model-of-nobody', { resolution: '4K', aspectRatio: '4:1' }, '4K 8192x2048', []],
		['gpt-image-2', { resolution: '1K', quality: 'max', count: 4 }, '1K 1024x1024', ['quality max → high']],
		['gemini-3-pro-image', { resolution: '1K', seed: 7 }, '1K 1024x1024', ['seed 7 → nothing']],
		['a-model-of-nobody', { resolution: '1K', background: 'transparent' }, '1K 1024x1024', []],
		[
			'gemini-3-pro-image',
			{ resolution: '1K', quality: 'low', background: 'transparent', count: 2 },
			'1K 1024x1024',
			['quality low → nothing', 'background transparent → nothing', 'count 2 → 1'],
		],
		[
			'gpt-image-2.5-flare',
			{ resolution: '1K', format: 'jpeg', background: 'transparent', compression: 60 },
			'1K 1024x1024',
			['format jpeg → png', 'compression 60 → nothing'],
		],
	];
	for (const [model, wish, asked, changes] of cases) {
		it(`${model}: ${JSON.stringify(wish)}`, () => {
			const {
				name,
				width,
				height,
				changes: found,
			} = fit({ prompt: 'a fox', ...wish }, { service: 'openaiCompatible', model });
			assert.equal(`${name} ${width}x${height}`, asked);
			assert.deepEqual(told(found), changes);
		});
	}

	const exact: readonly (readonly [model: string, pixels: string, asked: string, changes?: string[]])[] = [
		// Nano Banana Pro: the nearest ratio, and the smallest size that has enough.
		['gemini-3-pro-image', '1200x630', '16:9 1K 1376x768'],
		['gemini-3-pro-image', '1376x768', '16:9 1K 1376x768'],
		['gemini-3-pro-image', '1377x768', '16:9 2K 2752x1536'],
		['gemini-3-pro-image', '512x512', '1:1 1K 1024x1024'],
		['gemini-3-pro-image', '1920x1080', '16:9 2K 2752x1536'],
		['gemini-3-pro-image', '3840x2160', '16:9 4K 5504x3072'],
		['gemini-3-pro-image', '1500x500', '21:9 1K 1584x672'],
		['gemini-3-pro-image', '1x16384', '9:16 4K 3072x5504', ['pixels 1x16384 → 3072x5504']],
		['gemini-3-pro-image', '16384x16384', '1:1 4K 4096x4096', ['pixels 16384x16384 → 4096x4096']],
		['gemini-3.1-flash-image', '2000x500', '4:1 1K 2048x512'],
		['gemini-2.5-flash-image', '1200x630', '16:9 1K 1344x768'],
		['gemini-2.5-flash-image', '1344x770', '16:9 1K 1344x768', ['pixels 1344x770 → 1344x768']],
		['grok-imagine-image-2.0', '1200x630', '16:9 1K 1360x768'],
		// GPT Image 2: exactly that where it is on its grid, and within its limits.
		['gpt-image-2', '1600x912', '16:9 1600x912 1600x912'],
		['gpt-image-2', '1200x630', '16:9 1200x640 1200x640'],
		['gpt-image-2', '512x512', '1:1 816x816 816x816'],
		['gpt-image-2', '2000x400', '21:9 2000x672 2000x672'],
		['gpt-image-2', '4000x2000', '16:9 3840x1920 3840x1920', ['pixels 4000x2000 → 3840x1920']],
		['gpt-image-2', '3840x3840', '1:1 2880x2880 2880x2880', ['pixels 3840x3840 → 2880x2880']],
		// Few sizes.
		['gpt-image-1', '1200x630', '3:2 1536x1024 1536x1024'],
		['gpt-image-1', '1024x1500', '2:3 1024x1536 1024x1536'],
		['gpt-image-1', '2000x1000', '3:2 1536x1024 1536x1024', ['pixels 2000x1000 → 1536x1024']],
		['Kwai-Kolors/Kolors', '700x1300', '9:16 720x1440 720x1440'],
		// Seedream's squares have names, which are meant to be exact.
		['seedream-4-0-250828', '2048x2048', '1:1 2K 2048x2048'],
		['seedream-4-0-250828', '1200x1200', '1:1 1200x1200 1200x1200'],
		['seedream-4-5-251128', '1200x630', '16:9 2656x1392 2656x1392'],
		['stable-diffusion-3.5-large', '1200x300', '21:9 1216x512 1216x512'],
		['flux-2-pro', '1200x630', '16:9 1200x640 1200x640'],
		['a-model-of-nobody', '1200x630', '16:9 1200x640 1200x640'],
	];
	for (const [model, wanted, asked, changes = []] of exact) {
		it(`${model}: exactly ${wanted}`, () => {
			const [width = 0, height = 0] = wanted.split('x').map(Number);
			// Whatever else is said of the size counts for nothing then.
			const wish = { prompt: 'a fox', resolution: '4K', aspectRatio: '9:16', pixels: { width, height } } as const;
			const found = fit(wish, { service: 'openaiCompatible', model });
			assert.equal(`${found.aspectRatio} ${found.name} ${found.width}x${found.height}`, asked);
			assert.deepEqual(told(found.changes), changes);
		});
	}

	it('keeps the shape of an image that is to be changed, where a model is told pixels, unless another is wished', () => {
		const input = { fileName: 'a.png', type: 'image/png', bytes: Buffer.alloc(0), width: 1900, height: 1000 } as const;
		const asked = (model: string, wish: Partial<ImageRequest>): string => {
			const image = { prompt: 'at night', resolution: '1K', ...wish } as const;
			const { width, height, aspectRatio, changes } = fit(image, { service: 'openaiCompatible', model }, [input]);
			assert.deepEqual(changes, []);
			return `${aspectRatio ?? 'none'} ${width}x${height}`;
		};
		assert.equal(asked('gpt-image-1', { isEdit: true }), '16:9 1536x1024');
		assert.equal(asked('gpt-image-2', { isEdit: true }), '16:9 1360x768');
		assert.equal(asked('gpt-image-2', { isEdit: true, aspectRatio: '1:1' }), '1:1 1024x1024');
		assert.equal(asked('gpt-image-2', {}), 'none 1024x1024', 'a reference has a shape of its own');
		assert.equal(asked('gemini-3-pro-image', { isEdit: true }), 'none 1024x1024', 'it keeps the shape by itself');
	});

	it('is of the model that a deployment is said to be, and of what all models of a service are', () => {
		const deployment = { service: 'openaiCompatible', model: 'my-image', knownAs: 'gpt-image-1-mini' };
		assert.equal(fit({ prompt: 'a fox', resolution: '1K' }, deployment).name, '1024x1024');
		assert.equal(fit({ prompt: 'a fox', resolution: '1K' }, { service: 'ark', model: 'ep-20260128' }).name, '2K');
	});
});

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
		[
			'gemini-3-pro-image',
			{ resolution: '1K', quality: 'low', background: 'transparent', count: 2 },
			'1K 1024x1024',
			['quality low → nothing', 'background transparent → nothing', 'count 2 → 1'],
		],
		[
			'gpt-image-2',
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

	it('is of the model that a deployment is said to be, and of what all models of a service are', () => {
		const deployment = { service: 'openaiCompatible', model: 'my-image', knownAs: 'gpt-image-1-mini' };
		assert.equal(fit({ prompt: 'a fox', resolution: '1K' }, deployment).name, '1024x1024');
		assert.equal(fit({ prompt: 'a fox', resolution: '1K' }, { service: 'ark', model: 'ep-20260128' }).name, '2K');
	});
});

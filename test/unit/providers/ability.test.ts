import assert from 'node:assert/strict';
import { inability } from '../../../src/engine/providers/ability';
import { endpointFor } from '../../../src/engine/providers/catalogue';

describe('what a model is known not to do', () => {
	const inputsOf = (count: number): { file: string; name: string }[] =>
		Array.from({ length: count }, (_, index) => ({ file: `input-${index + 1}.png`, name: `${index + 1}.png` }));

	const cases: readonly (readonly [
		at: string,
		wish: 'transparent' | 'svg' | number,
		says: string | undefined,
		able?: readonly string[],
	])[] = [
		['openai gpt-image-2.5-flare', 'transparent', undefined],
		['openai gpt-image-1-mini', 'transparent', undefined],
		['openai gpt-image-2.6-flare', 'transparent', undefined],
		[
			'openai gpt-image-2',
			'transparent',
			'transparent',
			['openai/gpt-image-2.5-flare', 'openai/gpt-image-2.5-sunburst'],
		],
		['gemini gemini-3-pro-image', 'transparent', 'transparent', ['openai/gpt-image-2.5-flare']],
		['openrouter google/gemini-3-pro-image', 'transparent', 'transparent', ['openai/gpt-image-2.5-flare']],
		['fal fal-ai/nano-banana-pro', 'transparent', 'transparent'],
		['replicate bytedance/seedream-4.5', 'transparent', 'transparent'],
		['blackForestLabs flux-2-pro', 'transparent', 'transparent'],
		['xai grok-imagine-image-2.0', 'transparent', 'transparent'],
		['together openai/gpt-image-1.5', 'transparent', 'transparent'],
		// What nobody knows is asked for; what comes is to tell.
		['openaiCompatible a-model-of-nobody', 'transparent', undefined],
		// In these protocols there is no word for it, whatever the model.
		['geminiCompatible a-model-of-nobody', 'transparent', 'transparent'],
		['chatCompatible a-model-of-nobody', 'transparent', 'transparent'],
		['gemini gemini-3-pro-image', 14, undefined],
		['gemini gemini-3-pro-image', 15, 'inputs 14', ['openai/gpt-image-2.5-flare']],
		['gemini gemini-2.5-flash-image', 4, 'inputs 3', ['gemini/gemini-3-pro-image', 'gemini/gemini-nano-banana-2.1']],
		['openai gpt-image-2.5-flare', 16, undefined],
		['openai dall-e-3', 1, 'inputs 0', ['openai/gpt-image-2.5-flare']],
		['fal fal-ai/flux/dev', 1, 'inputs 0', ['fal/fal-ai/nano-banana-pro']],
		['blackForestLabs flux-kontext-pro', 1, undefined],
		['blackForestLabs flux-kontext-pro', 2, 'inputs 1', ['blackForestLabs/flux-2-pro']],
		['blackForestLabs flux-pro-1.1-ultra', 1, 'inputs 0', ['blackForestLabs/flux-2-pro']],
		['fireworks accounts/fireworks/models/flux-1-dev-fp8', 1, 'inputs 0', ['gemini/gemini-3-pro-image']],
		['huggingFace black-forest-labs/FLUX.2-dev', 1, 'inputs 0', ['gemini/gemini-3-pro-image']],
		['stableDiffusionWebUI loaded', 1, undefined],
		['stableDiffusionWebUI loaded', 2, 'inputs 1', ['gemini/gemini-3-pro-image']],
		['openaiCompatible a-model-of-nobody', 16, undefined],
		['openai gpt-image-2.6-flare', 'svg', undefined],
		['openai gpt-image-2.5-flare', 'svg', 'svg', ['openai/gpt-image-2.6-flare']],
		['gemini gemini-3-pro-image', 'svg', 'svg', ['openai/gpt-image-2.6-flare', 'openrouter/recraft/recraft-v4-vector']],
		['fal fal-ai/nano-banana-pro', 'svg', 'svg', ['fal/fal-ai/recraft/v4/text-to-vector']],
		['replicate recraft-ai/recraft-v4-svg', 'svg', undefined],
		// What nobody can ask for a format can't be asked for this one; what draws nothing else need not be asked.
		['vercelGateway openai/gpt-image-2.6-flare', 'svg', 'svg'],
		['openrouterChat recraft/recraft-v4-vector', 'svg', undefined],
		['openaiCompatible a-model-of-nobody', 'svg', undefined],
		['geminiCompatible a-model-of-nobody', 'svg', 'svg'],
	];
	for (const [at, wish, says, able = []] of cases) {
		it(`${at}: ${wish}`, () => {
			const [service = '', model = ''] = at.split(' ');
			const endpoint = endpointFor({
				service,
				model,
				...(/Compatible/.test(service) && { baseUrl: 'https://a.example/v1' }),
			});
			assert.ok(typeof endpoint === 'object');
			const image =
				wish === 'transparent' ? { background: wish } : wish === 'svg' ? { format: wish } : { inputs: inputsOf(wish) };
			const found = inability(image, endpoint);
			const { ability, most = '', able: named = [] } = found?.facts ?? {};
			assert.equal(ability && `${ability} ${most}`.trim(), says);
			const ids = named.map((one) => `${one.service}/${one.model}`);
			assert.deepEqual(ids.slice(0, able.length), able);
			assert.ok(ids.length <= 3 && (found === undefined || ids.length > 0), ids.join());
			assert.ok(!found?.sent && !found?.maybePaid);
		});
	}

	it('is nothing where nothing of it is asked', () => {
		const endpoint = endpointFor({ service: 'fireworks' });
		assert.ok(typeof endpoint === 'object');
		assert.equal(inability({ background: 'opaque' }, endpoint), undefined);
	});
});

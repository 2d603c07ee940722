import { familyOf } from '../../engine/providers/models';

/** A model as OpenRouter lists it. */
export interface RoutedModel {
	readonly id: string;
	/** Whether it answers with an image and nothing else, so that only `modalities: ["image"]` finds it. */
	readonly imageOnly: boolean;
	/** Whether its provider streams natively, https://openrouter.ai/docs/features/multimodal/image-generation: OpenAI alone. */
	readonly streams: boolean;
	readonly maxCount: number;
}

/** https://openrouter.ai/models?output_modalities=image, November 2026, a selection. */
export const routedModels: readonly RoutedModel[] = [
	'google/gemini-3-pro-image',
	'google/gemini-3-pro-image-preview',
	'google/gemini-nano-banana-2.1',
	'google/gemini-3.1-flash-image',
	'google/gemini-3.1-flash-image-preview',
	'google/gemini-3.1-flash-lite-image',
	'google/gemini-2.5-flash-image',
	'openai/gpt-image-1-mini',
	'openai/gpt-image-1.5',
	'openai/gpt-image-2',
	'openai/gpt-image-2.5-flare',
	'openai/gpt-image-2.5-sunburst',
	'bytedance-seed/seedream-4.5',
	'bytedance-seed/seedream-5.0',
	'x-ai/grok-imagine-image',
	'x-ai/grok-imagine-image-2.0',
	'black-forest-labs/flux.2-pro',
	'black-forest-labs/flux.2-flex',
	'black-forest-labs/flux.2-klein-4b',
	'recraft/recraft-v4-vector',
].map((id) => ({
	id,
	imageOnly: !/^(google|openai)\//.test(id),
	streams: id.startsWith('openai/'),
	maxCount: familyOf(id).maxCount ?? 1,
}));

/** A line of `GET /api/v1/images/models`. */
export function listedForImages({ id, streams, maxCount }: RoutedModel): object {
	const { sizes, qualities } = familyOf(id);
	const tiers = sizes.by === 'name' || sizes.by === 'pixels' ? sizes.tiers?.map(({ resolution }) => resolution) : [];
	return {
		id,
		name: id,
		created: 1_776_729_600,
		description: 'An image model.',
		architecture: { input_modalities: ['text', 'image'], output_modalities: ['image'] },
		endpoints: `/api/v1/images/models/${id}/endpoints`,
		supports_streaming: streams,
		supported_parameters: {
			n: { type: 'range', min: 1, max: maxCount },
			...('ratios' in sizes && { aspect_ratio: { type: 'enum', values: sizes.ratios } }),
			...(tiers && tiers.length > 0 && { resolution: { type: 'enum', values: tiers } }),
			...(qualities && { quality: { type: 'enum', values: qualities } }),
		},
	};
}

/** A line of `GET /api/v1/models`. */
export function listedForAll({ id, imageOnly }: RoutedModel): object {
	return {
		id,
		canonical_slug: id,
		name: id,
		created: 1_776_729_600,
		architecture: {
			modality: imageOnly ? 'text->image' : 'text+image->text+image',
			input_modalities: ['text', 'image'],
			output_modalities: imageOnly ? ['image'] : ['image', 'text'],
		},
		supported_parameters: ['seed', 'temperature'],
	};
}

import { familyOf } from '../../engine/providers/models';

/** Whose rules a model's id stands for. */
type Vendor = 'openai' | 'seedream' | 'local';

/** A model behind `/v1/images/generations`; what it takes says the engine's table. */
export interface OpenaiModel {
	readonly id: string;
	readonly vendor: Vendor;
}

/** What the list of models tells; those alive: `dall-e-2`, `dall-e-3` and `gpt-image-1` are gone. */
export const openaiModels: readonly OpenaiModel[] = [
	...[
		'gpt-image-1-mini',
		'gpt-image-1.5',
		'chatgpt-image-latest',
		'gpt-image-2',
		'gpt-image-2-2026-04-21',
		'gpt-image-2.5-sunburst',
		'gpt-image-2.5-sunburst-2026-09-08',
		'gpt-image-2.5-flare',
		'gpt-image-2.5-flare-2026-09-08',
		'gpt-image-2.6-sunburst',
		'gpt-image-2.6-flare',
	].map((id) => ({ id, vendor: 'openai' }) as const),
	// BytePlus's spellings, https://docs.byteplus.com/en/docs/ModelArk; Volcengine has `doubao-` before them.
	...['seedream-4-0-250828', 'seedream-4-5-251128', 'seedream-5-0-260128', 'seedream-5-0-lite-260128'].map(
		(id) => ({ id, vendor: 'seedream' }) as const,
	),
	{ id: 'stablediffusion', vendor: 'local' },
];

/** The model of that id; Seedream has some with prefixes and dates of their own. */
export function modelOf(id: string): OpenaiModel | undefined {
	const listed = openaiModels.find((known) => known.id === id);
	const isSeedream = /^((doubao|dola)-)?seedream-\d-\d/.test(id) && familyOf(id).sizeField === 'nameOrPixels';
	return listed ?? (isSeedream ? { id, vendor: 'seedream' } : undefined);
}

/** The newer ones of OpenAI's own that somebody else has under a prefix, or under a name of their own. */
export function openaiIdIn(id: string): string | undefined {
	const own = id.slice(id.lastIndexOf('/') + 1);
	return openaiModels.find((known) => known.id === own && known.vendor === 'openai')?.id;
}

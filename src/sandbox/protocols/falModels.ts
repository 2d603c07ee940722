import { geminiModels } from './geminiModels';

/** A model at fal, and what its body may hold. The types of @fal-ai/client 1.10.1, `src/types/endpoints.d.ts`. */
export interface FalModel {
	/** Owner, app, and the path below it where there is one. */
	readonly id: string;
	readonly label: string;
	/** How its size is said. */
	readonly size: BySides | ByRatio;
	readonly formats: readonly string[];
	/** Whether it draws nothing but SVG. */
	readonly drawsSvg?: boolean;
	/** How many images a request may ask for; absent where the field is unknown. */
	readonly maxImages?: number;
	/** Whether it wants images to edit. */
	readonly edits?: boolean;
	/** Its other fields, of which the sandbox minds the type only. */
	readonly fields: Readonly<Record<string, 'string' | 'number' | 'boolean' | readonly string[]>>;
	/** Whether the result tells how safe the image is, and how long it took. */
	readonly tells: readonly ('seed' | 'prompt' | 'timings' | 'has_nsfw_concepts' | 'description')[];
}

/** `image_size`: a name, or pixels within limits. */
interface BySides {
	readonly by: 'sides';
	readonly names: Readonly<Record<string, readonly [width: number, height: number]>>;
	readonly usual: string;
	/** The limits of an edge, in pixels; absent where there are names alone. */
	readonly edge?: readonly [min: number, max: number];
	/** How many pixels are as good, whatever the edges. */
	readonly orArea?: readonly [min: number, max: number];
}

/** `aspect_ratio` and, where the model has them, `resolution`. */
interface ByRatio {
	readonly by: 'ratio';
	/** Pixels at 1K. */
	readonly ratios: Readonly<Record<string, readonly [width: number, height: number]>>;
	/** How many times those edges. */
	readonly resolutions: Readonly<Record<string, number>>;
}

const named = {
	square_hd: [1024, 1024],
	square: [512, 512],
	portrait_4_3: [768, 1024],
	portrait_16_9: [576, 1024],
	landscape_4_3: [1024, 768],
	landscape_16_9: [1024, 576],
} as const;

const gemini = (id: string): ByRatio['ratios'] => geminiModels.find((model) => model.id === id)?.pixels ?? {};
const auto = { auto: [1024, 1024] } as const;

const tolerances = ['1', '2', '3', '4', '5', '6'];

/** What most of Black Forest Labs' models take. */
const flux = {
	size: { by: 'sides', names: named, usual: 'landscape_4_3', edge: [256, 4096] },
	formats: ['jpeg', 'png'],
} as const;

const flux2Fields = { enable_safety_checker: 'boolean', safety_tolerance: tolerances.slice(0, 5) } as const;
const olderFluxFields = {
	acceleration: ['none', 'regular', 'high'],
	enable_safety_checker: 'boolean',
	guidance_scale: 'number',
	num_inference_steps: 'number',
} as const;
const told = ['seed', 'prompt', 'timings', 'has_nsfw_concepts'] as const;

const banana = {
	formats: ['jpeg', 'png', 'webp'],
	maxImages: 4,
	tells: ['description'],
} as const;
const bananaFields = { limit_generations: 'boolean', safety_tolerance: tolerances } as const;
const newBananaFields = { ...bananaFields, enable_web_search: 'boolean' } as const;

const nanoBananaPro: ByRatio = {
	by: 'ratio',
	ratios: { ...gemini('gemini-3-pro-image'), ...auto },
	resolutions: { '1K': 1, '2K': 2, '4K': 4 },
};
const nanoBanana2: ByRatio = {
	by: 'ratio',
	ratios: { ...gemini('gemini-3.1-flash-image'), ...auto },
	resolutions: { '0.5K': 0.5, '1K': 1, '2K': 2, '4K': 4 },
};
const nanoBanana: ByRatio = { by: 'ratio', ratios: gemini('gemini-2.5-flash-image'), resolutions: {} };

const gptImage = {
	size: {
		by: 'sides',
		names: { '1024x1024': [1024, 1024], '1536x1024': [1536, 1024], '1024x1536': [1024, 1536] },
		usual: '1024x1024',
	},
	formats: ['jpeg', 'png', 'webp'],
	maxImages: 4,
	fields: { background: ['auto', 'transparent', 'opaque'], quality: ['low', 'medium', 'high'] },
	tells: [],
} as const;

/** The pixels of the tiers are the sandbox's own. */
const seedream: BySides = {
	by: 'sides',
	names: { ...named, auto_2K: [2048, 2048], auto_4K: [4096, 4096] },
	usual: 'auto_2K',
	edge: [1920, 4096],
	orArea: [2560 * 1440, 4096 * 4096],
};

/** A few of fal's many. */
export const falModels: readonly FalModel[] = [
	{ id: 'fal-ai/nano-banana-pro', label: 'Nano Banana Pro', size: nanoBananaPro, fields: newBananaFields, ...banana },
	{
		...{ id: 'fal-ai/nano-banana-pro/edit', label: 'Nano Banana Pro, editing', edits: true },
		...{ size: nanoBananaPro, fields: newBananaFields, ...banana },
	},
	{ id: 'fal-ai/nano-banana-2', label: 'Nano Banana 2', size: nanoBanana2, fields: newBananaFields, ...banana },
	{
		...{ id: 'fal-ai/nano-banana-2/edit', label: 'Nano Banana 2, editing', edits: true },
		...{ size: nanoBanana2, fields: newBananaFields, ...banana },
	},
	{ id: 'fal-ai/nano-banana', label: 'Nano Banana', size: nanoBanana, fields: bananaFields, ...banana },
	{
		...{ id: 'fal-ai/nano-banana/edit', label: 'Nano Banana, editing', edits: true },
		...{ size: nanoBanana, fields: bananaFields, ...banana },
	},
	{ id: 'fal-ai/flux-2-pro', label: 'FLUX.2 [pro]', fields: flux2Fields, tells: ['seed'], ...flux },
	{
		id: 'fal-ai/flux-2-pro/edit',
		label: 'FLUX.2 [pro], editing',
		edits: true,
		fields: flux2Fields,
		tells: ['seed'],
		...flux,
	},
	{ id: 'fal-ai/flux-2-max', label: 'FLUX.2 [max]', fields: flux2Fields, tells: ['seed'], ...flux },
	{
		...{ id: 'fal-ai/flux-2-flex', label: 'FLUX.2 [flex]', tells: ['seed'], ...flux },
		fields: { ...flux2Fields, guidance_scale: 'number', num_inference_steps: 'number' },
	},
	{
		...{
			id: 'fal-ai/flux-2',
			label: 'FLUX.2 [dev]',
			...flux,
			maxImages: 4,
			tells: told,
			formats: ['jpeg', 'png', 'webp'],
		},
		size: { ...flux.size, edge: [512, 2048] },
		fields: { ...olderFluxFields, enable_prompt_expansion: 'boolean' },
	},
	{
		...{ id: 'fal-ai/flux-pro/v1.1', label: 'FLUX1.1 [pro]', maxImages: 4, tells: told, ...flux },
		fields: { enhance_prompt: 'boolean', safety_tolerance: tolerances },
	},
	{ id: 'fal-ai/flux/dev', label: 'FLUX.1 [dev]', maxImages: 4, fields: olderFluxFields, tells: told, ...flux },
	{ id: 'fal-ai/flux/schnell', label: 'FLUX.1 [schnell]', maxImages: 4, fields: olderFluxFields, tells: told, ...flux },
	{
		...{ id: 'fal-ai/bytedance/seedream/v4.5/text-to-image', label: 'Seedream 4.5', size: seedream, maxImages: 6 },
		...{ formats: [], fields: { enable_safety_checker: 'boolean', max_images: 'number' }, tells: ['seed'] },
	},
	{
		...{ id: 'fal-ai/bytedance/seedream/v4.5/edit', label: 'Seedream 4.5, editing', size: seedream, maxImages: 6 },
		...{
			formats: [],
			fields: { enable_safety_checker: 'boolean', max_images: 'number' },
			tells: ['seed'],
			edits: true,
		},
	},
	// https://fal.ai/models/fal-ai/recraft/v4/text-to-vector/llms.txt
	{
		id: 'fal-ai/recraft/v4/text-to-vector',
		label: 'Recraft V4 (Vector)',
		size: { by: 'sides', names: named, usual: 'square_hd', edge: [256, 4096] },
		formats: [],
		drawsSvg: true,
		fields: { enable_safety_checker: 'boolean' },
		tells: [],
	},
	{ id: 'fal-ai/gpt-image-1.5', label: 'GPT Image 1.5', ...gptImage },
	{ id: 'fal-ai/gpt-image-1.5/edit', label: 'GPT Image 1.5, editing', edits: true, ...gptImage },
	{ id: 'fal-ai/gpt-image-1-mini', label: 'GPT Image 1 Mini', ...gptImage },
];

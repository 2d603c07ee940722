import { geminiModels } from './geminiModels';

/** What a field of a model's input may hold: one of some texts, a type, or whole numbers within limits. */
export type InputRule =
	'string' | 'number' | 'boolean' | 'uri[]' | readonly string[] | { readonly min: number; readonly max: number };

/** A model at Replicate, and its input. From its public page there, November 2026; their SDK has no types for it. */
export interface ReplicateModel {
	/** Owner and name. */
	readonly id: string;
	readonly description: string;
	/** One that is no official model is asked by its version. */
	readonly version?: string;
	readonly input: Readonly<Record<string, InputRule>>;
	/** Pixels at one megapixel by aspect ratio. */
	readonly ratios: Readonly<Record<string, readonly [width: number, height: number]>>;
	/** How many times those edges, by `resolution` or `size`. */
	readonly scales: Readonly<Record<string, number>>;
	/** Which one without either. */
	readonly usual: string;
	/** Width and height are wanted, and taken, with that value of that field. */
	readonly custom?: readonly [field: 'aspect_ratio' | 'size', value: 'custom'];
	/** Edges are whole multiples of it. */
	readonly multipleOf?: number;
	/** The output is a list of links, not one. */
	readonly several?: boolean;
	/** Drawn without a word on the format. */
	readonly format: 'jpeg' | 'png' | 'svg';
}

const gemini = (id: string): ReplicateModel['ratios'] => geminiModels.find((model) => model.id === id)?.pixels ?? {};

/** At one megapixel; the pixels are the sandbox's own. */
const flux = {
	'1:1': [1024, 1024],
	'16:9': [1344, 768],
	'9:16': [768, 1344],
	'3:2': [1216, 832],
	'2:3': [832, 1216],
	'4:3': [1152, 896],
	'3:4': [896, 1152],
	'4:5': [896, 1088],
	'5:4': [1088, 896],
	'21:9': [1536, 640],
	'9:21': [640, 1536],
} as const;

const jpgOrPng = ['jpg', 'png'];
const webpToo = ['webp', ...jpgOrPng];
const percent = { min: 0, max: 100 };
const tens = { '1K': 1, '2K': 2, '4K': 4 };

const bananaInput = { prompt: 'string', image_input: 'uri[]', output_format: jpgOrPng } as const;
const ratiosAnd = (ratios: ReplicateModel['ratios'], ...others: string[]): string[] => [
	...others,
	...Object.keys(ratios),
];

const schnellInput = {
	prompt: 'string',
	aspect_ratio: Object.keys(flux),
	num_outputs: { min: 1, max: 4 },
	num_inference_steps: { min: 1, max: 4 },
	seed: 'number',
	output_format: webpToo,
	output_quality: percent,
	disable_safety_checker: 'boolean',
	go_fast: 'boolean',
	megapixels: ['1', '0.25'],
} as const;

export const replicateModels: readonly ReplicateModel[] = [
	{
		id: 'google/nano-banana-pro',
		description: "Google's image model",
		input: {
			...bananaInput,
			resolution: ['1K', '2K', '4K'],
			aspect_ratio: ratiosAnd(gemini('gemini-3-pro-image'), 'match_input_image'),
			safety_filter_level: ['block_low_and_above', 'block_medium_and_above', 'block_only_high'],
			allow_fallback_model: 'boolean',
		},
		ratios: gemini('gemini-3-pro-image'),
		scales: tens,
		usual: '2K',
		format: 'jpeg',
	},
	{
		id: 'google/nano-banana',
		description: "Google's faster image model",
		input: { ...bananaInput, aspect_ratio: ratiosAnd(gemini('gemini-2.5-flash-image'), 'match_input_image') },
		ratios: gemini('gemini-2.5-flash-image'),
		scales: { '1K': 1 },
		usual: '1K',
		format: 'jpeg',
	},
	{
		id: 'black-forest-labs/flux-2-pro',
		description: 'High-quality image generation and editing',
		input: {
			prompt: 'string',
			input_images: 'uri[]',
			aspect_ratio: ratiosAnd(flux, 'match_input_image', 'custom'),
			resolution: ['match_input_image', '0.5 MP', '1 MP', '2 MP', '4 MP'],
			width: { min: 256, max: 2048 },
			height: { min: 256, max: 2048 },
			safety_tolerance: { min: 1, max: 5 },
			seed: 'number',
			output_format: webpToo,
			output_quality: percent,
		},
		ratios: flux,
		scales: { '0.5 MP': 0.75, '1 MP': 1, '2 MP': 1.5, '4 MP': 2 },
		usual: '1 MP',
		custom: ['aspect_ratio', 'custom'],
		multipleOf: 16,
		format: 'jpeg',
	},
	{
		id: 'black-forest-labs/flux-schnell',
		description: 'The fastest image generation model tailored for local development',
		input: schnellInput,
		ratios: flux,
		scales: { '1': 1 },
		usual: '1',
		several: true,
		format: 'jpeg',
	},
	{
		id: 'bytedance/seedream-4.5',
		description: 'Text-to-image and editing up to 4K',
		input: {
			prompt: 'string',
			image_input: 'uri[]',
			size: ['2K', '4K', 'custom'],
			aspect_ratio: ratiosAnd(flux, 'match_input_image'),
			width: { min: 1024, max: 4096 },
			height: { min: 1024, max: 4096 },
			sequential_image_generation: ['disabled', 'auto'],
			max_images: { min: 1, max: 15 },
			enhance_prompt: 'boolean',
			disable_safety_checker: 'boolean',
		},
		ratios: flux,
		scales: { '2K': 2, '4K': 4 },
		usual: '2K',
		custom: ['size', 'custom'],
		several: true,
		format: 'jpeg',
	},
	// https://replicate.com/recraft-ai/recraft-v4/versions; which ratios it names is from memory.
	{
		id: 'recraft-ai/recraft-v4-svg',
		description: 'Text to SVG',
		input: { prompt: 'string', aspect_ratio: Object.keys(flux), size: 'string' },
		ratios: flux,
		scales: { '1': 1 },
		usual: '1',
		format: 'svg',
	},
	{
		id: 'sandbox/landscapes',
		description: 'Somebody’s own model, which is asked by its version',
		version: '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
		input: schnellInput,
		ratios: flux,
		scales: { '1': 1 },
		usual: '1',
		several: true,
		format: 'png',
	},
];

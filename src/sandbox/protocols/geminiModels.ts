import type { PaintedFormat } from '../encode';

/** An image model and what it takes. https://ai.google.dev/gemini-api/docs/image-generation, November 2026. */
export interface GeminiModel {
	readonly id: string;
	readonly label: string;
	/** The values of `imageSize`; none where the field is rejected. */
	readonly sizes: readonly GeminiSize[];
	/** Pixels at 1K by aspect ratio. */
	readonly pixels: Readonly<Record<string, readonly [width: number, height: number]>>;
	readonly format: PaintedFormat;
}

/** Google's names for how large an image is, by how many times the 1K table's edges it has. */
export const scales = { '512': 0.5, '1K': 1, '2K': 2, '4K': 4 } as const;
export type GeminiSize = keyof typeof scales;

const tenRatios = {
	'1:1': [1024, 1024],
	'2:3': [848, 1264],
	'3:2': [1264, 848],
	'3:4': [896, 1200],
	'4:3': [1200, 896],
	'4:5': [928, 1152],
	'5:4': [1152, 928],
	'9:16': [768, 1376],
	'16:9': [1376, 768],
	'21:9': [1584, 672],
} as const;

const fourteenRatios = {
	...tenRatios,
	'1:4': [512, 2048],
	'4:1': [2048, 512],
	'1:8': [384, 3072],
	'8:1': [3072, 384],
} as const;

const olderRatios = {
	'1:1': [1024, 1024],
	'2:3': [832, 1248],
	'3:2': [1248, 832],
	'3:4': [864, 1184],
	'4:3': [1184, 864],
	'4:5': [896, 1152],
	'5:4': [1152, 896],
	'9:16': [768, 1344],
	'16:9': [1344, 768],
	'21:9': [1536, 672],
} as const;

/** Those alive; the `-preview` names and Imagen are gone. */
export const geminiModels: readonly GeminiModel[] = [
	{ id: 'gemini-3-pro-image', label: 'Nano Banana Pro', sizes: ['1K', '2K', '4K'], pixels: tenRatios, format: 'jpeg' },
	{
		id: 'gemini-nano-banana-2.1',
		label: 'Nano Banana 2.1',
		sizes: ['1K', '2K', '4K'],
		pixels: fourteenRatios,
		format: 'jpeg',
	},
	{
		id: 'gemini-3.1-flash-image',
		label: 'Nano Banana 2',
		sizes: ['512', '1K', '2K', '4K'],
		pixels: fourteenRatios,
		format: 'jpeg',
	},
	{ id: 'gemini-3.1-flash-lite-image', label: 'Nano Banana 2 Lite', sizes: ['1K'], pixels: tenRatios, format: 'jpeg' },
	{ id: 'gemini-2.5-flash-image', label: 'Nano Banana', sizes: [], pixels: olderRatios, format: 'png' },
];

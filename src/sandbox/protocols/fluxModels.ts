import type { PaintedFormat } from '../encode';

/** A model of Black Forest Labs. https://docs.bfl.ai, the pages of the models, November 2026. */
export interface FluxModel {
	readonly id: string;
	/** How its size is said: `width` and `height`, or `aspect_ratio`. */
	readonly by: 'pixels' | 'ratio';
	/** Edges are whole multiples of it. */
	readonly multipleOf: number;
	/** The limits of an edge, and of the area, in pixels. */
	readonly edge: readonly [min: number, max: number];
	readonly maxPixels: number;
	/** What it has beyond the common fields. */
	readonly fields: readonly ('steps' | 'guidance' | 'raw' | 'image_prompt' | 'image_prompt_strength')[];
	readonly format: PaintedFormat;
}

const flux2 = {
	by: 'pixels',
	multipleOf: 16,
	edge: [64, 4096],
	maxPixels: 4_194_304,
	format: 'jpeg',
} as const;

const kontext = {
	by: 'ratio',
	multipleOf: 16,
	edge: [64, 4096],
	maxPixels: 1_048_576,
	fields: [],
	format: 'png',
} as const;

export const fluxModels: readonly FluxModel[] = [
	{ id: 'flux-2-pro', fields: [], ...flux2 },
	{ id: 'flux-2-max', fields: [], ...flux2 },
	{ id: 'flux-2-flex', fields: ['steps', 'guidance'], ...flux2 },
	{ id: 'flux-2-klein-9b', fields: [], ...flux2 },
	{ id: 'flux-2-klein-4b', fields: [], ...flux2 },
	{ id: 'flux-kontext-pro', ...kontext },
	{ id: 'flux-kontext-max', ...kontext },
	{
		...{ id: 'flux-pro-1.1', by: 'pixels', multipleOf: 32, edge: [256, 1440], maxPixels: 1440 * 1440, format: 'jpeg' },
		fields: ['image_prompt'],
	},
	{
		...{
			id: 'flux-pro-1.1-ultra',
			by: 'ratio',
			multipleOf: 16,
			edge: [64, 8192],
			maxPixels: 4_194_304,
			format: 'jpeg',
		},
		fields: ['raw', 'image_prompt', 'image_prompt_strength'],
	},
];

type Pixels = { readonly width: number; readonly height: number };

/** What a request's size comes to, or what is wrong with which field. */
export function pixelsOf(
	{ by, multipleOf, edge: [min, max], maxPixels }: FluxModel,
	wish: {
		readonly width?: number | null | undefined;
		readonly height?: number | null | undefined;
		readonly ratio?: string | null | undefined;
	},
): Pixels | { readonly fault: string; readonly field: 'width' | 'height' | 'aspect_ratio' } {
	if (by === 'ratio') {
		const [across = 1, down = 1] = (wish.ratio ?? '1:1').split(':').map(Number);
		if (across / down > 7 / 3 || across / down < 3 / 7) {
			return { fault: 'aspect ratio must be between 21:9 and 9:21', field: 'aspect_ratio' };
		}
		const unit = Math.sqrt(maxPixels / (across * down));
		const edgeOf = (units: number): number => Math.floor((units * unit) / multipleOf) * multipleOf;
		return { width: edgeOf(across), height: edgeOf(down) };
	}
	const pixels = { width: wish.width ?? 1024, height: wish.height ?? 1024 };
	for (const field of ['width', 'height'] as const) {
		const value = pixels[field];
		if (value < min || value > max) {
			return { fault: `${field} must be between ${min} and ${max}`, field };
		}
		if (value % multipleOf !== 0) {
			return { fault: `${field} must be a multiple of ${multipleOf}`, field };
		}
	}
	return pixels.width * pixels.height > maxPixels
		? { fault: `the image must not have more than ${maxPixels} pixels`, field: 'width' }
		: pixels;
}

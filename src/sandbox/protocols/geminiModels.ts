import { familyOf } from '../../engine/providers/models';
import type { PaintedFormat } from '../encode';

/** An image model; what it draws says the engine's table. https://ai.google.dev/gemini-api/docs/image-generation, November 2026. */
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

/** Those alive; the `-preview` names and Imagen are gone. */
export const geminiModels: readonly GeminiModel[] = [
	gemini('gemini-3-pro-image'),
	gemini('gemini-nano-banana-2.1'),
	// Alone it draws half of 1K, which nobody is offered.
	gemini('gemini-3.1-flash-image', '512'),
	gemini('gemini-3.1-flash-lite-image'),
	gemini('gemini-2.5-flash-image'),
];

function gemini(id: string, ...furtherSizes: readonly GeminiSize[]): GeminiModel {
	const { label = id, sizes } = familyOf(id);
	const table = 'pixelsAt1K' in sizes ? sizes.pixelsAt1K : undefined;
	const tiers = sizes.by === 'name' ? sizes.tiers.map(({ resolution }) => resolution) : [];
	return {
		id,
		label,
		sizes: [...furtherSizes, ...tiers],
		pixels: { ...table },
		format: tiers.length > 0 ? 'jpeg' : 'png',
	};
}

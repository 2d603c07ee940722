import * as v from 'valibot';
import { rasterFormats, type ImageRequest } from '../engine/task';
import type { CopyFacts, CopyWish } from './copy';
import { type Size, within } from './frame';

export type { CopyWish };
export { focusAt, isCut, partOf } from './frame';

/** The longer edge's pixels, that a copy may be limited to. */
export const outputEdges = [1, 16_384] as const;

/** What became of a copy: `--json` of `imagegen convert` tells it. */
export interface MadeCopy extends CopyFacts {
	readonly path: string;
	readonly bytes: number;
}

/** What people want the file to be that their repository bears. What is absent stays as the service sent it. */
export const outputSchema = v.object({
	format: v.optional(v.picklist(rasterFormats)),
	/** From 0, smallest, to 100, best; of JPEG and WebP. */
	quality: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))),
	/** The most bytes. */
	budget: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
	/** The longer edge's most pixels. */
	edge: v.optional(v.pipe(v.number(), v.integer(), v.minValue(outputEdges[0]), v.maxValue(outputEdges[1]))),
});

export type Output = Readonly<v.InferOutput<typeof outputSchema>>;

/** The request with what of it the service itself can be told: what it makes so needs no copy. */
export function wishing(image: ImageRequest, { format, quality }: Output = {}): ImageRequest {
	return {
		...image,
		...(image.format === undefined && format && { format }),
		...(image.compression === undefined && quality !== undefined && { compression: quality }),
	};
}

/** Hardly to be told from what it was made of. */
const renamedQuality = 95;

/** The same for a file whose name says a format already: that counts, where a file of it can be written here. */
export function outputNamed(named: string | undefined, sent: string, output: Output): Output {
	const format = rasterFormats.find((known) => known === named);
	return format ? { ...(format !== sent && { quality: renamedQuality }), ...output, format } : output;
}

/** An image as it came. */
export interface SavedAs extends Size {
	readonly format: string;
	readonly bytes: number;
	/** The quality that the service has drawn it with, where it was asked for one and takes that. */
	readonly quality?: number | undefined;
}

/** The copy that makes an image what is wished; undefined where it is that already, and of an SVG, which has no pixels. Exact pixels leave no room for an edge. */
export function copyWishOf(saved: SavedAs, output: Output, pixels?: Size): CopyWish | undefined {
	if (saved.format === 'svg') {
		return undefined;
	}
	const { quality, budget, edge } = output;
	const format = output.format ?? formatOfCopy(saved, output, pixels);
	const isExact = !pixels || (saved.width === pixels.width && saved.height === pixels.height);
	const isWithin = pixels !== undefined || Math.max(saved.width, saved.height) <= (edge ?? Infinity);
	const isLight = saved.bytes <= (budget ?? Infinity);
	const isOfQuality = quality === undefined || format === 'png' || quality === saved.quality;
	const isOfFormat = output.format === undefined || output.format === saved.format;
	if (isOfFormat && isExact && isWithin && isLight && isOfQuality) {
		return undefined;
	}
	return { format, quality, budget, ...(pixels ? { size: pixels } : { edge }) };
}

/**
 * The format of a copy for which none is wished: the image's own, or PNG where nothing here writes that. A PNG can only weigh less with fewer
 * pixels: what is too heavy for its budget becomes a WebP, which keeps them, and transparency.
 */
export function formatOfCopy(
	saved: SavedAs,
	{ budget = Infinity, edge = Infinity }: Output,
	size?: Size,
): CopyWish['format'] {
	const format = rasterFormats.find((known) => known === saved.format) ?? 'png';
	const { width, height } = size ?? within(saved, edge);
	const share = (width * height) / (saved.width * saved.height);
	return format === 'png' && saved.bytes * Math.min(1, share) > budget ? 'webp' : format;
}

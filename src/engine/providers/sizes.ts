import { type AspectRatio, aspectRatios, type ExactPixels, type ImageRequest, type Resolution } from '../task';
import type { Pixels, Sizes, Tier } from './family';

/** The nearest size that a model draws. */
export interface FittedSize {
	/** The resolution that it comes nearest to. */
	readonly resolution: Resolution;
	/** What the model's vendor calls it. */
	readonly name: string;
	/** None where none was wished. */
	readonly aspectRatio?: AspectRatio;
	/** In pixels: as the model draws it where that is known, and otherwise about so many. */
	readonly width: number;
	readonly height: number;
}

/** What a resolution means: the edge of a square, in pixels. */
export const edges: Readonly<Record<Resolution, number>> = { '1K': 1024, '2K': 2048, '4K': 4096 };

/** What is wished of a size. */
type SizeWish = Pick<ImageRequest, 'resolution' | 'aspectRatio' | 'pixels'>;

/** The nearest to what is wished that is among `sizes`; where exact pixels are wished, what they can best be cut from. */
export function fitSize({ pixels, ...wish }: SizeWish, sizes: Sizes): FittedSize {
	return pixels ? covering(pixels, sizes) : nearestSize(wish, sizes);
}

function nearestSize({ resolution, aspectRatio }: Omit<SizeWish, 'pixels'>, sizes: Sizes): FittedSize {
	switch (sizes.by) {
		case 'name': {
			const tier = nearestTier(resolution, sizes.tiers);
			const ratio = aspectRatio && nearestRatio(quotient(aspectRatio), sizes.ratios);
			const pixels = drawn(sizes.pixelsAt1K?.[ratio ?? '1:1'], ratio, tier.edge);
			return sized(tier.resolution, tier.name, ratio, pixels);
		}
		case 'ratio': {
			const ratio = aspectRatio && nearestRatio(quotient(aspectRatio), sizes.ratios);
			return sized('1K', '1K', ratio, drawn(sizes.pixelsAt1K?.[ratio ?? '1:1'], ratio, edges['1K']));
		}
		case 'pixels': {
			const tier = sizes.tiers && nearestTier(resolution, sizes.tiers);
			const edge = tier?.edge ?? edges[resolution];
			return sized(
				tier?.resolution ?? resolution,
				tier?.name ?? resolution,
				aspectRatio,
				within(edge, aspectRatio, sizes),
			);
		}
		case 'list': {
			const wanted = quotient(aspectRatio);
			const area = edges[resolution] ** 2;
			// Its ratio counts first; between sizes of one ratio, the area.
			const pixels = nearest(
				sizes.pixels,
				([width, height]) => distance(width / height, wanted) + distance(width * height, area) / 1000,
			);
			return sized(resolutionOf(pixels), `${pixels[0]}x${pixels[1]}`, aspectRatio, pixels);
		}
	}
}

/** How many times as many pixels each way a copy of that size must have as the size that it is cut from; 1 where that has enough of them. */
export function enlargement(wanted: ExactPixels, { width, height }: Pick<FittedSize, 'width' | 'height'>): number {
	return Math.max(1, wanted.width / width, wanted.height / height);
}

/** The size with enough pixels each way, or the nearest to enough; of several the one that loses least at the edges, and then the smallest. */
function covering(wanted: ExactPixels, sizes: Sizes): FittedSize {
	const ratio = wanted.width / wanted.height;
	const [best] = sizesAround(wanted, sizes).toSorted(
		(one, other) =>
			enlargement(wanted, one) - enlargement(wanted, other) ||
			distance(one.width / one.height, ratio) - distance(other.width / other.height, ratio) ||
			one.width * one.height - other.width * other.height,
	);
	return best ?? noSizes();
}

/** The sizes that come into question for exact pixels. */
function sizesAround(wanted: ExactPixels, sizes: Sizes): readonly FittedSize[] {
	switch (sizes.by) {
		case 'name':
			return sizes.tiers.flatMap(({ resolution, name, edge }) =>
				sizes.ratios.map((ratio) => sized(resolution, name, ratio, drawn(sizes.pixelsAt1K?.[ratio], ratio, edge))),
			);
		case 'ratio':
			return sizes.ratios.map((ratio) =>
				sized('1K', '1K', ratio, drawn(sizes.pixelsAt1K?.[ratio], ratio, edges['1K'])),
			);
		case 'pixels': {
			const pixels = around(wanted, sizes);
			const square = sizes.tiers?.find(({ edge }) => pixels.every((length) => length === edge));
			return [sizedByPixels(pixels, square?.name)];
		}
		case 'list':
			return sizes.pixels.map((pixels) => sizedByPixels(pixels));
	}
}

function sizedByPixels(pixels: Pixels, name = pixels.join('x')): FittedSize {
	return sized(resolutionOf(pixels), name, nearestRatio(pixels[0] / pixels[1], aspectRatios), pixels);
}

/** The resolution whose square has the nearest number of pixels. */
export function resolutionOf([width, height]: Pixels): Resolution {
	const edge = Math.sqrt(width * height);
	return edge < 1450 ? '1K' : edge < 2900 ? '2K' : '4K';
}

/** How far two aspect ratios are from one another; 0 for the same. */
export function distance(one: number, other: number): number {
	return Math.abs(Math.log(one / other));
}

/** Width by height. */
export function quotient(ratio: AspectRatio = '1:1'): number {
	const [across = 1, down = 1] = ratio.split(':').map(Number);
	return across / down;
}

function sized(
	resolution: Resolution,
	name: string,
	aspectRatio: AspectRatio | undefined,
	[width, height]: Pixels,
): FittedSize {
	return { resolution, name, ...(aspectRatio && { aspectRatio }), width, height };
}

/** The one asked for, or else the next larger one, or the largest. */
function nearestTier(resolution: Resolution, tiers: readonly Tier[]): Tier {
	return nearest(tiers, (tier) =>
		tier.resolution === resolution ? 0 : tier.edge > edges[resolution] ? tier.edge : 1e6 - tier.edge,
	);
}

/** The one of these that looks most like it: width by height. */
export function nearestRatio(wanted: number, ratios: readonly AspectRatio[]): AspectRatio {
	return nearest(ratios, (ratio) => distance(quotient(ratio), wanted));
}

function nearest<T>(candidates: readonly T[], distanceOf: (candidate: T) => number): T {
	const [first] = candidates.toSorted((one, other) => distanceOf(one) - distanceOf(other));
	return first ?? noSizes();
}

function noSizes(): never {
	throw new Error('a model without sizes');
}

/** What the model makes of a size by name: its own table, at so many times the edge; or about as many pixels as the square has. */
function drawn(at1K: Pixels | undefined, ratio: AspectRatio | undefined, edge: number): Pixels {
	const scale = edge / edges['1K'];
	return at1K ? [at1K[0] * scale, at1K[1] * scale] : within(edge, ratio, { multipleOf: 16 });
}

type PixelRules = Omit<Extract<Sizes, { by: 'pixels' }>, 'by' | 'tiers'>;

/** Exactly that size where the rules allow it, or else the next that has as many pixels each way, or as many as are allowed. */
function around(wanted: ExactPixels, rules: PixelRules): Pixels {
	const { multipleOf, minPixels = 0, maxPixels = Infinity, maxEdge = Infinity, maxRatio = Infinity } = rules;
	const width = Math.max(wanted.width, wanted.height / maxRatio);
	const height = Math.max(wanted.height, wanted.width / maxRatio);
	const enough = Math.max(1, Math.sqrt(minPixels / (width * height)));
	const scale = Math.min(enough, Math.sqrt(maxPixels / (width * height)), maxEdge / Math.max(width, height));
	const rounded = (round: (steps: number) => number): Pixels => {
		const across = Math.max(1, round((width * scale) / multipleOf)) * multipleOf;
		const down = Math.max(1, round((height * scale) / multipleOf)) * multipleOf;
		return inRatio([across, down], rules);
	};
	const up = rounded(Math.ceil);
	return up[0] * up[1] <= maxPixels && Math.max(...up) <= maxEdge ? up : rounded(Math.floor);
}

/** The same with its longer edge no longer than the rules allow for the shorter one. */
function inRatio(pixels: Pixels, { multipleOf, maxRatio = Infinity }: PixelRules): Pixels {
	const longest = Math.floor((Math.min(...pixels) * maxRatio) / multipleOf) * multipleOf;
	return [Math.min(pixels[0], longest), Math.min(pixels[1], longest)];
}

/** About as many pixels as a square of that edge has, in the ratio, within the rules. */
function within(edge: number, ratio: AspectRatio | undefined, rules: PixelRules): Pixels {
	const { multipleOf, minPixels = 0, maxPixels = Infinity, maxEdge = Infinity, maxRatio = Infinity } = rules;
	const wanted = Math.min(Math.max(quotient(ratio), 1 / maxRatio), maxRatio);
	const [across, down] = wanted >= 1 ? [wanted, 1] : [1, 1 / wanted];
	const area = Math.min(Math.max(edge ** 2, minPixels), maxPixels);
	const scale = Math.min(Math.sqrt(area / (across * down)), maxEdge / Math.max(across, down));
	const down16 = (length: number): number => Math.max(1, Math.floor((length * scale) / multipleOf)) * multipleOf;
	const up16 = (length: number): number => Math.ceil((length * scale) / multipleOf) * multipleOf;
	const pixels: Pixels = [down16(across), down16(down)];
	// Rounding down must not fall below what the model draws at least, nor lead out of its ratios.
	return inRatio(pixels[0] * pixels[1] < minPixels ? [up16(across), up16(down)] : pixels, rules);
}

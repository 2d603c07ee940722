import type { ModelFamily } from '../../engine/providers/family';
import { fitSize } from '../../engine/providers/sizes';
import type { AspectRatio } from '../../engine/task';
import type { Order } from './protocol';
import { latencyOf } from './sizes';

/** What the sandbox draws at most, whatever a model would. */
const mostPixels = 16_910_000;

/** An order's size and, with that, whose waiting time it takes. */
export type Size = Pick<Order, 'width' | 'height' | 'latencyOf'>;

/** A size as an order has it. */
export function sized(width: number, height: number): Size {
	return { width, height, latencyOf: latencyOf(width, height) };
}

/** Why a model of that family does not draw that size, by the engine's table; undefined when it does. */
export function pixelFault({ sizes }: ModelFamily, width: number, height: number): string | undefined {
	const area = width * height;
	const ratio = Math.max(width, height) / Math.min(width, height);
	if (area > mostPixels) {
		return `the image must not have more than ${mostPixels} pixels`;
	}
	if (sizes.by === 'list') {
		const isListed = sizes.pixels.some(([across, down]) => across === width && down === height);
		return isListed ? undefined : `it must be one of ${sizes.pixels.map((pixels) => pixels.join('x')).join(', ')}`;
	}
	if (sizes.by !== 'pixels') {
		return undefined;
	}
	const { multipleOf, minPixels = 0, maxPixels = Infinity, maxEdge = Infinity, maxRatio = Infinity } = sizes;
	if (width % multipleOf !== 0 || height % multipleOf !== 0) {
		return `width and height must both be divisible by ${multipleOf}`;
	}
	if (ratio > maxRatio) {
		return `the aspect ratio must be between 1:${maxRatio} and ${maxRatio}:1`;
	}
	if (Math.max(width, height) > maxEdge) {
		return `no edge may be longer than ${maxEdge} pixels`;
	}
	if (area < minPixels || area > maxPixels) {
		return `the image must have between ${minPixels} and ${Math.min(maxPixels, mostPixels)} pixels`;
	}
	return undefined;
}

/**
 * What a model of that family makes of a size by name and a ratio, the nearest where it lacks the ratio, as those do who pass requests on;
 * undefined when it has no size of that name.
 */
export function namedSize({ sizes }: ModelFamily, name = '1K', ratio?: string): Size | undefined {
	const resolution = (['1K', '2K', '4K'] as const).find((known) => known === name.toUpperCase());
	const offered = sizes.by === 'name' || sizes.by === 'pixels' ? sizes.tiers : undefined;
	const isOffered =
		offered?.some((tier) => tier.resolution === resolution) ?? (sizes.by !== 'ratio' || resolution === '1K');
	if (!resolution || !isOffered) {
		return undefined;
	}
	const { width, height } = fitSize({ resolution, ...(ratio && { aspectRatio: ratio as AspectRatio }) }, sizes);
	return sized(width, height);
}

/** The ratio of so many pixels. */
export function isOfRatio([width, height]: readonly [number, number], ratio: string): boolean {
	const [across = 1, down = 1] = ratio.split(':').map(Number);
	return Math.abs(width / height - across / down) / (across / down) < 0.02;
}

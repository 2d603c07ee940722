import { edges } from '../engine/providers/sizes';
import type { AspectRatio, ImageRequest } from '../engine/task';
import type { Translate } from './translate';

/** Models round to their own grids: within these factors an image is what was asked for. */
const sizeTolerance = 1.33;
const ratioTolerance = 1.06;

/** Says in what an image differs from what was asked for; undefined where it does not. */
export function wordDifference(
	t: Translate,
	asked: Pick<ImageRequest, 'resolution' | 'aspectRatio' | 'format'>,
	got: { readonly width: number; readonly height: number; readonly format?: string },
): string | undefined {
	if (got.format === 'svg') {
		// It has no pixels, and whatever size one gives it.
		return undefined;
	}
	if (asked.format === 'svg' && got.format !== undefined) {
		return t('You asked for an SVG, and it came as {0}.', got.format.toUpperCase());
	}
	switch (difference(asked, got)) {
		case 'smaller':
			return t('It is smaller than the {0} you asked for.', asked.resolution);
		case 'larger':
			return t('It is larger than the {0} you asked for.', asked.resolution);
		case 'otherRatio':
			return t('Its aspect ratio is not the {0} you asked for.', asked.aspectRatio ?? '');
		case undefined:
			return undefined;
	}
}

/** In what an image differs from what was asked for, if it does. */
export function difference(
	asked: Pick<ImageRequest, 'resolution' | 'aspectRatio'>,
	got: { readonly width: number; readonly height: number },
): 'smaller' | 'larger' | 'otherRatio' | undefined {
	const scale = Math.sqrt(got.width * got.height) / edges[asked.resolution];
	if (scale < 1 / sizeTolerance) {
		return 'smaller';
	}
	if (scale > sizeTolerance) {
		return 'larger';
	}
	const ratio = got.width / got.height / (asked.aspectRatio ? valueOf(asked.aspectRatio) : got.width / got.height);
	return Math.max(ratio, 1 / ratio) > ratioTolerance ? 'otherRatio' : undefined;
}

function valueOf(ratio: AspectRatio): number {
	const [width = 1, height = 1] = ratio.split(':').map(Number);
	return width / height;
}

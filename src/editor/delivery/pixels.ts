import type { AspectRatio, ImageRequest, Resolution } from '../../engine/task';

const edges: Record<Resolution, number> = { '1K': 1024, '2K': 2048, '4K': 4096 };

/** Models round to their own grids: within these factors an image is what was asked for. */
const sizeTolerance = 1.33;
const ratioTolerance = 1.06;

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

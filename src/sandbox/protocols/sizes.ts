import { resolutionOf } from '../../engine/providers/sizes';
import type { Resolution } from '../../engine/task';

/** Reads `WIDTHxHEIGHT`, both up to five digits and not 0. */
export function pixelsOf(size: string): { width: number; height: number } | undefined {
	const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(size) ?? [];
	return width && height ? { width: Number(width), height: Number(height) } : undefined;
}

/** The resolution whose waiting time an image of so many pixels takes. */
export function latencyOf(width: number, height: number): Resolution {
	return resolutionOf([width, height]);
}

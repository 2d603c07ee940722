import type { RasterFormat } from '../task';
import { type ModelAt, presetOf } from './catalogue';

/** What a service takes of each image that goes along. */
export interface InputLimits {
	readonly formats: readonly RasterFormat[];
	readonly maxBytes: number;
	/** The longer edge's most pixels: more is no use to any model. */
	readonly maxEdge: number;
}

const MiB = 2 ** 20;

/**
 * Google takes 7 MB an image and has been seen to take 20 MB a request, base64 included, which is the least of the large services; where
 * another takes less, its row says so.
 */
const usual = { formats: ['png', 'jpeg', 'webp'], maxBytes: 7 * MiB, bytesTogether: 14 * MiB } as const;

/** What goes along with a request of so many images. */
export function inputLimits(endpoint: ModelAt, count: number): InputLimits {
	const { formats, maxBytes, bytesTogether } = { ...usual, ...presetOf(endpoint.service)?.inputLimits };
	return {
		formats,
		maxBytes: Math.min(maxBytes, Math.floor(bytesTogether / count)),
		maxEdge: 4096,
	};
}

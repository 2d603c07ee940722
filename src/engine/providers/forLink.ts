import type { GenerationError } from '../failure';
import type { Endpoint, ImageRequest } from '../task';
import { inability } from './ability';

/** The image for a link that names a file: an SVG, or one of pixels. Nothing here makes one of the other. */
export function imageForLink({ format, ...image }: ImageRequest, isSvg: boolean): ImageRequest {
	return { ...image, ...(isSvg ? { format: 'svg' } : format && format !== 'svg' && { format }) };
}

/** Why the endpoint's model need not be asked for such an image. */
export function inabilityForLink(isSvg: boolean, endpoint: Endpoint): GenerationError<'unable'> | undefined {
	return inability(isSvg ? { format: 'svg' } : { isOfPixels: true }, endpoint);
}

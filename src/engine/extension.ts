import type { ImageFormat } from './decode/imageFile';

/** What the name of a file in that format ends with, without a dot. */
export function extensionOf(format: ImageFormat): string {
	return format === 'jpeg' ? 'jpg' : format;
}

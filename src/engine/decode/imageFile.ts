/** The formats an image may arrive in; anything else is no image. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'heic';

/** The file extension for a format, without a dot. */
export function extensionOf(format: ImageFormat): string {
	return format === 'jpeg' ? 'jpg' : format;
}

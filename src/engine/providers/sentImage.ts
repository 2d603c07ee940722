import type { FormFile } from './formBody';

/** An image as it is sent along with a prompt: of a format and a size that the service takes. */
export interface SentImage extends FormFile {
	readonly type: 'image/png' | 'image/jpeg' | 'image/webp';
	readonly width: number;
	readonly height: number;
}

/** As a `data:` URL, which most services take in the place of a link. */
export function dataUrl({ type, bytes }: SentImage): string {
	return `data:${type};base64,${bytes.toString('base64')}`;
}

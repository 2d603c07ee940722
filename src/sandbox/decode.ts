import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import type { Canvas } from './art/canvas';

/** An image that was sent, pixel by pixel. */
export type Sent = Pick<Canvas, 'width' | 'height'> & { readonly pixels: Uint8Array };

/** No image that was sent is decoded with more pixels. */
const maxMegapixels = 100;

/** Decodes a PNG or a JPEG; undefined for a WebP, which nothing here decodes, and for what is damaged. */
export function decodeSent(file: Uint8Array): Sent | undefined {
	try {
		const isPng = file[0] === 0x89;
		const { width, height, data } = isPng
			? PNG.sync.read(Buffer.from(file))
			: decodeJpeg(file, { useTArray: true, formatAsRGBA: true, maxResolutionInMP: maxMegapixels });
		return { width, height, pixels: data };
	} catch {
		return undefined;
	}
}

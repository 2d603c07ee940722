import { encode as encodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { type Pixels, pixelsOf } from './pixels';

/** Hardly to be told from what it was made of. */
const quality = 95;

/**
 * The image in that file in another format: as PNG it loses nothing, as JPEG it stands on white where it was transparent. Undefined
 * where it cannot be read. Takes seconds of processor time for a large image.
 */
export async function convertedTo(format: 'png' | 'jpeg', path: string): Promise<Buffer | undefined> {
	const pixels = await pixelsOf(path);
	if (!pixels) {
		return undefined;
	}
	if (format === 'jpeg') {
		return encodeJpeg(onWhite(pixels), quality).data;
	}
	const { width, height, data } = pixels;
	const png = new PNG({ width, height });
	png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	return PNG.sync.write(png, { deflateLevel: 6 });
}

function onWhite({ width, height, data }: Pixels): { width: number; height: number; data: Buffer } {
	const white = Buffer.alloc(data.length, 255);
	for (let at = 0; at < data.length; at += 4) {
		const opacity = (data[at + 3] ?? 255) / 255;
		for (let colour = at; colour < at + 3; colour++) {
			white[colour] = Math.round(255 + ((data[colour] ?? 0) - 255) * opacity);
		}
	}
	return { width, height, data: white };
}

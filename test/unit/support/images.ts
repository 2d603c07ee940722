import { encode } from 'jpeg-js';
import { PNG } from 'pngjs';

/** A real PNG of noise, which compresses badly: 3 bytes a pixel. */
export function noisePng(width: number, height: number): Buffer {
	const png = new PNG({ width, height });
	fillWithNoise(png.data);
	return PNG.sync.write(png);
}

/** A real JPEG of noise. */
export function noiseJpeg(width: number, height: number): Buffer {
	const data = Buffer.alloc(width * height * 4);
	fillWithNoise(data);
	return encode({ width, height, data }, 80).data;
}

function fillWithNoise(data: Buffer): void {
	let state = 1;
	for (let index = 0; index < data.length; index++) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		data[index] = index % 4 === 3 ? 255 : state >>> 24;
	}
}

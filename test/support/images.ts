import { encode } from 'jpeg-js';
import { crc32 } from 'node:zlib';
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

/** A whole PNG of that many bytes, made in a moment: a small image with a private chunk of noise (PNG 3rd edition, 5.4). */
export function largePng(bytes: number): Buffer {
	const small = noisePng(64, 48);
	const endBytes = 12;
	const chunk = Buffer.alloc(bytes - small.length);
	fillWithNoise(chunk);
	chunk.writeUInt32BE(chunk.length - endBytes, 0);
	chunk.write('fiLl', 4, 'latin1');
	chunk.writeUInt32BE(crc32(chunk.subarray(4, chunk.length - 4)), chunk.length - 4);
	const end = small.length - endBytes;
	return Buffer.concat([small.subarray(0, end), chunk, small.subarray(end)]);
}

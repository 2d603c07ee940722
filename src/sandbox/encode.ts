import { encode as encodeJpeg } from 'jpeg-js';
import { constants, crc32, deflateSync } from 'node:zlib';
import type { Canvas } from './art/canvas';

/** The formats the sandbox draws. */
export type PaintedFormat = PixelFormat | 'svg';

export type PixelFormat = 'png' | 'jpeg';

/** What a file of that format is called on the wire. */
export function mediaTypeOf(format: PaintedFormat): string {
	return `image/${format === 'svg' ? 'svg+xml' : format}`;
}

/** The bytes of an image file with the canvas's pixels. */
export function encode(canvas: Canvas, format: PixelFormat, transparent = false): Uint8Array {
	switch (format) {
		case 'png':
			return png(canvas, transparent ? 4 : 3);
		case 'jpeg':
			return encodeJpeg({ width: canvas.width, height: canvas.height, data: canvas.pixels }, 88).data;
	}
}

/** A PNG of 8-bit RGB, or RGBA. https://www.w3.org/TR/png-3/ */
function png({ width, height, pixels }: Canvas, channels: 3 | 4): Uint8Array {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, channels === 4 ? 6 : 2, 0, 0, 0], 8);
	// Run lengths only: grain leaves nothing else to find, and it is twice as fast.
	const data = deflateSync(filtered(width, height, pixels, channels), { level: 1, strategy: constants.Z_RLE });
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** Every row as the differences from the pixel to the left, which filter type 1 stands for. */
function filtered(width: number, height: number, pixels: Uint8ClampedArray, channels: 3 | 4): Uint8Array {
	const rows = new Uint8Array(height * (1 + width * channels));
	let to = 0;
	for (let y = 0, from = 0; y < height; y++) {
		rows[to++] = 1;
		let red = 0;
		let green = 0;
		let blue = 0;
		let opacity = 0;
		for (let x = 0; x < width; x++, from += 4) {
			const [r = 0, g = 0, b = 0] = [pixels[from], pixels[from + 1], pixels[from + 2]];
			rows[to++] = r - red;
			rows[to++] = g - green;
			rows[to++] = b - blue;
			[red, green, blue] = [r, g, b];
			if (channels === 4) {
				const a = pixels[from + 3] ?? 0;
				rows[to++] = a - opacity;
				opacity = a;
			}
		}
	}
	return rows;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
	const whole = Buffer.alloc(data.length + 12);
	whole.writeUInt32BE(data.length, 0);
	whole.write(type, 4, 'latin1');
	whole.set(data, 8);
	whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8);
	return whole;
}

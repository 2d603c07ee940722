import { encode as encodeJpeg } from 'jpeg-js';
import { type Pixels, pixelsOf } from './pixels';

/** The longer edge of a thumbnail, in pixels: what a list and a hover show. */
const edge = 256;

const quality = 80;

/**
 * A small JPEG of the image in that file, on white where it is transparent. Undefined where there is none to be had. Takes seconds of
 * processor time for a large image, so it is for a process of its own.
 */
export async function thumbnailOf(path: string): Promise<Buffer | undefined> {
	const pixels = await pixelsOf(path);
	return pixels && shrunk(pixels);
}

/** Each pixel is the mean of those that it stands for. */
function shrunk(image: Pixels): Buffer {
	const scale = Math.min(1, edge / Math.max(image.width, image.height));
	const [width, height] = [image.width, image.height].map((length) => Math.max(1, Math.round(length * scale))) as [
		number,
		number,
	];
	const data = Buffer.alloc(width * height * 4, 255);
	for (let y = 0; y < height; y++) {
		const rows = span(y, image.height, height);
		for (let x = 0; x < width; x++) {
			data.set(meanOf(image, span(x, image.width, width), rows), (y * width + x) * 4);
		}
	}
	return encodeJpeg({ width, height, data }, quality).data;
}

type Span = readonly [first: number, end: number];

/** The mean colour of a part of the image on white. In plain loops, because they go through every pixel. */
function meanOf({ width, data }: Pixels, [left, right]: Span, [top, bottom]: Span): readonly [number, number, number] {
	const count = (bottom - top) * (right - left);
	let [red, green, blue] = [0, 0, 0];
	for (let row = top; row < bottom; row++) {
		for (let at = (row * width + left) * 4; at < (row * width + right) * 4; at += 4) {
			const opacity = (data[at + 3] ?? 255) / 255;
			red += ((data[at] ?? 0) - 255) * opacity;
			green += ((data[at + 1] ?? 0) - 255) * opacity;
			blue += ((data[at + 2] ?? 0) - 255) * opacity;
		}
	}
	return [255 + red / count, 255 + green / count, 255 + blue / count];
}

/** Which of `from` pixels in a row the pixel `index` of `to` stands for: at least one. */
function span(index: number, from: number, to: number): Span {
	const first = Math.floor((index * from) / to);
	return [first, Math.max(first + 1, Math.floor(((index + 1) * from) / to))];
}

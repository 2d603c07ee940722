import { decode as decodeJpeg, encode as encodeJpeg } from 'jpeg-js';
import { readFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import { measureImage } from '../decode/imageFile';

/** The longer edge of a thumbnail, in pixels: what a list and a hover show. */
const edge = 256;

/** Larger images get none: in memory they take four bytes a pixel, twice. */
const maxPixels = 40_000_000;

const quality = 80;

/** Pixels, four bytes each: red, green, blue, opacity. */
interface Pixels {
	readonly width: number;
	readonly height: number;
	readonly data: Uint8Array;
}

/**
 * A small JPEG of the image in that file, on white where it is transparent. Undefined where there is none to be had: of a format that
 * nothing here reads, damaged, or too large. Takes seconds of processor time for a large image, so it is for a process of its own.
 */
export async function thumbnailOf(path: string): Promise<Buffer | undefined> {
	const measured = await measureImage(path).catch(() => undefined);
	if (!measured || measured.width * measured.height > maxPixels) {
		return undefined;
	}
	try {
		const bytes = await readFile(path);
		switch (measured.format) {
			case 'png':
				return isInterlaced(bytes) ? undefined : shrunk(PNG.sync.read(bytes, { checkCRC: false }));
			case 'jpeg':
				return scansOf(bytes) > maxScans
					? undefined
					: shrunk(decodeJpeg(bytes, { useTArray: true, maxMemoryUsageInMB: 2048 }));
			case 'avif':
			case 'gif':
			case 'heic':
			case 'webp':
				return undefined;
		}
	} catch {
		// Whatever is wrong with it, the image itself has been delivered as it came.
		return undefined;
	}
}

/** Whether a PNG's rows come in seven passes (PNG, 11.2.1): its reader undoes their compression without a limit. */
function isInterlaced(png: Buffer): boolean {
	return png[28] !== 0;
}

/** Progressive images of programs have about ten; each takes the reader as long as the whole image. */
const maxScans = 32;

/** How many scans a JPEG has, by their markers (T.81, B.1.1.3). */
function scansOf(jpeg: Buffer): number {
	let count = 0;
	for (let at = jpeg.indexOf(startOfScan); at !== -1 && count <= maxScans; at = jpeg.indexOf(startOfScan, at + 2)) {
		count++;
	}
	return count;
}

const startOfScan = Buffer.from([0xff, 0xda]);

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

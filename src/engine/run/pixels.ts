import { decode as decodeJpeg } from 'jpeg-js';
import { readFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import { measureImage } from '../decode/imageFile';

/** Larger images are not read: in memory they take four bytes a pixel, twice. */
const maxPixels = 40_000_000;

/** Pixels, four bytes each: red, green, blue, opacity. */
export interface Pixels {
	readonly width: number;
	readonly height: number;
	readonly data: Uint8Array;
}

/**
 * What the image in that file shows. Undefined where it cannot be told: of a format that nothing here reads, damaged, or too large.
 * Takes seconds of processor time for a large image.
 */
export async function pixelsOf(path: string): Promise<Pixels | undefined> {
	const measured = await measureImage(path).catch(() => undefined);
	if (!measured || measured.width * measured.height > maxPixels) {
		return undefined;
	}
	try {
		const bytes = await readFile(path);
		switch (measured.format) {
			case 'png':
				return isInterlaced(bytes) ? undefined : PNG.sync.read(bytes, { checkCRC: false });
			case 'jpeg':
				return scansOf(bytes) > maxScans ? undefined : decodeJpeg(bytes, { useTArray: true, maxMemoryUsageInMB: 2048 });
			case 'avif':
			case 'gif':
			case 'heic':
			case 'webp':
				return undefined;
		}
	} catch {
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

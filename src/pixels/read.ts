import { readFile, stat } from 'node:fs/promises';
import { type ImageFormat, measureImage } from '../engine/decode/imageFile';
import { beginsAsSvg } from '../engine/decode/svgFile';
import { maxMegapixels } from '../engine/task';
import type { Codecs } from './codecs';
import { isWhole, type Metadata, metadataOf } from './container';
import type { Pixels } from './pixels';
import { turned } from './turn';
import { UnreadableImage } from './unreadable';

/** An image that was read. */
export interface ReadImage {
	/** The right way up. */
	readonly pixels: Pixels;
	readonly format: ImageFormat;
	readonly metadata: Metadata;
	readonly file: Buffer;
}

/**
 * The most pixels that are read, in millions: what telephones take is less. Of 49 million `imagegen convert` had 0.8 GB in memory at its most
 * where few were to be left, 1.4 GB where all stayed, and 4.4 GB where a budget left 41 of them.
 */
const mostMegapixels = maxMegapixels;

/** What so many pixels take as they are, 16 bits for each of four colours, and room beside them: a larger file is no such image. */
const mostBytes = 500_000_000;

/** Reads an image's pixels. Throws `UnreadableImage`, and the file system's error where the file cannot be read. */
export async function readImage(path: string, codecs: Codecs): Promise<ReadImage> {
	const { size } = await stat(path);
	if (size === 0) {
		throw new UnreadableImage('empty');
	}
	const measured = await measureImage(path);
	if (!measured) {
		throw (await beginsAsSvg(path))
			? new UnreadableImage('unknownFormat', { format: 'svg' })
			: new UnreadableImage('noImage');
	}
	const { format, width, height } = measured;
	const megapixels = (width * height) / 1_000_000;
	if (megapixels > mostMegapixels) {
		throw new UnreadableImage('tooLarge', { megapixels: Math.round(megapixels), most: mostMegapixels });
	}
	if (format !== 'png' && format !== 'jpeg' && format !== 'webp') {
		throw new UnreadableImage('unknownFormat', { format });
	}
	if (size > mostBytes) {
		throw new UnreadableImage('damaged', { format });
	}
	const file = await readFile(path);
	const metadata = metadataOf(file, format);
	if (metadata.isAnimated || metadata.isCmyk) {
		throw new UnreadableImage(metadata.isAnimated ? 'animated' : 'cmyk', { format });
	}
	if (!isWhole(file, format) || (format === 'jpeg' && scansOf(file) > maxScans)) {
		throw new UnreadableImage('damaged', { format });
	}
	const pixels = await codecs.decode(file, format).catch((error: unknown) => {
		throw new UnreadableImage('damaged', { format }, { cause: error });
	});
	if (pixels.width !== width || pixels.height !== height) {
		throw new UnreadableImage('damaged', { format });
	}
	return { pixels: turned(pixels, metadata.orientation), format, metadata, file };
}

/** Progressive images of programs have about ten; each takes the reader as long as the whole image. */
const maxScans = 32;

const startOfScan = Buffer.from([0xff, 0xda]);

/** How many scans a JPEG has, by their markers (T.81, B.1.1.3): one more than may be, where they are more. */
function scansOf(jpeg: Buffer): number {
	let count = 0;
	for (let at = jpeg.indexOf(startOfScan); at !== -1 && count <= maxScans; at = jpeg.indexOf(startOfScan, at + 2)) {
		count++;
	}
	return count;
}

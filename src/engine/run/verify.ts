import { readFile, rename, stat } from 'node:fs/promises';
import { measureImage } from '../decode/imageFile';
import type { ImageBytes } from '../decode/imagePart';
import { beginsAsSvg, maxSvgBytes } from '../decode/svgFile';
import { GenerationError } from '../failure';
import type { CleanSvg } from './options';
import type { Made } from './result';
import { moveDurably, writeDurably } from '../jobs/durable';
import type { SavedImage } from '../jobs/events';
import { imagePath, type JobFolder } from '../jobs/layout';
import { inspectPart } from './parts';

/**
 * Gives an image its final name, as the `index`-th of its folder (from 0), once its bytes are safe from a power cut. Throws
 * `badImage` when it is not whole or of no known format, and what the disk says; it then stays as it is.
 *
 * @param cleanSvg makes an SVG harmless, where one was asked for; without it that is no image.
 */
export async function saveImage(
	image: ImageBytes,
	folder: JobFolder,
	index: number,
	cleanSvg?: CleanSvg,
): Promise<SavedImage> {
	if (cleanSvg && (await beginsAsSvg(image.path))) {
		return await saveSvg(image, imagePath(folder, index, 'svg'), cleanSvg);
	}
	// Something may be wrong with how it came and nothing with what came: its bytes decide.
	const { path, bytes, flaw } = image.flaw === undefined ? image : await inspectPart(image.path);
	const measured = flaw === undefined ? await measureImage(path) : undefined;
	if (!measured) {
		throw new GenerationError('badImage', { detail: image.flaw ?? 'not an image of a known format' }, true);
	}
	const final = imagePath(folder, index, measured.format);
	try {
		await moveDurably(path, final);
	} catch (error) {
		// A disk that took the name and failed after that: nobody would look for the image under a name that was never told.
		await rename(final, path).catch(() => undefined);
		throw error;
	}
	return { path: final, ...measured, bytes };
}

/** What came stays beside it. */
async function saveSvg({ path }: ImageBytes, final: string, cleanSvg: CleanSvg): Promise<SavedImage> {
	// Larger ones are refused by their size alone, whatever is in them.
	const { size } = await stat(path);
	const cleaned =
		size > maxSvgBytes ? { flaw: `the SVG has more than ${maxSvgBytes} bytes` } : await cleanSvg(await readFile(path));
	if ('flaw' in cleaned) {
		throw new GenerationError('badImage', { detail: cleaned.flaw }, true);
	}
	const { text, width, height, removed } = cleaned;
	const file = Buffer.from(text);
	await writeDurably(final, file);
	return { path: final, width, height, format: 'svg', bytes: file.length, ...(removed.length > 0 && { removed }) };
}

/** Saves each image that is whole. Throws `badImage` when none is. */
export async function verifyImages(bytes: readonly ImageBytes[], folder: JobFolder): Promise<Made> {
	const images: SavedImage[] = [];
	const spoiled: GenerationError[] = [];
	for (const image of bytes) {
		try {
			images.push(await saveImage(image, folder, images.length));
		} catch (error) {
			if (!GenerationError.is(error)) {
				throw error;
			}
			spoiled.push(error);
		}
	}
	const made = madeOf(images, spoiled);
	if (!made) {
		throw spoiled[0] ?? new GenerationError('badImage', { detail: 'no image' }, true);
	}
	return made;
}

/** What was saved, and what was not; undefined when nothing was. */
export function madeOf(
	[first, ...others]: readonly SavedImage[],
	spoiled: readonly GenerationError[],
): Made | undefined {
	return (
		first && {
			images: [first, ...others],
			...(spoiled.length > 0 && { spoiled: spoiled.map((failure) => failure.toFailure()) }),
		}
	);
}

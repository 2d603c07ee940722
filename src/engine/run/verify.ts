import { rename } from 'node:fs/promises';
import { extensionOf, measureImage } from '../decode/imageFile';
import type { ImageBytes } from '../decode/imagePart';
import { GenerationError } from '../failure';
import type { Made } from './result';
import { moveDurably } from '../jobs/durable';
import type { SavedImage } from '../jobs/events';
import { imagePath, type JobFolder } from '../jobs/layout';
import { inspectPart } from './parts';

/**
 * Gives an image its final name, as the `index`-th of its folder (from 0), once its bytes are safe from a power cut. Throws
 * `badImage` when it is not whole or of no known format, and what the disk says; it then stays as it is.
 */
export async function saveImage(image: ImageBytes, folder: JobFolder, index: number): Promise<SavedImage> {
	// Something may be wrong with how it came and nothing with what came: its bytes decide.
	const { path, bytes, flaw } = image.flaw === undefined ? image : await inspectPart(image.path);
	const measured = flaw === undefined ? await measureImage(path) : undefined;
	if (!measured) {
		throw new GenerationError('badImage', { detail: image.flaw ?? 'not an image of a known format' }, true);
	}
	const final = imagePath(folder, index, extensionOf(measured.format));
	try {
		await moveDurably(path, final);
	} catch (error) {
		// A disk that took the name and failed after that: nobody would look for the image under a name that was never told.
		await rename(final, path).catch(() => undefined);
		throw error;
	}
	return { path: final, ...measured, bytes };
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

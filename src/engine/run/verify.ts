import { extensionOf, measureImage } from '../decode/imageFile';
import type { ImageBytes } from '../decode/reply';
import { GenerationError } from '../failure';
import type { Made } from './result';
import { moveDurably } from '../jobs/durable';
import type { SavedImage } from '../jobs/events';
import { imagePath, type JobFolder } from '../jobs/layout';

/** Checks each image whole and gives those that are their final names in the folder. Throws `badImage` when none is. */
export async function verifyImages(bytes: readonly ImageBytes[], folder: JobFolder): Promise<Made> {
	const images: SavedImage[] = [];
	const spoiled: GenerationError[] = [];
	for (const { path, bytes: size, flaw } of bytes) {
		const measured = await measureImage(path);
		if (flaw !== undefined || !measured) {
			spoiled.push(new GenerationError('badImage', { detail: flaw ?? 'not an image of a known format' }, true));
			continue;
		}
		const final = imagePath(folder, images.length, extensionOf(measured.format));
		await moveDurably(path, final);
		images.push({ path: final, ...measured, bytes: size });
	}
	const [first, ...others] = images;
	if (!first) {
		throw spoiled[0] ?? new GenerationError('badImage', { detail: 'no image' }, true);
	}
	return withSpoiled({ images: [first, ...others] }, spoiled);
}

/** The same, and what kept further images of the reply from being saved. */
export function withSpoiled({ images, spoiled = [] }: Made, more: readonly GenerationError[]): Made {
	const all = [...spoiled, ...more.map((error) => error.toFailure())];
	return { images, ...(all.length > 0 && { spoiled: all }) };
}

import { extensionOf, measureImage } from './decode/imageFile';
import type { ImageBytes } from './decode/reply';
import { GenerationError } from './errors';
import type { Images } from './generate';
import { moveDurably } from './jobs/durable';
import type { SavedImage } from './jobs/events';
import { imagePath, type JobFolder } from './jobs/folder';

/** Checks each image whole and gives those that are their final names in the folder. Throws `badImage` when none is one. */
export async function verifyImages(bytes: readonly ImageBytes[], folder: JobFolder): Promise<Images> {
	const images: SavedImage[] = [];
	const flaws: string[] = [];
	for (const { path, bytes: size, flaw } of bytes) {
		const measured = await measureImage(path);
		if (flaw !== undefined || !measured) {
			flaws.push(flaw ?? 'not an image of a known format');
			continue;
		}
		const final = imagePath(folder, images.length, extensionOf(measured.format));
		await moveDurably(path, final);
		images.push({ path: final, ...measured, bytes: size });
	}
	const [first, ...others] = images;
	if (!first) {
		throw new GenerationError('badImage', { detail: flaws[0] ?? 'no image' }, true);
	}
	return [first, ...others];
}

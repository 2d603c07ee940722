import type { Codecs } from './codecs';
import { type Copy, copyOf, type CopyWish } from './copy';
import { readImage } from './read';
import { UnreadableImage } from './unreadable';

/** A copy of the image in that file; undefined where it can't be read as one. */
export async function copyIfReadable(path: string, wish: CopyWish, codecs: Codecs): Promise<Copy | undefined> {
	try {
		return await copyOf(await readImage(path, codecs), wish, codecs);
	} catch (error) {
		if (error instanceof UnreadableImage) {
			return undefined;
		}
		throw error;
	}
}

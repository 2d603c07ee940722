import type { Codecs } from './codecs';
import { isTransparent } from './pixels';
import { readImage } from './read';
import { UnreadableImage } from './unreadable';

/** Whether nothing of the image in that file can be seen through; undefined where it can't be read. */
export async function isOpaque(path: string, codecs: Codecs): Promise<boolean | undefined> {
	try {
		return !isTransparent((await readImage(path, codecs)).pixels);
	} catch (error) {
		if (error instanceof UnreadableImage) {
			return undefined;
		}
		throw error;
	}
}

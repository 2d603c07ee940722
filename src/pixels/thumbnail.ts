import type { Codecs } from './codecs';
import { copyIfReadable } from './copyIfReadable';

/** What a list and a hover show: the longer edge in pixels. */
const wish = { format: 'jpeg', quality: 80, edge: 256 } as const;

/** A small JPEG of the image in that file, on white where it is transparent. Undefined where there is none to be had. */
export async function thumbnailOf(path: string, codecs: Codecs): Promise<Buffer | undefined> {
	return (await copyIfReadable(path, wish, codecs))?.file;
}

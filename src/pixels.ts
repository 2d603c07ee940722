import { Codecs } from './pixels/codecs';

export { type Copy, copyOf, type CopyWish } from './pixels/copy';
export { copyIfReadable } from './pixels/copyIfReadable';
export { type IconFile, iconSetOf } from './pixels/iconSet';
export { forSending } from './pixels/forSending';
export { isOpaque } from './pixels/opaque';
export { readImage } from './pixels/read';
export { thumbnailOf } from './pixels/thumbnail';
export { UnreadableImage } from './pixels/unreadable';

/** What reads and writes images: the WebAssembly lies beside this bundle. */
export function openCodecs(): Codecs {
	return new Codecs(__dirname);
}

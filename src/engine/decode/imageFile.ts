import { createReadStream } from 'node:fs';
import { imageDimensionsFromStream } from 'image-dimensions';
import { Readable } from 'node:stream';

/** The formats an image may arrive in; anything else is no image. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'heic';

/** The file extension for a format, without a dot. */
export function extensionOf(format: ImageFormat): string {
	return format === 'jpeg' ? 'jpg' : format;
}

/** How far into a file its dimensions may stand: camera and provenance data before them take a few hundred KiB at most. */
const headBytes = 4 * 1024 * 1024;

/** Larger than any model draws (12288 × 1536, 6336 × 2688); a file that claims more is a decompression bomb. */
const maxEdge = 20_000;

/**
 * Width, height and format of an image file, from its bytes. Undefined when it is no image of a known format, or claims
 * dimensions that no model draws.
 */
export async function measureImage(
	path: string,
): Promise<{ width: number; height: number; format: ImageFormat } | undefined> {
	const stream = Readable.toWeb(createReadStream(path, { end: headBytes - 1 })) as ReadableStream<Uint8Array>;
	const found = await imageDimensionsFromStream(stream);
	if (!found || found.width < 1 || found.height < 1 || Math.max(found.width, found.height) > maxEdge) {
		return undefined;
	}
	return { width: found.width, height: found.height, format: found.type };
}

import { imageDimensionsFromData } from 'image-dimensions';
import { open } from 'node:fs/promises';

/** The formats an image may arrive in; anything else is no image, and an SVG is one only where it was asked for. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'heic' | 'svg';

/** How far into a file its dimensions may stand: with hardly any before them, or after camera and provenance data. */
const headBytes = [64 * 1024, 4 * 1024 * 1024];

/** Larger than any model draws (12288 × 1536, 6336 × 2688); a file that claims more is a decompression bomb. */
const maxEdge = 20_000;

/**
 * Width, height and format of an image file, from its bytes. Undefined when it is no image of a known format, or claims
 * dimensions that no model draws.
 */
export async function measureImage(
	path: string,
): Promise<{ width: number; height: number; format: ImageFormat } | undefined> {
	const found = await readDimensions(path);
	if (!found || found.width < 1 || found.height < 1 || Math.max(found.width, found.height) > maxEdge) {
		return undefined;
	}
	return { width: found.width, height: found.height, format: found.type };
}

async function readDimensions(path: string): Promise<ReturnType<typeof imageDimensionsFromData>> {
	const file = await open(path);
	try {
		for (const length of headBytes) {
			const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, 0);
			const found = imageDimensionsFromData(buffer.subarray(0, bytesRead));
			if (found) {
				return found;
			}
		}
		return undefined;
	} finally {
		await file.close();
	}
}

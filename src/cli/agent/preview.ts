import { type Preview, Refused } from '../../mcp/desk';

/** What models look at is scaled down to that anyway; in pixels and bytes. */
const limits = { edge: 1568, budget: 100_000 } as const;

/** A small version of an image file, to be looked at. Throws `Refused` where none can be made. */
export async function previewOf(path: string): Promise<Preview> {
	const { copyOf, openCodecs, readImage, UnreadableImage } = await import('../../pixels');
	const codecs = openCodecs();
	try {
		const { file } = await copyOf(await readImage(path, codecs), { format: 'jpeg', quality: 80, ...limits }, codecs);
		return { bytes: file, type: 'image/jpeg' };
	} catch (error) {
		if (error instanceof UnreadableImage) {
			throw new Refused(`No preview of ${path} could be made. The image itself is there.`);
		}
		throw error;
	}
}

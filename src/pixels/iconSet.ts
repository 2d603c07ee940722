import type { Codecs } from './codecs';
import { copyOf } from './copy';
import { icoOf } from './icon';
import { withProfile } from './profile';
import type { ReadImage } from './read';

/** The edges that an icon is wanted in, in pixels: by browsers, by desktops, by stores. */
const edges = [16, 32, 48, 64, 128, 192, 256, 512] as const;

/** Those that an .ico holds. */
const icoEdges: readonly number[] = [16, 32, 48, 64, 128, 256];

/** A file of an icon set. */
export interface IconFile {
	/** `icon-16.png` to `icon-512.png`, and `icon.ico`. */
	readonly name: string;
	readonly file: Buffer;
}

/** A square icon in every size that is usual, cut around the middle, and an .ico of the smaller ones. */
export async function iconSetOf(image: ReadImage, codecs: Codecs): Promise<readonly IconFile[]> {
	const icons: { edge: number; png: Buffer }[] = [];
	for (const edge of edges) {
		const { file } = await copyOf(image, { format: 'png', size: { width: edge, height: edge } }, codecs);
		icons.push({ edge, png: file });
	}
	const held = icons.filter(({ edge }) => icoEdges.includes(edge));
	const full = await Promise.all(held.map(async ({ edge, png }) => ({ edge, png: await inFull(png, image, codecs) })));
	return [
		...icons.map(({ edge, png }) => ({ name: `icon-${edge}.png`, file: png })),
		{ name: 'icon.ico', file: icoOf(full) },
	];
}

/** Windows reads no other PNG in an .ico: https://devblogs.microsoft.com/oldnewthing/20101022-00/?p=12473. */
async function inFull(png: Buffer, { metadata }: ReadImage, codecs: Codecs): Promise<Buffer> {
	const pixels = await codecs.decode(png, 'png');
	const full = await codecs.encodeInFull(pixels);
	return metadata.profile ? withProfile(full, 'png', metadata.profile, { ...pixels, isTransparent: true }) : full;
}

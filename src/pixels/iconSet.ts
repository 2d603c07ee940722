import type { Codecs } from './codecs';
import { copyOf } from './copy';
import { icoOf } from './icon';
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
	return [
		...icons.map(({ edge, png }) => ({ name: `icon-${edge}.png`, file: png })),
		{ name: 'icon.ico', file: icoOf(icons.filter(({ edge }) => icoEdges.includes(edge))) },
	];
}

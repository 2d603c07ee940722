import type { Codecs, WrittenFormat } from './codecs';
import { type Focus, partOf, type Rectangle, type Size, within } from './frame';
import { isTransparent, onWhite, type Pixels } from './pixels';
import { withProfile } from './profile';
import type { ReadImage } from './read';
import { weighed } from './weigh';

/** What a copy of an image is to be. */
export interface CopyWish {
	readonly format: WrittenFormat;
	/** From 0, smallest, to 100, best; a PNG loses nothing, whatever it is. */
	readonly quality?: number | undefined;
	/** The most bytes. */
	readonly budget?: number | undefined;
	/** Exactly so many pixels: cut to that shape, then scaled. */
	readonly size?: Size | undefined;
	/** Where the middle of what is kept lies, for `size`. */
	readonly focus?: Focus | undefined;
	/** The longer edge's most pixels, where `size` is absent. */
	readonly edge?: number | undefined;
}

/** What a copy became, without its bytes. */
export interface CopyFacts extends Size {
	readonly format: WrittenFormat;
	/** Absent for a PNG. */
	readonly quality?: number;
	/** Whether the budget was met, where there was one. */
	readonly isWithinBudget: boolean;
	/** Whether it lost its transparency: it stands on white. */
	readonly isOnWhite: boolean;
	/** Whether there were fewer pixels than were asked for: it was scaled up. */
	readonly isEnlarged: boolean;
	/** Whether the signed content credentials of the original are not in it. */
	readonly lostCredentials: boolean;
}

/** What a copy became. */
export interface Copy extends CopyFacts {
	readonly file: Buffer;
}

/** Hardly to be told from what it was made of. */
const usualQuality = 85;

/** Longer edges no file of the format has: of a WebP by RFC 9649, 2.4, of a JPEG by libjpeg. */
const maxEdges = { png: Infinity, jpeg: 65_500, webp: 16_383 };

/** Makes a copy of an image, in seconds of processor time where it is large. */
export async function copyOf({ pixels, metadata }: ReadImage, wish: CopyWish, codecs: Codecs): Promise<Copy> {
	const { format, quality = usualQuality, budget = Infinity } = wish;
	const part = wish.size ? cut(pixels, partOf(pixels, wish.size, wish.focus)) : pixels;
	const size = wish.size ?? within(pixels, Math.min(wish.edge ?? Infinity, maxEdges[format]));
	const scaled = await codecs.resize(part, size);
	const isOnWhite = format === 'jpeg' && isTransparent(scaled);
	const flat = isOnWhite ? onWhite(scaled) : scaled;
	const profileBytes = metadata.profile ? metadata.profile.length + 64 : 0;
	const made = await weighed(codecs, flat, {
		format,
		quality,
		budget: budget - profileBytes,
		mayShrink: !wish.size,
	});
	const file = metadata.profile
		? withProfile(made.file, format, metadata.profile, { ...made.pixels, isTransparent: isTransparent(made.pixels) })
		: made.file;
	return {
		file,
		format,
		width: made.pixels.width,
		height: made.pixels.height,
		...(made.quality !== undefined && { quality: made.quality }),
		isWithinBudget: file.length <= budget,
		isOnWhite,
		isEnlarged: size.width > part.width || size.height > part.height,
		lostCredentials: metadata.hasCredentials,
	};
}

function cut(image: Pixels, { left, top, width, height }: Rectangle): Pixels {
	if (width === image.width && height === image.height) {
		return image;
	}
	const data = new Uint8ClampedArray(width * height * 4);
	for (let row = 0; row < height; row++) {
		const from = ((top + row) * image.width + left) * 4;
		data.set(image.data.subarray(from, from + width * 4), row * width * 4);
	}
	return { width, height, data };
}

import type { Pixels } from './pixels';

/** The image as it is to be seen, by its Exif orientation, 1 to 8: turned, mirrored, or both. */
export function turned(image: Pixels, orientation: number): Pixels {
	if (orientation === 1) {
		return image;
	}
	const isOnItsSide = orientation >= 5;
	const [width, height] = isOnItsSide ? [image.height, image.width] : [image.width, image.height];
	const from = new Uint32Array(image.data.buffer, image.data.byteOffset, image.data.length / 4);
	const to = new Uint32Array(from.length);
	const [mirrorX, mirrorY] = mirrors[orientation] ?? [false, false];
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const [sourceX, sourceY] = isOnItsSide ? [y, x] : [x, y];
			const column = mirrorX ? image.width - 1 - sourceX : sourceX;
			const row = mirrorY ? image.height - 1 - sourceY : sourceY;
			to[y * width + x] = from[row * image.width + column] ?? 0;
		}
	}
	return { width, height, data: new Uint8ClampedArray(to.buffer) };
}

/** Whether its columns, and its rows, are stored backwards, by orientation (Exif 2.32, 4.6.4, Orientation). */
const mirrors: Readonly<Record<number, readonly [x: boolean, y: boolean]>> = {
	2: [true, false],
	3: [true, true],
	4: [false, true],
	5: [false, false],
	6: [false, true],
	7: [true, true],
	8: [true, false],
};

/** What an image shows: four bytes a pixel, red, green, blue and opacity, row by row from the top. */
export interface Pixels {
	readonly width: number;
	readonly height: number;
	readonly data: Uint8ClampedArray;
}

/** Whether anything can be seen through: an alpha channel that is there and is used. */
export function isTransparent({ data }: Pixels): boolean {
	for (let at = 3; at < data.length; at += 4) {
		if (data[at] !== 255) {
			return true;
		}
	}
	return false;
}

/** The same on white, for formats that know no transparency. */
export function onWhite({ width, height, data }: Pixels): Pixels {
	const white = new Uint8ClampedArray(data.length).fill(255);
	for (let at = 0; at < data.length; at += 4) {
		const opacity = (data[at + 3] ?? 255) / 255;
		for (let colour = at; colour < at + 3; colour++) {
			// Rounded by the array itself.
			white[colour] = 255 + ((data[colour] ?? 0) - 255) * opacity;
		}
	}
	return { width, height, data: white };
}

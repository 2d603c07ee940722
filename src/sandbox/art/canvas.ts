import { clamp, type Rgb } from './colour';
import { between, type Random } from '../random';

/** Red, green, blue and opacity for each pixel, row by row. */
export interface Canvas {
	readonly width: number;
	readonly height: number;
	/** The shorter edge in pixels: what sizes are measured in, so that a larger image is the same image. */
	readonly unit: number;
	readonly pixels: Uint8ClampedArray;
}

export function createCanvas(width: number, height: number): Canvas {
	const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
	return { width, height, unit: Math.min(width, height), pixels };
}

/** Lays a colour over the pixel that begins at byte `at`. */
export function blend(pixels: Uint8ClampedArray, at: number, [red, green, blue]: Rgb, opacity: number): void {
	pixels[at] = (pixels[at] ?? 0) * (1 - opacity) + red * opacity;
	pixels[at + 1] = (pixels[at + 1] ?? 0) * (1 - opacity) + green * opacity;
	pixels[at + 2] = (pixels[at + 2] ?? 0) * (1 - opacity) + blue * opacity;
}

/** Lays a colour over every pixel of a rectangle by the opacity that `shape` gives at the pixel's centre. */
export function fill(
	canvas: Canvas,
	box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
	rgb: Rgb,
	shape: (x: number, y: number) => number,
): void {
	const right = Math.min(canvas.width, Math.ceil(box.right));
	const bottom = Math.min(canvas.height, Math.ceil(box.bottom));
	const left = Math.max(0, Math.floor(box.left));
	for (let y = Math.max(0, Math.floor(box.top)); y < bottom; y++) {
		for (let x = left; x < right; x++) {
			const opacity = shape(x + 0.5, y + 0.5);
			if (opacity > 0) {
				blend(canvas.pixels, (y * canvas.width + x) * 4, rgb, clamp(opacity));
			}
		}
	}
}

/** Darkens towards the corners and strews grain over all, which also hides the steps of soft gradients. */
export function finish({ width, height, pixels }: Canvas, random: Random): void {
	const strength = 2.2;
	const grain = Float32Array.from(
		{ length: 4099 },
		() => between(random, -strength, strength) + between(random, -1, 1),
	);
	const across = Float32Array.from({ length: width }, (_, x) => 0.14 * ((2 * x) / width - 1) ** 4);
	for (let y = 0; y < height; y++) {
		const down = 1 - 0.14 * ((2 * y) / height - 1) ** 4;
		// A new start in every row, lest the grain shows a pattern.
		let speck = Math.floor(random() * grain.length);
		for (let x = 0, at = y * width * 4; x < width; x++, at += 4) {
			const light = down - (across[x] ?? 0);
			const noise = (grain[speck] ?? 0) + 0.5;
			speck = speck + 1 === grain.length ? 0 : speck + 1;
			pixels[at] = (pixels[at] ?? 0) * light + noise;
			pixels[at + 1] = (pixels[at + 1] ?? 0) * light + noise;
			pixels[at + 2] = (pixels[at + 2] ?? 0) * light + noise;
		}
	}
}

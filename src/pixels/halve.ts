import type { Size } from './frame';
import type { Pixels } from './pixels';

/**
 * The image in half its size, again and again, while it has twice as many pixels a side as are wanted. Scaling well takes dozens of bytes of
 * memory for each pixel that there is, and seconds; scaling the half looks the same (libvips does it too, which calls it `gap`:
 * https://www.libvips.org/API/current/method.Image.resize.html).
 */
export function halvedTowards(image: Pixels, { width, height }: Size): Pixels {
	const tables = { lights: lightsOfValues(), values: valuesOfLights() };
	let half = image;
	while (half.width >= width * 2 && half.height >= height * 2 && half.width % 2 === 0 && half.height % 2 === 0) {
		half = halved(half, tables);
	}
	return half;
}

interface Tables {
	/** The light of each of a colour's 256 values, from 0 to 1. */
	readonly lights: Float32Array;
	/** The value of each light from 0 to `mostLight`. */
	readonly values: Uint8Array;
}

/** In so fine steps that dark values, which lie close, stay apart. */
const mostLight = 16_383;

/** Each pixel is the light of four, of each as much as is seen of it. */
function halved({ width, height, data }: Pixels, { lights, values }: Tables): Pixels {
	const half = new Uint8ClampedArray(data.length / 4);
	const row = width * 4;
	const four = [0, 4, row, row + 4];
	for (let line = 0, to = 0; line < data.length; line += row * 2) {
		for (let at = line; at < line + row; at += 8, to += 4) {
			let [red, green, blue, opacity] = [0, 0, 0, 0];
			for (const offset of four) {
				const from = at + offset;
				const seen = data[from + 3] ?? 0;
				red += (lights[data[from] ?? 0] ?? 0) * seen;
				green += (lights[data[from + 1] ?? 0] ?? 0) * seen;
				blue += (lights[data[from + 2] ?? 0] ?? 0) * seen;
				opacity += seen;
			}
			const share = mostLight / Math.max(1, opacity);
			half[to] = values[Math.round(red * share)] ?? 0;
			half[to + 1] = values[Math.round(green * share)] ?? 0;
			half[to + 2] = values[Math.round(blue * share)] ?? 0;
			half[to + 3] = opacity / 4;
		}
	}
	return { width: width / 2, height: height / 2, data: half };
}

/** By sRGB's curve (IEC 61966-2-1, 5.2). */
function lightsOfValues(): Float32Array {
	return Float32Array.from({ length: 256 }, (_, value) =>
		value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
	);
}

function valuesOfLights(): Uint8Array {
	return Uint8Array.from({ length: mostLight + 1 }, (_, step) => {
		const light = step / mostLight;
		return Math.round(255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055));
	});
}

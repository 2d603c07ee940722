import type { Sent } from '../decode';
import { hash } from '../random';
import { blend, type Canvas, createCanvas } from './canvas';
import type { Rgb } from './colour';

/** How much of the tint lies over an image. */
const tintOpacity = 0.3;

/** An image out of others: the first fills it, in a tint that follows from `chance`, and the others lie over it in a row at the top. */
export function paintEdited(
	[first, ...others]: readonly [Sent, ...Sent[]],
	{ chance, width, height }: { readonly chance: string; readonly width: number; readonly height: number },
): Canvas {
	const canvas = createCanvas(width, height);
	lay(canvas, first, { left: 0, top: 0, width, height });
	const tint = tints[hash(chance) % tints.length] ?? tints[0];
	for (let at = 0; at < canvas.pixels.length; at += 4) {
		blend(canvas.pixels, at, tint, tintOpacity);
	}
	const edge = Math.max(1, Math.round(canvas.unit * 0.16));
	const gap = Math.round(edge * 0.2);
	others.forEach((other, index) =>
		lay(canvas, other, { left: gap + index * (edge + gap), top: gap, width: edge, height: edge }),
	);
	return canvas;
}

const tints: readonly [Rgb, ...Rgb[]] = [
	[40, 90, 220],
	[230, 120, 30],
	[150, 40, 190],
	[20, 150, 110],
	[210, 40, 70],
];

interface Box {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

/** Fills the box with the middle of an image; what can be seen through is white. */
function lay({ width, height, pixels }: Canvas, image: Sent, box: Box): void {
	const scale = Math.max(box.width / image.width, box.height / image.height);
	const [aside, above] = [(image.width - box.width / scale) / 2, (image.height - box.height / scale) / 2];
	const pick = (to: number, from: number, most: number): number =>
		Math.min(most - 1, Math.floor(from + (to + 0.5) / scale));
	for (let y = 0; y < Math.min(box.height, height - box.top); y++) {
		const row = pick(y, above, image.height) * image.width;
		for (let x = 0; x < Math.min(box.width, width - box.left); x++) {
			const from = (row + pick(x, aside, image.width)) * 4;
			const [red = 0, green = 0, blue = 0, alpha = 255] = image.pixels.subarray(from, from + 4);
			const to = ((box.top + y) * width + box.left + x) * 4;
			pixels.set([255, 255, 255], to);
			blend(pixels, to, [red, green, blue], alpha / 255);
		}
	}
}

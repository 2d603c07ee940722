import { createCanvas, finish, type Canvas } from './art/canvas';
import { clamp } from './art/colour';
import { paintEdited } from './art/edited';
import { label } from './art/label';
import { paintLake } from './art/lake';
import { paintRidges } from './art/ridges';
import { sceneFor } from './art/scene';
import { paintSky } from './art/sky';
import { decodeSent } from './decode';
import { mulberry32 } from './random';
import type { ImageSpec } from './studio';

/** Paints what was asked for, with a label: an image out of those that were sent, where they can be read, or else a landscape. */
export function paint({ prompt, width, height, inputs = [], transparent = false, seed }: Subject): Canvas {
	const [first, ...others] = inputs.flatMap((file) => decodeSent(file) ?? []);
	const size = { chance: seed === undefined ? prompt : `${prompt} ${seed}`, width, height };
	const canvas = first ? paintEdited([first, ...others], size) : paintLandscape(size);
	if (transparent) {
		cutOut(canvas);
	}
	label(canvas, prompt);
	return canvas;
}

type Subject = Omit<ImageSpec, 'format'>;
type Look = Pick<Canvas, 'width' | 'height'> & { readonly chance: string };

/** All of it follows from that text: the same is the same image in every size. */
function paintLandscape({ chance, width, height }: Look): Canvas {
	const canvas = createCanvas(width, height);
	const scene = sceneFor(chance, width / canvas.unit, height / canvas.unit);
	const foreground = scene.ridges.filter(({ nearness }) => nearness === 1);
	const background = scene.ridges.filter(({ nearness }) => nearness < 1);
	paintSky(canvas, scene);
	paintRidges(canvas, scene, background, scene.lake ? Math.round(scene.lake.shore * canvas.unit) : height);
	if (scene.lake) {
		paintLake(canvas, scene, scene.lake.shore);
	}
	paintRidges(canvas, scene, foreground, height);
	finish(canvas, mulberry32(scene.seed));
	return canvas;
}

/** Leaves the largest circle in the middle, with a soft edge, and nothing around it. */
function cutOut({ width, height, unit, pixels }: Canvas): void {
	const radius = unit * 0.48;
	for (let y = 0, at = 3; y < height; y++) {
		for (let x = 0; x < width; x++, at += 4) {
			pixels[at] = 255 * clamp(radius + 0.5 - Math.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2));
		}
	}
}

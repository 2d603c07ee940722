import { createCanvas, finish, type Canvas } from './art/canvas';
import { label } from './art/label';
import { paintLake } from './art/lake';
import { paintRidges } from './art/ridges';
import { sceneFor } from './art/scene';
import { paintSky } from './art/sky';
import { mulberry32 } from './random';

/** Paints a landscape. All of it follows from the prompt: the same prompt is the same image in every size. */
export function paint(prompt: string, width: number, height: number): Canvas {
	const canvas = createCanvas(width, height);
	const scene = sceneFor(prompt, width / canvas.unit, height / canvas.unit);
	const foreground = scene.ridges.filter(({ nearness }) => nearness === 1);
	const background = scene.ridges.filter(({ nearness }) => nearness < 1);
	paintSky(canvas, scene);
	paintRidges(canvas, scene, background, scene.lake ? Math.round(scene.lake.shore * canvas.unit) : height);
	if (scene.lake) {
		paintLake(canvas, scene, scene.lake.shore);
	}
	paintRidges(canvas, scene, foreground, height);
	finish(canvas, mulberry32(scene.seed));
	label(canvas, prompt);
	return canvas;
}

import { mulberry32 } from '../random';
import { blend, type Canvas } from './canvas';
import { mix, toRgb } from './colour';
import { soft } from './noise';
import type { Scene } from './scene';

/** Mirrors what is painted above the shore below it, broken by ripples that widen towards the viewer. */
export function paintLake(canvas: Canvas, scene: Scene, shore: number): void {
	const { width, height, unit, pixels } = canvas;
	const { palette, sun, seed } = scene;
	const first = Math.min(height, Math.round(shore * unit));
	const waves = Float32Array.from({ length: 4096 }, (_, i) => soft((i / 4096) * 256, 3, seed, 3) - 0.5);
	const deep = toRgb(mix(palette.sky[0] ?? palette.near, palette.near, 0.35));
	const glitter = toRgb(mix(palette.glow, palette.disc, 0.5));
	const random = mulberry32(seed ^ 0x1a4e);
	let phase = 0;
	for (let y = first; y < height; y++) {
		const distance = (y - first) / unit;
		const swell = (0.0015 + 0.035 * distance) * unit;
		// Each row of ripples is a little wider than the one behind it.
		phase += (0.9 / (1 + 24 * distance)) * (1080 / unit) * 5 * random();
		const stretch = 700 / unit / (1 + 9 * distance);
		const depth = 0.16 + 0.5 * Math.min(1, distance * 1.5);
		for (let x = 0, at = y * width * 4; x < width; x++, at += 4) {
			const wave = waves[Math.floor(x * stretch + phase * 40) & 4095] ?? 0;
			const row = Math.min(first - 1, Math.max(0, Math.round(first - (y - first) * 0.86 - Math.abs(wave) * swell * 3)));
			const column = Math.min(width - 1, Math.max(0, Math.round(x + wave * swell)));
			const from = (row * width + column) * 4;
			pixels[at] = pixels[from] ?? 0;
			pixels[at + 1] = pixels[from + 1] ?? 0;
			pixels[at + 2] = pixels[from + 2] ?? 0;
			blend(pixels, at, deep, depth);
			const off = Math.abs(x / unit - sun.x) / (0.03 + 0.22 * distance);
			if (off < 1 && wave > 0.06) {
				blend(pixels, at, glitter, Math.min(0.75, (wave - 0.06) * 6) * (1 - off));
			}
		}
	}
}

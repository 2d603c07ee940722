import { between, mulberry32 } from '../random';
import { fill, type Canvas } from './canvas';
import { clamp, gradient, mix, smoothstep, toRgb, type Colour } from './colour';
import { soft } from './noise';
import type { Scene } from './scene';

/** Cells along the longer edge: the sky is soft, so it is computed coarsely and then stretched. */
const cells = 384;

export function paintSky(canvas: Canvas, scene: Scene): void {
	const cell = Math.max(1, Math.max(canvas.width, canvas.height) / cells);
	const columns = Math.ceil(canvas.width / cell) + 2;
	const rows = Math.ceil(canvas.height / cell) + 2;
	const grid = new Float32Array(columns * rows * 3);
	for (let row = 0, at = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++, at += 3) {
			grid.set(toRgb(skyAt(scene, (column * cell) / canvas.unit, (row * cell) / canvas.unit)), at);
		}
	}
	stretch(canvas, grid, columns, cell);
	if (scene.palette.stars) {
		paintStars(canvas, scene);
	}
	paintDisc(canvas, scene);
}

/** The colour of the sky at a place given in units. */
function skyAt({ palette, horizon, sun, clouds, seed }: Scene, x: number, y: number): Colour {
	let colour = gradient(palette.sky, (y / horizon) ** 1.15);
	const distance = Math.hypot(x - sun.x, (y - sun.y) * 1.15);
	colour = mix(colour, palette.glow, 0.75 * Math.exp(-distance * 5) + 0.2 * Math.exp(-distance * 1.6));
	// Long banks, thinner and flatter towards the horizon.
	const flatness = 2.5 + 4 * clamp(y / horizon);
	const bank = soft(x * 1.3 + 7, y * flatness, seed, 6);
	const cover = smoothstep(0.66 - 0.2 * clouds, 0.86 - 0.16 * clouds, bank) * smoothstep(0, 0.3, y / horizon + 0.15);
	const lit = mix(
		palette.cloud,
		palette.disc,
		0.6 * Math.exp(-distance * 2.6) + 0.5 * smoothstep(0.6, 0.8, bank) - 0.2,
	);
	return mix(colour, lit, cover * 0.7);
}

/** Fills the canvas from the grid, each pixel between its four nearest cells. */
function stretch({ width, height, pixels }: Canvas, grid: Float32Array, columns: number, cell: number): void {
	const line = new Float32Array(columns * 3);
	for (let y = 0, at = 0; y < height; y++) {
		const row = Math.floor(y / cell);
		const down = y / cell - row;
		for (let i = 0; i < line.length; i++) {
			const above = grid[row * columns * 3 + i] ?? 0;
			line[i] = above + ((grid[(row + 1) * columns * 3 + i] ?? 0) - above) * down;
		}
		for (let x = 0; x < width; x++, at += 4) {
			const column = Math.floor(x / cell);
			const across = x / cell - column;
			const left = column * 3;
			for (let channel = 0; channel < 3; channel++) {
				const value = line[left + channel] ?? 0;
				pixels[at + channel] = value + ((line[left + 3 + channel] ?? 0) - value) * across;
			}
		}
	}
}

function paintStars(canvas: Canvas, { seed, width, height, horizon, palette }: Scene): void {
	const random = mulberry32(seed ^ 0x57a25);
	for (let count = Math.round(width * height * 260); count > 0; count--) {
		const x = random() * canvas.width;
		const y = random() ** 1.4 * horizon * canvas.unit;
		const brightness = between(random, 0.15, 0.9) * random();
		const radius = canvas.unit * between(random, 0.0006, 0.0016);
		const reach = radius * 2 + 1;
		fill(
			canvas,
			{ left: x - reach, right: x + reach, top: y - reach, bottom: y + reach },
			toRgb(palette.disc),
			(px, py) => Math.max(0, brightness * Math.exp(-(((px - x) ** 2 + (py - y) ** 2) / (radius * radius + 0.3)))),
		);
	}
}

function paintDisc(canvas: Canvas, { sun, palette }: Scene): void {
	const x = sun.x * canvas.unit;
	const y = sun.y * canvas.unit;
	const radius = sun.radius * canvas.unit;
	const softness = Math.max(1, radius * 0.04);
	const box = { left: x - radius - 2, right: x + radius + 2, top: y - radius - 2, bottom: y + radius + 2 };
	fill(canvas, box, toRgb(palette.disc), (px, py) => (radius - Math.hypot(px - x, py - y)) / softness + 0.5);
}

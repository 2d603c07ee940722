import { between, mulberry32 } from '../random';
import type { Canvas } from './canvas';
import { clamp, mix, toRgb, type Colour } from './colour';
import { ridged, soft } from './noise';
import type { Ridge, Scene } from './scene';

/** Heights taken within one column of pixels, which smooths steep edges. */
const samples = 4;

/** Steps of a ridge's colour from its crest down to the mist at its foot. */
const steps = 256;

/** Paints ridges, the farthest first, each down to where the next hides it, the last one down to the row `bottom`. */
export function paintRidges(canvas: Canvas, scene: Scene, ridges: readonly Ridge[], bottom: number): void {
	const outlines = ridges.map((ridge) => outlineOf(canvas, ridge));
	ridges.forEach((ridge, index) => {
		const [outline, next] = outlines.slice(index);
		if (outline) {
			paintRidge(canvas, scene, ridge, outline, Math.min(bottom, next ? Math.ceil(lowest(next.full)) : bottom));
		}
	});
}

/** Heights in pixels from the top, where y grows downwards. */
interface Outline {
	/** The edge against the sky, firs included, several times for every column. */
	readonly crest: Float32Array;
	/** For every column, where the ridge begins to cover a pixel, and where it covers all of it. */
	readonly top: Float32Array;
	readonly full: Float32Array;
	/** For every column, the ground without the firs. */
	readonly ground: Float32Array;
}

function paintRidge(canvas: Canvas, scene: Scene, ridge: Ridge, outline: Outline, bottom: number): void {
	const { width, unit, pixels } = canvas;
	const { crest, top, full, ground } = outline;
	const [shade, lit] = depthColours(scene, ridge);
	const faces = facesOf(ground, canvas, ridge);
	const sunlight = Float32Array.from(
		{ length: width },
		(_, x) => 0.9 * Math.exp(-Math.abs(x / unit - scene.sun.x) * 2.4) * (1 - 0.75 * ridge.nearness),
	);
	const fade = (steps - 1) / (unit * (ridge.rise * 0.75 + 0.07));
	const skew = scene.sun.x > scene.width / 2 ? 0.45 : -0.45;
	const faceFade = Float32Array.from({ length: steps }, (_, step) => (1 - step / steps) ** 2);

	for (let y = Math.max(0, Math.floor(highest(top))); y < bottom; y++) {
		for (let x = 0, at = y * width * 4; x < width; x++, at += 4) {
			if (y + 1 <= (top[x] ?? 0)) {
				continue;
			}
			const depth = Math.max(0, y - (ground[x] ?? 0));
			const step = Math.min(steps - 1, Math.floor(depth * fade));
			const face = (faces[clampIndex(x + depth * skew, width)] ?? 0) * (faceFade[step] ?? 0);
			const light = sunlight[x] ?? 0;
			const cover = y >= (full[x] ?? 0) ? 1 : coverage(crest, x, y);
			for (let channel = 0; channel < 3; channel++) {
				const dark = shade[step * 3 + channel] ?? 0;
				const value = (dark + ((lit[step * 3 + channel] ?? 0) - dark) * light) * (1 + face);
				pixels[at + channel] = cover === 1 ? value : (pixels[at + channel] ?? 0) * (1 - cover) + value * cover;
			}
		}
	}
}

function outlineOf({ width, unit }: Canvas, ridge: Ridge): Outline {
	const { seed, base, rise, frequency, lean, kind } = ridge;
	const crest = Float32Array.from({ length: width * samples }, (_, i) => {
		const x = i / samples / unit;
		const profile = kind === 'mountains' ? peaks(x * frequency, seed) : soft(x * frequency, 0.5, seed, 5);
		const slope = lean * ((2 * i) / (width * samples) - 1);
		return (base - rise * profile - 0.16 * Math.max(-0.2, slope) ** 3 - 0.07 * slope) * unit;
	});
	const ground = Float32Array.from({ length: width }, (_, x) => crest[x * samples] ?? 0);
	if (ridge.firs > 0) {
		plantFirs(crest, ridge, width / unit, unit);
	}
	const column = (x: number): Float32Array => crest.subarray(x * samples, (x + 1) * samples);
	return {
		crest,
		ground,
		top: Float32Array.from({ length: width }, (_, x) => highest(column(x))),
		full: Float32Array.from({ length: width }, (_, x) => lowest(column(x))),
	};
}

function highest(heights: Float32Array): number {
	return heights.reduce((a, b) => Math.min(a, b), Infinity);
}

function lowest(heights: Float32Array): number {
	return heights.reduce((a, b) => Math.max(a, b), 0);
}

function clampIndex(index: number, length: number): number {
	return Math.min(length - 1, Math.max(0, Math.floor(index)));
}

/** A few summits that stand out among many lower ones, 0 to about 1. */
function peaks(x: number, seed: number): number {
	return 1.35 * ridged(x, 0.5, seed, 8) ** 1.5 * (0.55 + 0.75 * soft(x * 0.9, 4, seed, 2)) + 0.05;
}

/** Raises the crest to the outlines of firs: each a stack of skirts that narrow to a tip. */
function plantFirs(
	crest: Float32Array,
	{ seed, firs, nearness, frequency }: Ridge,
	widthUnits: number,
	unit: number,
): void {
	const random = mulberry32(seed);
	const ground = crest.slice();
	const perUnit = unit * samples;
	for (let x = -firs; x < widthUnits + firs; x += firs * between(random, 0.09, 0.3)) {
		const grove = soft(x * (3 + frequency), 9, seed, 3);
		const tall = firs * between(random, 0.45, 1) * clamp(0.35 + (grove - 0.36) * 3.2);
		if (grove < 0.4 - 0.1 * nearness) {
			continue;
		}
		const halfWidth = tall * between(random, 0.15, 0.21);
		const skirts = 7 + Math.round(nearness * 4);
		const middle = Math.round(x * perUnit);
		const foot = (ground[clampIndex(middle, ground.length)] ?? 0) + firs * 0.04 * unit;
		const reach = Math.ceil(halfWidth * perUnit);
		for (let i = Math.max(0, middle - reach); i <= Math.min(crest.length - 1, middle + reach); i++) {
			const out = Math.abs(i - middle) / reach;
			const twigs = soft((i / perUnit / firs) * 90, x, seed, 2) - 0.5;
			const tier = Math.max(0, out * skirts + twigs * 1.4);
			const droop = (tier - Math.floor(tier)) / skirts;
			const rise = tall * unit * (1 - out ** 0.85 + droop * 0.75 * (1 - out * 0.5) + twigs * 0.05 - 0.02);
			crest[i] = Math.min(crest[i] ?? 0, foot - rise);
		}
	}
}

/** How much of the pixel at column x and row y lies below the crest, 0 to 1. */
function coverage(crest: Float32Array, x: number, y: number): number {
	let sum = 0;
	for (let i = x * samples; i < (x + 1) * samples; i++) {
		sum += clamp(y + 1 - (crest[i] ?? 0));
	}
	return sum / samples;
}

/** How much brighter or darker the mountain's face below each column is, by the side to which the crest falls there. */
function facesOf(ground: Float32Array, { width, unit }: Canvas, { kind, nearness }: Ridge): Float32Array {
	if (kind !== 'mountains') {
		return new Float32Array(width);
	}
	const strength = 0.24 * (1 - nearness);
	const fall = (x: number, span: number): number => {
		const reach = Math.max(1, Math.round(span * unit));
		return ((ground[clampIndex(x + reach, width)] ?? 0) - (ground[clampIndex(x - reach, width)] ?? 0)) / reach;
	};
	// Broad faces, and the gullies in them.
	return Float32Array.from(
		{ length: width },
		(_, x) => strength * (Math.tanh(fall(x, 0.03) * 1.3) * 0.9 + Math.tanh(fall(x, 0.006)) * 0.3),
	);
}

/** Red, green and blue for each step from crest to foot: away from the sun, and below it. */
function depthColours({ palette }: Scene, { nearness }: Ridge): [Float32Array, Float32Array] {
	const body = mix(palette.far, palette.near, nearness ** 0.8);
	const foot = mix(palette.mist, palette.near, 0.25 * nearness + 0.7 * nearness ** 3);
	const table = (crest: Colour): Float32Array => {
		const colours = new Float32Array(steps * 3);
		for (let step = 0; step < steps; step++) {
			colours.set(toRgb(mix(crest, foot, (step / (steps - 1)) ** 1.3 * (0.92 - 0.5 * nearness))), step * 3);
		}
		return colours;
	};
	return [table(body), table(mix(body, palette.glow, 0.4))];
}

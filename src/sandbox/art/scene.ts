import { between, hash, mulberry32, pick, type Random } from '../random';
import { palettes, type Palette } from './palettes';

/** What is in the image and where. Lengths are in units of the image's shorter edge, from its top left corner. */
export interface Scene {
	readonly seed: number;
	readonly width: number;
	readonly height: number;
	readonly palette: Palette;
	readonly horizon: number;
	readonly sun: { readonly x: number; readonly y: number; readonly radius: number };
	/** How much of the sky is under cloud, 0 to 1. */
	readonly clouds: number;
	/** From the farthest to the nearest. */
	readonly ridges: readonly Ridge[];
	/** Drawn before the ridges whose base lies below it. */
	readonly lake: { readonly shore: number } | undefined;
}

/** One range of mountains or hills. */
export interface Ridge {
	readonly seed: number;
	readonly kind: 'mountains' | 'hills';
	/** The height of its foot on the image, and how far it rises above that. */
	readonly base: number;
	readonly rise: number;
	/** Summits in one unit. */
	readonly frequency: number;
	/** 0 farthest, 1 nearest. */
	readonly nearness: number;
	/** The height of the firs on it; 0 for none. */
	readonly firs: number;
	/** Towards which edge it rises, and how much: -1 left, 1 right, 0 level. */
	readonly lean: number;
}

/** The scene for a prompt, the same in every size; the frame only decides how much of it is seen. */
export function sceneFor(prompt: string, width: number, height: number): Scene {
	const seed = hash(prompt);
	const random = mulberry32(seed);
	// The land fills at most so much, so that a tall image is a tall sky and not a wall.
	const horizon = Math.max(height * between(random, 0.56, 0.64), height - 0.7);
	const palette = pick(random, Object.values(palettes) as [Palette, ...Palette[]]);
	const side = random() < 0.5 ? -1 : 1;
	const sun = {
		x: width * (0.5 + side * between(random, 0.06, 0.24)),
		y: horizon - Math.min(horizon * 0.55, between(random, 0.16, 0.36)),
		radius: between(random, 0.036, 0.062),
	};
	const lake = random() < 0.55 ? { shore: horizon + (height - horizon) * 0.2 } : undefined;
	const clouds = between(random, 0.25, 0.9);
	const ridges = lake ? byTheLake(random, horizon, height, side) : rangeOnRange(random, horizon, height, side);
	return { seed, width, height, palette, horizon, sun, clouds, ridges, lake };
}

function ridge(random: Random, values: Omit<Ridge, 'seed'>): Ridge {
	return { seed: Math.floor(random() * 2 ** 31), ...values };
}

function rangeOnRange(random: Random, horizon: number, height: number, side: number): Ridge[] {
	const below = height - horizon;
	const count = 6;
	return Array.from({ length: count }, (_, index) => {
		const nearness = index / (count - 1);
		const mountains = index < 3;
		return ridge(random, {
			kind: mountains ? 'mountains' : 'hills',
			base: horizon + below * (0.04 + 0.82 * nearness ** 1.4),
			rise: mountains ? between(random, 0.24, 0.34) * (1 - 0.2 * index) : between(random, 0.1, 0.16),
			frequency: mountains ? 1.5 + 0.4 * index : between(random, 0.7, 1.3),
			nearness,
			firs: index < 3 ? 0 : ([0.02, 0.04, 0.1][index - 3] ?? 0),
			lean: index === count - 1 ? -side * 0.8 : 0,
		});
	});
}

function byTheLake(random: Random, horizon: number, height: number, side: number): Ridge[] {
	const below = height - horizon;
	const range = (nearness: number, base: number, rise: number, frequency: number, firs = 0): Ridge =>
		ridge(random, { kind: firs ? 'hills' : 'mountains', base, rise, frequency, nearness, firs, lean: 0 });
	const shore = horizon + below * 0.2;
	return [
		range(0, horizon + below * 0.05, between(random, 0.26, 0.36), 1.4),
		range(0.25, horizon + below * 0.12, between(random, 0.16, 0.24), 2),
		range(0.5, shore + 0.004, between(random, 0.05, 0.09), 1.4, 0.022),
		ridge(random, {
			kind: 'hills',
			base: height - below * 0.1,
			rise: 0.05,
			frequency: 1.1,
			nearness: 1,
			firs: between(random, 0.14, 0.2),
			lean: -side,
		}),
	];
}

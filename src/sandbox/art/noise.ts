/** Value noise: random heights at the integers, soft curves between them. Every function returns 0 to 1. */

function lattice(x: number, y: number, seed: number): number {
	let bits = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed;
	bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
	bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
	return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

function ease(t: number): number {
	return t * t * t * (t * (t * 6 - 15) + 10);
}

function noise(x: number, y: number, seed: number): number {
	const column = Math.floor(x);
	const row = Math.floor(y);
	const across = ease(x - column);
	const down = ease(y - row);
	const top = lattice(column, row, seed) * (1 - across) + lattice(column + 1, row, seed) * across;
	const bottom = lattice(column, row + 1, seed) * (1 - across) + lattice(column + 1, row + 1, seed) * across;
	return top * (1 - down) + bottom * down;
}

/** Noise upon noise, each octave twice as fine and `gain` times as strong. `shape` bends each octave. */
function octaves(
	x: number,
	y: number,
	seed: number,
	count: number,
	gain: number,
	shape: (n: number) => number,
): number {
	let sum = 0;
	let total = 0;
	let strength = 1;
	for (let octave = 0; octave < count; octave++) {
		const scale = 2 ** octave;
		sum += strength * shape(noise(x * scale, y * scale, seed + octave * 101));
		total += strength;
		strength *= gain;
	}
	return sum / total;
}

/** Rolling: hills, mist, clouds. */
export function soft(x: number, y: number, seed: number, count: number): number {
	return octaves(x, y, seed, count, 0.5, (n) => n);
}

/** Creased at its crests: mountains. */
export function ridged(x: number, y: number, seed: number, count: number): number {
	return octaves(x, y, seed, count, 0.47, (n) => 1 - Math.abs(2 * n - 1));
}

/** Numbers from 0 up to 1 that look random and repeat with their seed. */
export type Random = () => number;

/** Mulberry32 by Tommy Ettinger: 32 bits of state, quick, good enough for images and waiting times. */
export function mulberry32(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let bits = Math.imul(state ^ (state >>> 15), state | 1);
		bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
		return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** FNV-1a over UTF-16 code units: the same 32-bit number for the same text, everywhere. */
export function hash(text: string): number {
	let sum = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) {
		sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
	}
	return sum >>> 0;
}

/** A number between `from` and `to`. */
export function between(random: Random, from: number, to: number): number {
	return from + (to - from) * random();
}

/** One of the items; there must be at least one. */
export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
	return items[Math.floor(random() * items.length)] ?? items[0];
}

/** A colour in OKLab (Björn Ottosson, 2020), where mixing looks even: lightness 0 to 1, green–red, blue–yellow. */
export type Colour = readonly [lightness: number, a: number, b: number];

/** Red, green and blue from 0 to 255, not rounded. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Reads `#rrggbb`. */
export function colour(hex: string): Colour {
	const [r, g, b] = [1, 3, 5].map((at) => toLinear(parseInt(hex.slice(at, at + 2), 16) / 255)) as [
		number,
		number,
		number,
	];
	const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
	];
}

export function toRgb([lightness, a, b]: Colour): Rgb {
	const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
	return [
		255 * toGamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
		255 * toGamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
		255 * toGamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
	];
}

/** From `from` (at 0) to `to` (at 1). */
export function mix(from: Colour, to: Colour, share: number): Colour {
	const t = clamp(share);
	return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, from[2] + (to[2] - from[2]) * t];
}

/** Evenly spaced stops, the first at 0, the last at 1. */
export function gradient(stops: readonly Colour[], at: number): Colour {
	const place = clamp(at) * (stops.length - 1);
	const index = Math.min(Math.floor(place), stops.length - 2);
	return mix(stops[index] ?? [0, 0, 0], stops[index + 1] ?? [0, 0, 0], place - index);
}

export function clamp(value: number): number {
	return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** 0 below `low`, 1 above `high`, and a soft S between. */
export function smoothstep(low: number, high: number, value: number): number {
	const t = clamp((value - low) / (high - low));
	return t * t * (3 - 2 * t);
}

function toLinear(value: number): number {
	return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function toGamma(value: number): number {
	const inside = clamp(value);
	return inside <= 0.0031308 ? inside * 12.92 : 1.055 * inside ** (1 / 2.4) - 0.055;
}

import type { Codecs, WrittenFormat } from './codecs';
import { within } from './frame';
import type { Pixels } from './pixels';

/** A file within a budget, or as near to it as it comes. */
export interface Weighed {
	readonly file: Buffer;
	readonly pixels: Pixels;
	/** From 0 to 100; undefined for a PNG, which has none. */
	readonly quality: number | undefined;
}

/** Below it, people see what was left out. */
const leastQuality = 50;

/** So many halvings tell the quality to two steps. */
const tries = 5;

/** The smallest an image is scaled to for a budget's sake: its longer edge, in pixels. */
const leastEdge = 256;

/** How much smaller its edges become at a time. */
const steps = { least: 0.9, most: 0.7 };

/** How heavy a file may be, and what may be done about it. */
export interface Weight {
	readonly format: WrittenFormat;
	/** The one that is wished, from 0 to 100. */
	readonly quality: number;
	/** In bytes. */
	readonly budget: number;
	/** Whether it may be scaled down. */
	readonly mayShrink: boolean;
}

/**
 * The best that weighs no more than that: at the quality asked for, else at the highest below that fits, down to 50; then scaled down, where
 * it may be, down to 256 pixels. What is larger even then is given as it is.
 */
export async function weighed(codecs: Codecs, image: Pixels, weight: Weight): Promise<Weighed> {
	const { format, quality, budget, mayShrink } = weight;
	const best = await atQuality(codecs, image, format, quality);
	if (best.file.length <= budget) {
		return best;
	}
	const hasQuality = format !== 'png' && quality > leastQuality;
	const least = hasQuality ? await atQuality(codecs, image, format, leastQuality) : best;
	const light = mayShrink ? await shrunk(codecs, least, weight) : least;
	return hasQuality && light.file.length <= budget ? await improved(codecs, light, weight) : light;
}

async function atQuality(codecs: Codecs, image: Pixels, format: WrittenFormat, quality: number): Promise<Weighed> {
	const file = await codecs.encode(image, format, quality);
	return { file, pixels: image, quality: format === 'png' ? undefined : quality };
}

/** Scales it down until it fits: from the whole image each time, because scaling what was scaled blurs. */
async function shrunk(codecs: Codecs, start: Weighed, { format, budget }: Weight): Promise<Weighed> {
	let best = start;
	while (best.file.length > budget) {
		const edge = Math.max(best.pixels.width, best.pixels.height);
		if (edge <= leastEdge) {
			break;
		}
		// Fewer pixels weigh more each, as a rule; what weighs less each than it did would be scaled too far at once.
		const scale = Math.min(steps.least, Math.max(steps.most, Math.sqrt(budget / best.file.length)));
		const size = within(start.pixels, Math.max(leastEdge, Math.floor(edge * scale)));
		best = await atQuality(codecs, await codecs.resize(start.pixels, size), format, start.quality ?? 100);
	}
	return best;
}

/** The highest quality that fits, from one that does up to the one that is wished: half the rest at a time. */
async function improved(codecs: Codecs, fits: Weighed, { format, quality, budget }: Weight): Promise<Weighed> {
	let best = fits;
	let above = quality + 1;
	for (let count = 0; count < tries && above - (best.quality ?? 0) > 1; count++) {
		const next = await atQuality(codecs, fits.pixels, format, Math.floor(((best.quality ?? 0) + above) / 2));
		if (next.file.length <= budget) {
			best = next;
		} else {
			above = next.quality ?? above;
		}
	}
	return best;
}

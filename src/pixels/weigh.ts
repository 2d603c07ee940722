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

/** The smallest an image is scaled to for a budget's sake: its longer edge, in pixels. */
const leastEdge = 256;

/** What part of a budget is made use of at least, nobody sees the rest; and what part is aimed at, so that it is met rather than missed. */
const part = { enough: 0.85, aim: 0.97 };

/** Each try writes the whole file anew, which takes seconds of a large one; as a rule two or three are enough. */
const tries = 7;

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
 * The best that weighs no more than that: at the quality asked for, else at a lower one, down to 50; then scaled down, where it may be, down
 * to 256 pixels. What is larger even then is given as it is.
 */
export async function weighed(codecs: Codecs, image: Pixels, weight: Weight): Promise<Weighed> {
	const { format, quality, budget, mayShrink } = weight;
	const best = await atQuality(codecs, image, format, quality);
	const hasQuality = format !== 'png' && quality > leastQuality;
	if (best.file.length <= budget || !(hasQuality || mayShrink)) {
		return best;
	}
	const least = hasQuality ? await atQuality(codecs, image, format, leastQuality) : best;
	if (least.file.length <= budget) {
		return await finest(codecs, { least, best }, weight);
	}
	const small = mayShrink ? await shrunk(codecs, least, weight) : least;
	const isLight = small.file.length < budget * part.enough;
	return hasQuality && isLight
		? await finest(codecs, { least: small, best: await atQuality(codecs, small.pixels, format, quality) }, weight)
		: small;
}

async function atQuality(codecs: Codecs, image: Pixels, format: WrittenFormat, quality: number): Promise<Weighed> {
	const file = await codecs.encode(image, format, quality);
	return { file, pixels: image, quality: format === 'png' ? undefined : quality };
}

/** As many pixels as fit: scaled from the whole image each time, because scaling what was scaled blurs. */
async function shrunk(codecs: Codecs, { pixels, ...whole }: Weighed, { format, budget }: Weight): Promise<Weighed> {
	const edge = Math.max(pixels.width, pixels.height);
	const ofEdge = async (edge: number): Promise<Weighed> =>
		await atQuality(codecs, await codecs.resize(pixels, within(pixels, edge)), format, whole.quality ?? 100);
	return await heaviest(ofEdge, { heavy: { at: edge, made: { pixels, ...whole } } }, { least: leastEdge, budget });
}

/** The highest quality that fits, of those between one that does and the one that is wished. */
async function finest(
	codecs: Codecs,
	{ least, best }: { readonly least: Weighed; readonly best: Weighed },
	{ format, quality, budget }: Weight,
): Promise<Weighed> {
	if (best.file.length <= budget) {
		return best;
	}
	const ofQuality = (at: number): Promise<Weighed> => atQuality(codecs, least.pixels, format, at);
	const known = { fits: { at: leastQuality, made: least }, heavy: { at: quality, made: best } };
	return await heaviest(ofQuality, known, { least: leastQuality, budget });
}

/** What was made of a quality, or of an edge. */
interface Try {
	readonly at: number;
	readonly made: Weighed;
}

/** The heaviest within the budget, or nearly, of what is made of a whole number below one that is too much; the lightest where none is within it. */
async function heaviest(
	make: (at: number) => Promise<Weighed>,
	known: { readonly fits?: Try; readonly heavy: Try },
	{ least, budget }: { readonly least: number; readonly budget: number },
): Promise<Weighed> {
	let { fits, heavy } = known;
	let other = fits;
	for (let count = 0; count < tries && (fits?.made.file.length ?? 0) < budget * part.enough; count++) {
		const [lowest, highest] = [fits ? fits.at + 1 : least, heavy.at - 1];
		if (lowest > highest) {
			break;
		}
		const at = Math.min(highest, Math.max(lowest, Math.floor(meeting(budget * part.aim, heavy, other))));
		const next = { at, made: await make(at) };
		if (next.made.file.length <= budget) {
			fits = other = next;
		} else {
			other = fits ?? heavy;
			heavy = next;
		}
	}
	return fits ? fits.made : heavy.at > least ? await make(least) : heavy.made;
}

/** Where a file has that many bytes, if they grow by a power of that number: of the edge by its square, where only one file is known. */
function meeting(bytes: number, heavy: Try, other: Try | undefined): number {
	const tooMuch = heavy.made.file.length;
	const power = other ? Math.log(tooMuch / other.made.file.length) / Math.log(heavy.at / other.at) : 2;
	return heavy.at * (bytes / tooMuch) ** (1 / (power > 0.2 ? power : 2));
}

import { inability } from '../../engine/providers/ability';
import { billsNobody, familyAt } from '../../engine/providers/catalogue';
import { fit } from '../../engine/providers/fit';
import {
	type AspectRatio,
	aspectRatios,
	type Endpoint,
	type ImageRequest,
	type Resolution,
	resolutions,
} from '../../engine/task';
import { wordInability } from '../../messages/inability';
import { t } from '../ui/translate';

/** What only some models can be told. */
export type Wishes = Pick<ImageRequest, 'quality' | 'background' | 'format' | 'compression' | 'count'>;

/** Something that the chosen model can be told. */
export interface ImageOption {
	readonly key: keyof Wishes;
	readonly title: string;
	readonly placeholder: string;
	readonly values: readonly NonNullable<Wishes[keyof Wishes]>[];
}

/** The compressions to choose from: the best one, what nobody sees, and what is small. */
const compressions = [100, 90, 80, 60, 40];

/** So many images can be had at once of every model, by several requests where it draws one at a time. */
const leastCount = 4;

/** What the endpoint's model can be told beside prompt and size. */
export function optionsOf(endpoint: Endpoint, { format, background }: Wishes): readonly ImageOption[] {
	const { qualities = [], backgrounds = [], formats = [], compresses = false, maxCount = 1 } = familyAt(endpoint);
	const isLossy = format === 'jpeg' || format === 'webp';
	const all: readonly ImageOption[] = [
		{ key: 'quality', title: t('Quality'), placeholder: t('Choose a quality'), values: qualities },
		{
			key: 'background',
			title: t('Background'),
			placeholder: t('Choose a background'),
			// Also where the model doesn't draw it: what was wished isn't dropped unseen.
			values: [...new Set([...backgrounds, ...(background === 'transparent' ? [background] : [])])],
		},
		{ key: 'format', title: t('Format'), placeholder: t('Choose a file format'), values: formats },
		{
			key: 'compression',
			title: t('Compression'),
			placeholder: t('Choose from 100, the best, to 0, the smallest'),
			values: compresses && isLossy ? compressions : [],
		},
		{
			key: 'count',
			title: t('Number of images'),
			placeholder: billsNobody(endpoint)
				? t('Choose how many images to generate')
				: t('Choose how many images to generate; each is billed'),
			values: Array.from({ length: Math.max(maxCount, leastCount) }, (_, index) => index + 1),
		},
	];
	return all.filter(({ values }) => values.length > 0);
}

/** Of what was wished before, what the endpoint's model can be told at all. */
export function wishesFor(endpoint: Endpoint, wished: Wishes): Wishes {
	const options = optionsOf(endpoint, wished);
	// Who can't draw SVG would only refuse it; any other wish has something near.
	const isTaken = ([key, value]: [string, unknown]): boolean =>
		options.some((option) => option.key === key && (value !== 'svg' || option.values.includes(value)));
	return Object.fromEntries(Object.entries(wished).filter(isTaken));
}

/** What only some models can be told, of what was asked for. */
export function wishesIn({ quality, background, format, compression, count }: Omit<ImageRequest, 'prompt'>): Wishes {
	return {
		...(quality && { quality }),
		...(background && { background }),
		...(format && { format }),
		...(compression !== undefined && { compression }),
		...(count !== undefined && { count }),
	};
}

/** Why the model need not be asked for that, and which ones can; undefined where it can, or nobody knows. */
export function refusalAt(
	endpoint: Endpoint | undefined,
	{ files }: { readonly files: readonly unknown[] },
	{ background }: Wishes = {},
): string | undefined {
	const unable = endpoint && inability({ inputs: files, ...(background && { background }) }, endpoint);
	return unable && wordInability(t, unable.facts);
}

/** What the model makes of a wish that it does not take as it is; undefined where it takes it. */
export function insteadOf(
	endpoint: Endpoint | undefined,
	image: Omit<ImageRequest, 'prompt'>,
	wish: 'resolution' | 'aspectRatio' | 'pixels' | keyof Wishes,
): string | undefined {
	const changes = endpoint ? fit({ prompt: '-', ...image }, endpoint).changes : [];
	return changes.find((change) => change.wish === wish)?.instead;
}

/** The resolutions that the model draws, one for each of its sizes; all where nobody knows. */
export function resolutionsAt(endpoint: Endpoint | undefined): readonly Resolution[] {
	if (!endpoint) {
		return resolutions;
	}
	const sized = resolutions.map((resolution) => ({
		resolution,
		pixels: pixelsOf(endpoint, resolution),
		isExact: insteadOf(endpoint, { resolution }, 'resolution') === undefined,
	}));
	const isBetter = (one: (typeof sized)[number], other: (typeof sized)[number], at: number): boolean =>
		other.pixels === one.pixels && (other.isExact === one.isExact ? at < sized.indexOf(one) : other.isExact);
	return sized
		.filter((one) => !sized.some((other, at) => other !== one && isBetter(one, other, at)))
		.map(({ resolution }) => resolution);
}

/** The one of `offered` that is the model's answer to a resolution. */
export function nearestOffered(
	endpoint: Endpoint | undefined,
	resolution: Resolution,
	offered: readonly Resolution[],
): Resolution | undefined {
	return offered.includes(resolution) || !endpoint
		? resolution
		: offered.find((other) => pixelsOf(endpoint, other) === pixelsOf(endpoint, resolution));
}

/** The aspect ratios that the model draws at that resolution. */
export function ratiosAt(endpoint: Endpoint | undefined, resolution: Resolution): readonly AspectRatio[] {
	return aspectRatios.filter(
		(aspectRatio) => insteadOf(endpoint, { resolution, aspectRatio }, 'aspectRatio') === undefined,
	);
}

function pixelsOf(endpoint: Endpoint, resolution: Resolution): string {
	const { width, height } = fit({ prompt: '-', resolution }, endpoint);
	return `${width}x${height}`;
}

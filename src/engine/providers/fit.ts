import {
	aspectRatios,
	type Background,
	type ImageFormatAsked,
	type ImageRequest,
	promptSent,
	type Quality,
} from '../task';
import { familyAt, type ModelAt, takesSeed } from './catalogue';
import { drawsSvg } from './drawsSvg';
import type { ModelFamily, Sizes } from './family';
import type { SentImage } from './sentImage';
import { distance, edges, enlargement, fitSize, type FittedSize, nearestRatio, quotient } from './sizes';

/** What is asked of a model: the nearest that it takes to what was wished. */
export interface Fitted extends FittedSize {
	readonly prompt: string;
	readonly quality?: Quality;
	readonly background?: Background;
	readonly format?: ImageFormatAsked;
	readonly compression?: number;
	readonly count: number;
	readonly seed?: number;
	/** What goes along, the one that is to be changed first. */
	readonly inputs: readonly SentImage[];
	/** What was wished and is not asked for: to be said before anything is sent. */
	readonly changes: readonly Change[];
}

/** A wish that the model does not take. */
export interface Change {
	readonly wish:
		'resolution' | 'aspectRatio' | 'pixels' | 'quality' | 'background' | 'format' | 'compression' | 'count' | 'seed';
	readonly wanted: string;
	/** What is asked for instead; absent where nothing is. */
	readonly instead?: string;
}

/** The nearest that the endpoint's model takes. Pure; nothing is dropped in silence. */
export function fit(image: ImageRequest, endpoint: ModelAt, inputs: readonly SentImage[] = []): Fitted {
	const family = familyAt(endpoint);
	const { sizes, compresses = false, backgrounds = ['transparent'], qualities = [], maxCount = 1 } = family;
	const size = fitSize(shaped(image, sizes, inputs), sizes);
	const quality = image.quality && nearestOf(image.quality, qualities);
	const format = formatFor(image, size, family);
	// Where nobody knows whether it can draw on nothing, what comes is to tell. An SVG has nothing behind it that is not drawn.
	const background = format === 'svg' ? undefined : backgrounds.find((candidate) => candidate === image.background);
	const isSvg = format === 'svg';
	const isLossy = format === 'jpeg' || format === 'webp';
	const compression = compresses && isLossy ? image.compression : undefined;
	const seed = takesSeed(endpoint) ? image.seed : undefined;
	// An SVG is written one at a time: openai-node 7.57.0 `resources/images`, `svg`.
	const count = isSvg ? 1 : Math.min(image.count ?? 1, maxCount);
	return {
		prompt: promptSent(image),
		...size,
		...(quality && { quality }),
		...(background && { background }),
		...(format && { format }),
		...(compression !== undefined && { compression }),
		count,
		...(seed !== undefined && { seed }),
		inputs,
		changes: [
			...sizeChanges(image, size),
			...change('quality', image.quality, quality),
			...change('background', image.background, background),
			...change('format', image.format, format),
			...change('compression', image.compression, compression),
			...change('count', image.count, count),
			...change('seed', image.seed, seed),
		],
	};
}

/** As many requests as it takes for the model to draw as many images as are wished. */
export function requestsFor(image: ImageRequest, endpoint: ModelAt): readonly ImageRequest[] {
	const most = fit(image, endpoint).count;
	const { count = 1, ...one } = image;
	if (count <= most) {
		return [image];
	}
	return Array.from({ length: Math.ceil(count / most) }, (_, index) => {
		const share = Math.min(most, count - index * most);
		return { ...one, ...(share > 1 && { count: share }) };
	});
}

/**
 * An image that is to be changed has a shape, which a model that is told a size in pixels would not keep by itself. One that is told a ratio,
 * or none, does.
 */
function shaped(image: ImageRequest, { by }: Sizes, [edited]: readonly SentImage[]): ImageRequest {
	const isToldPixels = by === 'pixels' || by === 'list';
	return edited && image.isEdit && isToldPixels && !image.aspectRatio && !image.pixels
		? { ...image, aspectRatio: nearestRatio(edited.width / edited.height, aspectRatios) }
		: image;
}

/**
 * The format to ask for: the one that is wished, if the model has it; PNG or WebP where the background is to be transparent. Where nothing is
 * wished, JPEG above 1K in the place of PNG, which has tens of megabytes there. What draws nothing but SVG is asked for that.
 */
function formatFor(
	{ format, background }: ImageRequest,
	{ resolution }: FittedSize,
	family: ModelFamily,
): ImageFormatAsked | undefined {
	const { formats: offered = [] } = family;
	if (family.svg === 'only' || (format === 'svg' && drawsSvg(family) !== false)) {
		return 'svg';
	}
	if (background === 'transparent' && format !== 'webp') {
		return offered.find((candidate) => candidate === 'png');
	}
	const isHeavy = offered[0] === 'png' && resolution !== '1K' && background !== 'transparent';
	const wanted = format ?? (isHeavy ? 'jpeg' : undefined);
	return offered.find((candidate) => candidate === wanted);
}

/** The nearest lower one that is offered; the wanted one itself, where it is. */
function nearestOf(wanted: Quality, offered: readonly Quality[]): Quality | undefined {
	const ascending: readonly Quality[] = ['low', 'medium', 'high', 'xhigh', 'max'];
	return (
		ascending.slice(0, ascending.indexOf(wanted) + 1).findLast((quality) => offered.includes(quality)) ?? offered[0]
	);
}

/** Between so many times as many pixels as were wished, and so many, an image is of the size that was asked for. */
const alike = { least: 0.9, most: 1.6 };

/** Pixels whose ratio's logarithm differs by less look the same. */
const ratioTolerance = 0.1;

function sizeChanges({ resolution, aspectRatio, pixels: exact }: ImageRequest, size: FittedSize): Change[] {
	const { name, width, height } = size;
	if (exact) {
		// Cutting and scaling down make good whatever else is different.
		const wanted = `${exact.width}x${exact.height}`;
		return enlargement(exact, size) > 1 ? change('pixels', wanted, `${width}x${height}`) : [];
	}
	const share = (width * height) / edges[resolution] ** 2;
	const isAlike = share >= alike.least && share <= alike.most;
	const pixels = `${width}x${height}`;
	const isOfRatio =
		aspectRatio === undefined ||
		(size.aspectRatio === aspectRatio && distance(width / height, quotient(aspectRatio)) < ratioTolerance);
	return [
		...(isAlike ? [] : change('resolution', resolution, name === resolution ? pixels : name)),
		...(isOfRatio
			? []
			: change('aspectRatio', aspectRatio, size.aspectRatio === aspectRatio ? pixels : size.aspectRatio)),
	];
}

function change(
	wish: Change['wish'],
	wanted: string | number | undefined,
	instead: string | number | undefined,
): Change[] {
	return wanted === undefined || wanted === instead
		? []
		: [{ wish, wanted: String(wanted), ...(instead !== undefined && { instead: String(instead) }) }];
}

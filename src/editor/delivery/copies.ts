import { basename } from 'node:path';
import type { DeliveredCopy } from '../../engine/jobs/claim';
import type { SavedImage } from '../../engine/jobs/events';
import { copyPath } from '../../engine/jobs/layout';
import { fit } from '../../engine/providers/fit';
import { imageOf } from '../../engine/task';
import { wordCopy } from '../../messages/copies';
import { dataSize } from '../../messages/elapsed';
import { wordInputFlaw } from '../../messages/inputs';
import { copyWishOf, isCut, type CopyWish, type MadeCopy, type Output } from '../../pixels/output';
import { endpointOf } from '../jobs/asked';
import type { Job } from '../jobs/jobs';
import type { Conversion, Convert } from './converter';
import { t } from '../ui/translate';

/** An image as it is delivered: as it came, or a copy. */
export interface Deliverable extends DeliveredCopy {
	/** The file with its bytes, in the job's folder. */
	readonly source: string;
	/** What became of the copy that was wished, if one was. */
	readonly copying?: Copying;
}

/** The image as it came, what its copy was to be, and what became of that. */
interface Copying {
	readonly original: SavedImage;
	readonly wish: CopyWish;
	readonly conversion: Conversion;
}

/** The image as it came. */
function asItCame({ path: source, format, width, height, bytes }: SavedImage): Deliverable {
	return { source, format, width, height, bytes };
}

/** The job's image as it is wished. Where no such copy can be made, it is delivered as it came: nothing is ever lost. */
export async function deliverable(job: Job, image: SavedImage, output: Output, convert: Convert): Promise<Deliverable> {
	const wish = copyWishOf({ ...image, quality: drawnQuality(job) }, output, imageOf(job.task)?.pixels);
	if (!wish) {
		return asItCame(image);
	}
	const conversion = await convert(image.path, copyPath(image.path, wish.format), wish);
	const copying = { original: image, wish, conversion };
	return isMade(conversion)
		? { ...factsOf(conversion), source: conversion.path, copying }
		: { ...asItCame(image), copying };
}

/** What is noted of a delivery, where what went is a copy. */
export function copyNote(image: Deliverable): DeliveredCopy | undefined {
	return image.copying && isMade(image.copying.conversion) ? factsOf(image) : undefined;
}

/** Whether something was cut off of the image that came. */
export function isCropped({ copying }: Deliverable): boolean {
	const size = copying?.wish.size;
	return copying !== undefined && size !== undefined && isCut(copying.original, size) && isMade(copying.conversion);
}

/** Whether something is to be said of the copy beside what it is. */
export function isRemarkable({ copying }: Deliverable): boolean {
	return (
		copying !== undefined && (!isMade(copying.conversion) || remarksOn(copying.conversion, copying.wish).length > 0)
	);
}

/** What people are to know of a copy, a sentence each; nothing of an image that goes as it came. */
export function wordCopying({ copying }: Deliverable): string[] {
	if (!copying) {
		return [];
	}
	const { original, wish, conversion } = copying;
	if (isMade(conversion)) {
		const { format, width, height, bytes } = original;
		return [
			t('Made from {0}, {1} × {2}, {3}.', format.toUpperCase(), width, height, dataSize(t, bytes)),
			...remarksOn(conversion, wish),
		];
	}
	const why =
		'flaw' in conversion ? wordInputFlaw(t, basename(original.path), conversion.flaw, conversion) : conversion.reason;
	return [t('It is as it came, since no {0} could be made of it: {1}', wish.format.toUpperCase(), why)];
}

function remarksOn(copy: MadeCopy, wish: CopyWish): string[] {
	return wordCopy(t, copy, wish);
}

/** The quality that the service was asked for and takes. */
function drawnQuality(job: Job): number | undefined {
	const endpoint = endpointOf(job);
	const image = imageOf(job.task);
	return endpoint && image && fit(image, endpoint).compression;
}

export function isMade(conversion: Conversion): conversion is MadeCopy {
	return 'path' in conversion;
}

function factsOf({ format, width, height, bytes }: DeliveredCopy): DeliveredCopy {
	return { format, width, height, bytes };
}

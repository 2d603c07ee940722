import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SavedImage } from '../engine/jobs/events';
import { copyPath } from '../engine/jobs/layout';
import { wordCopy } from '../messages/copies';
import { dataSize } from '../messages/elapsed';
import { wordInputFlaw } from '../messages/inputs';
import { fit } from '../engine/providers/fit';
import type { Endpoint, ExactPixels, GenerateTask } from '../engine/task';
import { copyWishOf, type Output } from '../pixels/output';
import { t } from './translate';

/** What the files of a job's images are to be. */
export interface Wished {
	readonly output: Output;
	readonly pixels: ExactPixels | undefined;
	/** The quality that the service has drawn them with, where it was asked for one and takes that. */
	readonly quality: number | undefined;
}

/** What is wished of the files of an image that was made by that service and model. */
export function wishedOf(
	made: Pick<Endpoint, 'service' | 'model'>,
	{ image, endpoint }: GenerateTask,
	output: Output,
): Wished {
	const { service, model } = made;
	return { output, pixels: image.pixels, quality: fit(image, { ...endpoint, service, model }).compression };
}

/** An image as it is wished: a copy in the job's folder, or as it came where that is so, or where no copy could be made. */
export interface Fitting {
	readonly image: SavedImage;
	/** What was made of what, for a copy. */
	readonly made?: string;
	/** What else people are to know of it. */
	readonly sentences: readonly string[];
}

/** Makes of an image what is wished. Nothing is lost where that fails. */
export async function fitting(original: SavedImage, { output, pixels, quality }: Wished): Promise<Fitting> {
	const wish = copyWishOf({ ...original, quality }, output, pixels);
	if (!wish) {
		return { image: original, sentences: [] };
	}
	const asItCame = (why: string): Fitting => ({
		image: original,
		sentences: [t('It is as it came, since no {0} could be made of it: {1}', wish.format.toUpperCase(), why)],
	});
	const { copyOf, openCodecs, readImage, UnreadableImage } = await import('../pixels');
	const codecs = openCodecs();
	try {
		const { file, ...facts } = await copyOf(await readImage(original.path, codecs), wish, codecs);
		const path = copyPath(original.path, facts.format);
		await writeFile(path, file, { mode: 0o600 });
		const { format, width, height } = facts;
		const copy = { ...facts, bytes: file.length };
		const came = `${original.format.toUpperCase()}, ${original.width}x${original.height}, ${dataSize(t, original.bytes)}`;
		return {
			image: { path, format, width, height, bytes: file.length },
			made: t('{0}x{1}, {2}, made from {3}.', width, height, dataSize(t, file.length), came),
			sentences: wordCopy(t, copy, wish),
		};
	} catch (error) {
		return error instanceof UnreadableImage
			? asItCame(wordInputFlaw(t, basename(original.path), error.kind, error.facts))
			: asItCame(String(error));
	}
}

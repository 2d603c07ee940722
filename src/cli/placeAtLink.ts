import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ImageFileFormat, imageFileFormat } from '../documents/wantedImage';
import { GenerationError } from '../engine/failure';
import { codeOf } from '../engine/jobs/fileErrors';
import type { SavedImage } from '../engine/jobs/events';
import type { JobFolder } from '../engine/jobs/layout';
import { placeFile } from '../engine/jobs/placeFile';
import { imageFormatsAsked } from '../engine/task';
import { staysInside, type Wanted } from './fillPlan';

/** Where an image went, and as what. */
export interface PlacedImage {
	readonly path: string;
	/** What it really is, where its name says something else. */
	readonly disguised?: ImageFileFormat;
}

/**
 * Puts an image to where its link leads, and never over another file. A link names a format, and a service answers in the one that it
 * likes: PNG, JPEG and WebP become one another, so that the file is what it is called. Throws `notSaved` where it can't be put there.
 */
export async function placeAtLink(
	image: SavedImage,
	{ targets, link }: Wanted,
	folder: JobFolder,
): Promise<PlacedImage> {
	const [first = link.path] = targets;
	const target = targets.find((path) => imageFileFormat(basename(path)) === image.format) ?? first;
	const wanted = imageFileFormat(basename(target));
	try {
		// Once more: minutes have passed.
		if (!(await staysInside(link.root, target))) {
			throw Object.assign(new Error('a symbolic link leads elsewhere'), { code: 'ELOOP' });
		}
		const isFitting = wanted === image.format;
		const converted = isFitting ? undefined : await convertedTo(wanted, image.path);
		const source = converted ? await keep(converted, folder) : image.path;
		await placeFile(source, dirname(target), [basename(target)], { id: folder.id });
		return { path: target, ...(!isFitting && !converted && { disguised: image.format }) };
	} catch (error) {
		throw new GenerationError('notSaved', { code: codeOf(error), path: target }, true, { cause: error });
	}
}

/** With its job, from where it is placed as any other file. */
async function keep(image: Buffer, folder: JobFolder): Promise<string> {
	const path = join(folder.path, 'converted');
	await writeFile(path, image, { mode: 0o600 });
	return path;
}

/** Hardly to be told from what it is made of. */
const quality = 95;

/** The image as its link calls it; undefined where nothing here writes that, or reads the image. */
async function convertedTo(wanted: ImageFileFormat | undefined, image: string): Promise<Buffer | undefined> {
	const format = imageFormatsAsked.find((known) => known === wanted);
	if (!format) {
		return undefined;
	}
	const { copyIfReadable, openCodecs } = await import('../pixels');
	return (await copyIfReadable(image, { format, quality }, openCodecs()))?.file;
}

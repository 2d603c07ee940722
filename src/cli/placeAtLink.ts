import { basename, dirname } from 'node:path';
import { imageFileFormat } from '../documents/wantedImage';
import { GenerationError } from '../engine/failure';
import { codeOf } from '../engine/jobs/fileErrors';
import type { SavedImage } from '../engine/jobs/events';
import type { JobFolder } from '../engine/jobs/layout';
import { placeFile } from '../engine/jobs/placeFile';
import { wordDisguised } from '../messages/disguised';
import { outputNamed } from '../pixels/output';
import { type Fitting, fitting, type Wished } from './copies';
import { staysInside, type Wanted } from './fillPlan';
import { t } from './translate';

/** Where an image went, and as what. */
export interface PlacedImage extends Fitting {
	/** What it really is, in words, where its name says something else. */
	readonly disguised?: string;
}

/**
 * Puts an image to where its link leads, and never over another file. A link names a format, and a service answers in the one that it
 * likes: PNG, JPEG and WebP become one another, so that the file is what it is called. Throws `notSaved` where it can't be put there.
 */
export async function placeAtLink(
	image: SavedImage,
	{ targets, link }: Wanted,
	folder: JobFolder,
	wished: Wished,
): Promise<PlacedImage> {
	const [first = link.path] = targets;
	const target =
		targets.find((path) => imageFileFormat(basename(path)) === (wished.output.format ?? image.format)) ?? first;
	const wanted = imageFileFormat(basename(target));
	try {
		// Once more: minutes have passed.
		if (!(await staysInside(link.root, target))) {
			throw Object.assign(new Error('a symbolic link leads elsewhere'), { code: 'ELOOP' });
		}
		const output = outputNamed(wanted, image.format, wished.output);
		const { image: made, ...words } = await fitting(image, { ...wished, output });
		await placeFile(made.path, dirname(target), [basename(target)], { id: folder.id });
		const disguised = wanted === made.format ? {} : { disguised: wordDisguised(t, made.format, wanted) };
		return { image: { ...made, path: target }, ...words, ...disguised };
	} catch (error) {
		throw new GenerationError('notSaved', { code: codeOf(error), path: target }, true, { cause: error });
	}
}

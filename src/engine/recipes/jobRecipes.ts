import type { DeliveredCopy } from '../jobs/claim';
import { fileHash } from '../jobs/fileHash';
import type { SavedImage } from '../jobs/events';
import { historyOf } from '../jobs/history';
import type { JobFolder } from '../jobs/layout';
import type { JobState } from '../jobs/state';
import type { Endpoint, ImageRequest } from '../task';
import type { Recipe } from './recipe';

/** A job whose images have arrived, and are still in its folder. */
export interface Brought {
	readonly folder: JobFolder;
	readonly state: Pick<JobState, 'asked' | 'changedAt'>;
	/** What was asked for, and of whom, as far as that is known. */
	readonly image: ImageRequest;
	readonly endpoint?: Endpoint | undefined;
}

/** A file that was made of an image. */
type CopyFile = DeliveredCopy & Pick<SavedImage, 'path'>;

/** An image of a job, and the file that was made of it where it did not go into the workspace as it came. */
export interface BroughtImage {
	readonly original: Pick<SavedImage, 'path'>;
	readonly copy?: CopyFile | undefined;
}

/** How these images of a job were made. */
export async function recipesOf(job: Brought, images: readonly BroughtImage[]): Promise<Recipe[]> {
	const { state, image, endpoint } = job;
	const { inputs = [], isEdit = false, count: _count, ...wishes } = image;
	const names = inputs.map(({ name }) => name);
	const [parent, ...others] = names;
	const references = isEdit ? others : names;
	const requestId = (await historyOf(job.folder)).findLast(({ failure }) => !failure)?.requestId;
	const made = {
		...wishes,
		...(state.asked ?? (endpoint && { service: endpoint.service, model: endpoint.model })),
		date: new Date(state.changedAt ?? Date.now()).toISOString(),
		...(requestId !== undefined && { requestId }),
		...(isEdit && parent !== undefined && { parent }),
		...(references.length > 0 && { references }),
	};
	return await Promise.all(
		images.map(async ({ original, copy }) => ({
			...made,
			originalHash: await fileHash(original.path),
			...(copy && { copy: await factsOf(copy) }),
		})),
	);
}

async function factsOf({ path, format, width, height, bytes }: CopyFile): Promise<Recipe['copy']> {
	return { format, width, height, bytes, hash: await fileHash(path) };
}

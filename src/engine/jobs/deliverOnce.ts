import { claimJob, isSettled } from './claim';
import type { JobFolder } from './layout';

/**
 * Runs `deliver` for one caller among all windows, and only while the job is not settled; `deliver` is to note that it is.
 * Resolves with its result, or with `undefined` when another window has the job or has done with it. Where the job is not
 * settled in the end, it can be delivered again.
 *
 * @param isDone whether nothing is left to be done; a job is done with once it is settled, and its image once it is delivered.
 */
export async function deliverOnce<T>(
	folder: JobFolder,
	deliver: () => Promise<T>,
	isDone: (folder: JobFolder) => Promise<boolean> = isSettled,
): Promise<T | undefined> {
	const claim = await claimJob(folder);
	if (!claim) {
		return undefined;
	}
	try {
		// Looked at under the claim: the window that held it before may have delivered the image and gone.
		return (await isDone(folder)) ? undefined : await deliver();
	} finally {
		await claim.release();
	}
}

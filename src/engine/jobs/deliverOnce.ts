import { claimJob, isSettled } from './claim';
import type { JobFolder } from './layout';

/**
 * Runs `deliver` for one caller among all windows, and only while the job is not settled; `deliver` is to note that it is.
 * Resolves with its result, or with `undefined` when another window has the job or has done with it. Where the job is not
 * settled in the end, it can be delivered again.
 */
export async function deliverOnce<T>(folder: JobFolder, deliver: () => Promise<T>): Promise<T | undefined> {
	const claim = await claimJob(folder);
	if (!claim) {
		return undefined;
	}
	try {
		// Looked at under the claim: the window that held it before may have delivered the image and gone.
		return (await isSettled(folder)) ? undefined : await deliver();
	} finally {
		await claim.release();
	}
}

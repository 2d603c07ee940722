import type { Failure } from '../failure';
import type { SavedImage } from '../jobs/events';

/** Images verified and on disk, best first. */
export type Images = readonly [SavedImage, ...SavedImage[]];

/** What one reply brought. */
export interface Made {
	readonly images: Images;
	/**
	 * What went wrong although these were saved; absent where nothing did. Each is the reason why the reply may hold more images:
	 * one that was not whole, a link that could not be fetched, or why the attempt ended before its time. How many are missing
	 * cannot be told from it.
	 */
	readonly spoiled?: readonly Failure[];
}

/** What was made; the attempt that brought it, and who made it. */
export interface Generated extends Made {
	readonly attempt: number;
	readonly service: string;
	readonly model: string;
}

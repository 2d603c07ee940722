import type { Failure } from '../failure';
import type { SavedImage } from '../jobs/events';

/** Images verified and on disk, best first. */
export type Images = readonly [SavedImage, ...SavedImage[]];

/** What one reply brought. */
export interface Made {
	readonly images: Images;
	/** Why others of the same reply are not among them; absent where there are none. */
	readonly spoiled?: readonly Failure[];
}

/** What was made; the attempt that brought it, and who made it. */
export interface Generated extends Made {
	readonly attempt: number;
	readonly service: string;
	readonly model: string;
}

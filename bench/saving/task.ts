import type { ReplySpec } from './reply';

/** One reply to be asked for and saved. */
export interface Task {
	/** Where the service answers with that reply, whatever it is asked. */
	readonly address: string;
	readonly reply: ReplySpec;
	/** An empty folder for the images. */
	readonly folder: string;
}

/** Saves the images of one reply, as people would with it, and gives the files. */
export type Save = (task: Task) => Promise<readonly string[]>;

/** What a client is done with: its files, when the last was there, and what that cost. */
export interface Saved {
	readonly files: readonly string[];
	readonly doneAtMs: number;
	readonly peakBytes: number;
	readonly blockMs?: number;
}

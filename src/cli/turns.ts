import { GenerationError } from '../engine/failure';
import { dirname } from 'node:path';
import type { JobFolder } from '../engine/jobs/layout';
import type { Lock } from '../engine/jobs/lock';
import { queuePath, takeTurn, type Waiting } from '../engine/jobs/queue';

/** A job's turn at the service that it asks: one at a time, since a run asks one service after the other. */
export class Turns {
	private turn: { readonly origin: string; readonly lock: Lock | undefined } | undefined;

	constructor(
		private readonly folder: JobFolder,
		private readonly waiting: Waiting,
	) {}

	/** Resolves when it is the job's turn at that service. Rejects with `cancelled`, before anything was sent there. */
	async take(origin: string): Promise<void> {
		if (this.turn?.origin === origin) {
			return;
		}
		await this.end();
		const queue = queuePath(dirname(this.folder.path), origin);
		// A queue that cannot be kept is none: an image is worth more than the order.
		const lock = await takeTurn(queue, this.folder, this.waiting).catch(() => undefined);
		this.turn = { origin, lock };
		if (this.waiting.signal.aborted) {
			throw new GenerationError('cancelled', {}, false);
		}
	}

	async end(): Promise<void> {
		await this.turn?.lock?.release();
		this.turn = undefined;
	}
}

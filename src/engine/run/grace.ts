/** How long a service is listened to after a cancel: an image that still comes is paid for. In milliseconds. */
export const graceMs = 60_000;

/** A signal that may be given some time: what has been asked of a service is heard to its end although the person has cancelled. */
export class Grace {
	private readonly ending = new AbortController();
	private timer: NodeJS.Timeout | undefined;

	/** @param isGiven for what is at the service already. */
	constructor(
		private readonly cancel: AbortSignal,
		private isGiven = false,
	) {
		cancel.addEventListener('abort', this.onCancel);
		if (cancel.aborted) {
			this.onCancel();
		}
	}

	/** Aborts with the person's cancel, or so much later. */
	get signal(): AbortSignal {
		return this.ending.signal;
	}

	/** From now on a cancel ends nothing at once. */
	give(): void {
		this.isGiven = true;
	}

	/** What is asked for is there, and paid for: it is brought, however long that takes. */
	end(): void {
		clearTimeout(this.timer);
		this.cancel.removeEventListener('abort', this.onCancel);
	}

	private readonly onCancel = (): void => {
		if (this.isGiven) {
			this.timer = setTimeout(() => this.ending.abort(), graceMs);
		} else {
			this.ending.abort();
		}
	};
}

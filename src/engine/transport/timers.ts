import { GenerationError, type FailureFacts } from '../failure';
import type { Timeouts } from '../task';

type Phase = FailureFacts['timeout']['phase'];

/**
 * The limits of one attempt. One phase runs at a time beside the attempt's own limit; whichever runs out first calls
 * `onExpired` once. Own timers and not the HTTP client's: undici's tick once a second and know no total, and
 * `AbortSignal.any` with `AbortSignal.timeout` can be garbage-collected on Node 20 and never fire.
 *
 * A reply that lies in the kernel because the event loop was blocked across the limit is no timeout. Timers are served before
 * sockets are read, immediates after: so every verdict waits for one round.
 */
export class PhaseTimers {
	private phaseTimer: NodeJS.Timeout | undefined;
	private readonly attemptTimer: NodeJS.Timeout;
	/** Counts signs of life, so that an expired timer can tell whether one came while it was being served. */
	private beats = 0;
	private over = false;

	constructor(
		private readonly timeouts: Timeouts,
		private readonly onExpired: (phase: Phase, timeoutMs: number) => void,
	) {
		const { attemptMs } = timeouts;
		this.attemptTimer = setTimeout(() => setImmediate(() => this.expire('attempt', attemptMs)), attemptMs);
	}

	/** Ends the running phase and begins `name`. */
	begin(name: Exclude<Phase, 'attempt' | 'run'>): void {
		if (this.over) {
			return;
		}
		const names = { connect: 'connectMs', write: 'writeMs', firstByte: 'firstByteMs', idle: 'idleMs' } as const;
		const timeoutMs = this.timeouts[names[name]];
		this.pause();
		this.phaseTimer = setTimeout(() => this.expireUnlessAlive(name, timeoutMs), timeoutMs);
	}

	/** A sign of life: the running phase starts anew. */
	beat(): void {
		this.beats++;
		this.phaseTimer?.refresh();
	}

	/** No phase runs until the next `begin`: what takes time now is ours, not the server's. */
	pause(): void {
		this.beats++;
		clearTimeout(this.phaseTimer);
		this.phaseTimer = undefined;
	}

	/** Stops all timers. */
	end(): void {
		this.over = true;
		this.pause();
		clearTimeout(this.attemptTimer);
	}

	/** Only if no sign of life came in the round that the verdict waits for. */
	private expireUnlessAlive(phase: Phase, timeoutMs: number): void {
		const { beats } = this;
		setImmediate(() => {
			if (this.beats === beats) {
				this.expire(phase, timeoutMs);
			}
		});
	}

	private expire(phase: Phase, timeoutMs: number): void {
		if (!this.over) {
			this.end();
			this.onExpired(phase, timeoutMs);
		}
	}
}

export function timeoutFailure(phase: Phase, timeoutMs: number, sent: boolean): GenerationError {
	return new GenerationError('timeout', { phase, timeoutMs }, sent);
}

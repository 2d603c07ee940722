import { timerMs, type WakefulClock, whenAwakeFor } from '../clock';
import { GenerationError, type FailureFacts } from '../failure';
import type { Timeouts } from '../task';

type Phase = FailureFacts['timeout']['phase'];

/** How many rounds of the event loop may bring bytes after an attempt's time is up: more than the kernel holds for one socket. */
const maxRounds = 256;

/**
 * The timeouts of one attempt. One phase runs at a time beside the attempt's own timeout; whichever runs out first calls
 * `onExpired` once. Own timers and not the HTTP client's: undici's tick once a second and know no total, and
 * `AbortSignal.any` with `AbortSignal.timeout` can be garbage-collected on Node 20 and never fire.
 *
 * What lies in the kernel because the event loop was blocked across the timeout is none of it. Timers are served before
 * sockets are read, immediates after: so every verdict waits for a round that brings nothing. A process that has slept gave
 * nobody a chance: its phase starts anew when it wakes, and the attempt's own time goes on from there.
 */
export class PhaseTimers {
	private phaseTimer: NodeJS.Timeout | undefined;
	private readonly callOffAttempt: () => void;
	/** How long the process had slept at the last sign of life. */
	private sleptMs = 0;
	/** Counts signs of life, so that an expired timer can tell whether one came while it was being served. */
	private beats = 0;
	private over = false;

	constructor(
		private readonly timeouts: Timeouts,
		private readonly clock: WakefulClock,
		/** When the attempt must be over at the latest, by the clock, whatever its timeout. */
		endsAt: number,
		private readonly onExpired: (phase: Phase, timeoutMs: number) => void,
	) {
		const attemptMs = Math.min(timeouts.attemptMs, endsAt - clock.now());
		this.callOffAttempt = whenAwakeFor(attemptMs, clock, () => this.expireAfterQuietRound(maxRounds));
	}

	/** Ends the running phase and begins `name`. */
	begin(name: Exclude<Phase, 'attempt' | 'run'>): void {
		if (this.over) {
			return;
		}
		const names = { connect: 'connectMs', write: 'writeMs', firstByte: 'firstByteMs', idle: 'idleMs' } as const;
		const timeoutMs = this.timeouts[names[name]];
		this.pause();
		this.phaseTimer = setTimeout(() => this.endPhase(name, timeoutMs), timerMs(timeoutMs));
	}

	/** A sign of life: the running phase starts anew. */
	beat(): void {
		this.beats++;
		this.sleptMs = this.clock.sleptMs();
		this.phaseTimer?.refresh();
	}

	/** No phase runs until the next `begin`: what takes time now is ours, not the server's. */
	pause(): void {
		this.beats++;
		this.sleptMs = this.clock.sleptMs();
		clearTimeout(this.phaseTimer);
		this.phaseTimer = undefined;
	}

	/** Stops all timers. */
	end(): void {
		this.over = true;
		this.pause();
		this.callOffAttempt();
	}

	private endPhase(phase: Phase, timeoutMs: number): void {
		if (this.clock.sleptMs() > this.sleptMs) {
			this.beat();
			return;
		}
		const { beats } = this;
		setImmediate(() => {
			if (this.beats === beats) {
				this.expire(phase, timeoutMs);
			}
		});
	}

	private expireAfterQuietRound(rounds: number): void {
		const { beats } = this;
		setImmediate(() => {
			if (this.beats === beats || rounds === 0) {
				this.expire('attempt', this.timeouts.attemptMs);
			} else if (!this.over) {
				this.expireAfterQuietRound(rounds - 1);
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

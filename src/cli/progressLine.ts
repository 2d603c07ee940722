import type { WriteStream } from 'node:tty';
import type { JobEvent } from '../engine/jobs/events';
import { usualLatency } from '../engine/jobs/latency';
import { apply, type JobState, newJob } from '../engine/jobs/state';
import type { ImageSize } from '../engine/request';

/** One line that says what is going on, on a terminal; silent anywhere else. */
export class ProgressLine {
	private state: JobState = newJob;
	private readonly timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly stream: WriteStream,
		private readonly size: ImageSize,
	) {
		this.timer = stream.isTTY ? setInterval(() => this.draw(), 1000) : undefined;
	}

	show(event: JobEvent): void {
		this.state = apply(this.state, event);
		this.draw();
	}

	end(): void {
		clearInterval(this.timer);
		this.write('');
	}

	private draw(): void {
		const { phase, startedAt = Date.now(), receivedBytes, resumesAt = 0 } = this.state;
		const elapsed = `${Math.round((Date.now() - startedAt) / 1000)} s`;
		const { p50Ms, p95Ms } = usualLatency[this.size];
		const texts: Record<JobState['phase'], string> = {
			starting: 'starting',
			connecting: 'connecting',
			waiting: `drawing, ${elapsed} (usually ${p50Ms / 1000} to ${p95Ms / 1000} s)`,
			receiving: `receiving, ${(receivedBytes / 1e6).toFixed(1)} MB, ${elapsed}`,
			pausing: `refused for now, tries again in ${Math.max(0, Math.ceil((resumesAt - Date.now()) / 1000))} s`,
			saved: '',
			failed: '',
		};
		this.write(texts[phase]);
	}

	private write(text: string): void {
		if (this.timer) {
			// Back to the line's beginning, and clear what stood there.
			this.stream.write(`\r\x1b[K${text}`);
		}
	}
}

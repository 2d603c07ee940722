import type { WriteStream } from 'node:tty';
import { type JobState, newJob } from '../engine/jobs/state';
import { printable } from '../messages/printable';

/** One line that says what is going on, on a terminal; silent anywhere else. */
export class ProgressLine {
	private state: JobState = newJob;
	private readonly timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly stream: WriteStream,
		/** How long such an image usually takes. */
		private readonly usual: { readonly fromMs: number; readonly toMs: number },
	) {
		this.timer = stream.isTTY ? setInterval(() => this.draw(), 1000) : undefined;
	}

	show(state: JobState): void {
		this.state = state;
		this.draw();
	}

	end(): void {
		clearInterval(this.timer);
		this.write('');
	}

	private draw(): void {
		const { phase, startedAt = Date.now(), receivedBytes, resumesAt = 0, givenUp, asked } = this.state;
		const elapsed = `${inSeconds(Date.now() - startedAt)} s`;
		const { fromMs, toMs } = this.usual;
		const instead = givenUp && asked ? ` by ${asked.model} instead` : '';
		const texts: Record<JobState['phase'], string> = {
			starting: 'starting',
			connecting: 'connecting',
			waiting: `drawing${instead}, ${elapsed} (usually ${inSeconds(fromMs)} to ${inSeconds(toMs)} s)`,
			receiving: `receiving, ${(receivedBytes / 1e6).toFixed(1)} MB, ${elapsed}`,
			pausing: `failed for now, tries again in ${Math.max(0, inSeconds(resumesAt - Date.now()))} s`,
			saved: '',
			failed: '',
		};
		this.write(texts[phase]);
	}

	private write(text: string): void {
		if (this.timer) {
			// Back to the line's beginning, and clear what stood there.
			this.stream.write(`\r\x1b[K${printable(text)}`);
		}
	}
}

function inSeconds(ms: number): number {
	return Math.ceil(ms / 1000);
}

import type { WriteStream } from 'node:tty';
import { type JobState, newJob } from '../engine/jobs/state';
import { printable } from '../documents/printable';
import { type Progress, wordProgress } from '../messages/progress';
import { inEnglish } from '../messages/translate';
import { complain } from './output';

/** One line that says what is going on, on a terminal; silent anywhere else. */
export class ProgressLine {
	private state: JobState = newJob;
	private readonly timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly stream: WriteStream,
		private readonly usual: Progress['usual'],
	) {
		this.timer = stream.isTTY ? setInterval(() => this.draw(), 1000) : undefined;
	}

	show(state: JobState): void {
		this.state = state;
		this.draw();
	}

	/** Says something for good, above the line. */
	say(...sentences: readonly string[]): void {
		if (sentences.length > 0) {
			this.write('');
			complain(...sentences);
			this.draw();
		}
	}

	end(): void {
		clearInterval(this.timer);
		this.write('');
	}

	private draw(): void {
		const now = Date.now();
		const { state, usual } = this;
		this.write(wordProgress(inEnglish, { state, usual, startedAt: state.startedAt ?? now }, now));
	}

	private write(text: string): void {
		if (this.timer) {
			// Back to the line's beginning, and clear what stood there.
			this.stream.write(`\r\x1b[K${printable(text)}`);
		}
	}
}

import type { WriteStream } from 'node:tty';
import { isOver, type JobState, newJob } from '../engine/jobs/state';
import { printable } from '../documents/printable';
import { type Progress, wordProgress } from '../messages/progress';
import { complain } from './output';
import { t } from './translate';

/** One line that says what is going on, on a terminal; silent anywhere else. Of several jobs it follows the first that is not over. */
export class ProgressLine {
	private readonly states: JobState[];
	private readonly timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly stream: WriteStream,
		private readonly usual: Progress['usual'],
		count = 1,
	) {
		this.states = Array.from({ length: count }, () => newJob);
		this.timer = stream.isTTY ? setInterval(() => this.draw(), 1000) : undefined;
	}

	/** @param index Which of the jobs it is. */
	show(state: JobState, index = 0): void {
		this.states[index] = state;
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
		const { states, usual } = this;
		const under = states.filter((one) => !isOver(one));
		const state = under[0] ?? states[0] ?? newJob;
		const words = wordProgress(t, { state, usual, startedAt: state.startedAt ?? now }, now);
		this.write(
			states.length === 1 ? words : t('{0} of {1} done · {2}', states.length - under.length, states.length, words),
		);
	}

	private write(text: string): void {
		if (this.timer) {
			// Back to the line's beginning, and clear what stood there.
			this.stream.write(`\r\x1b[K${printable(text)}`);
		}
	}
}

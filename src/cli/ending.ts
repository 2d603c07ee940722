import { mayLeave } from '../engine/jobs/askedOn';
import { followJob, readState } from '../engine/jobs/follow';
import type { JobFolder } from '../engine/jobs/layout';
import type { JobState } from '../engine/jobs/state';
import type { Task } from '../engine/task';
import { exitCodes } from './usage';

/**
 * How a process that makes images comes to an end before they are there. SIGINT is the person's cancel. SIGTERM is a shutdown, which cancels
 * what cannot outlive this process alone: once the rest is at its services, the process ends as if it were killed, and the next one asks on.
 */
export class Ending implements Disposable {
	private readonly cancel = new AbortController();
	private readonly shutdown = new AbortController();
	private readonly works = new Set<Work>();

	/** @param onLeave is told the folders of the jobs that are left to a later process, right before this one ends. */
	constructor(private readonly onLeave: (left: readonly JobFolder[]) => void = () => undefined) {
		process.once('SIGINT', this.onCancel).once('SIGTERM', this.onShutdown);
	}

	/** Whether nothing new is to be begun. */
	get isNear(): boolean {
		return this.cancel.signal.aborted || this.shutdown.signal.aborted;
	}

	/** Does what is to be done for one job, until it is to stop: to the last word about it. */
	async during<T>(work: (stop: Stop) => Promise<T>): Promise<T> {
		const one = new Work(this.cancel.signal, this.shutdown.signal, () => this.leave());
		this.works.add(one);
		try {
			return await work(one);
		} finally {
			one.end();
			this.works.delete(one);
			this.leave();
		}
	}

	[Symbol.dispose](): void {
		process.off('SIGINT', this.onCancel).off('SIGTERM', this.onShutdown);
	}

	private readonly onCancel = (): void => this.cancel.abort();
	private readonly onShutdown = (): void => this.shutdown.abort();

	/** Ends the process where nothing but what others can go on with is under way. */
	private leave(): void {
		const left = [...this.works].map(({ left: folder }) => folder);
		if (this.shutdown.signal.aborted && left.length > 0 && left.every((folder) => folder !== undefined)) {
			this.onLeave(left);
			process.exit(exitCodes.accepted);
		}
	}
}

/** How the work for a job learns that it is to stop. */
export interface Stop {
	/** Aborts with a cancel, and with a shutdown that the job cannot outlive. */
	readonly signal: AbortSignal;
	/**
	 * From now on what has become of the job stands in that folder.
	 *
	 * @param isFree whether it asks for nothing but what costs nothing, so that any process can do the same.
	 */
	readonly isTold: (folder: JobFolder, task: Task | undefined, isFree?: boolean) => void;
}

class Work implements Stop {
	private readonly stopping = new AbortController();
	private readonly over = new AbortController();
	private told:
		{ readonly folder: JobFolder; readonly mayLeave: (state: JobState) => 'now' | 'soon' | 'no' } | undefined;
	/** The job's folder, where this process may end at any time. */
	left: JobFolder | undefined;
	readonly signal: AbortSignal;

	constructor(
		cancel: AbortSignal,
		private readonly shutdown: AbortSignal,
		private readonly onLeft: () => void,
	) {
		this.signal = AbortSignal.any([cancel, this.stopping.signal]);
		shutdown.addEventListener('abort', this.onShutdown);
	}

	isTold(folder: JobFolder, task: Task | undefined, isFree = false): void {
		const freely = ({ phase }: JobState): 'now' | 'no' => (phase === 'saved' ? 'no' : 'now');
		this.told = { folder, mayLeave: isFree ? freely : (state) => mayLeave(task, state) };
	}

	end(): void {
		this.over.abort();
		this.shutdown.removeEventListener('abort', this.onShutdown);
	}

	private readonly onShutdown = (): void => {
		void this.awaitTaken()
			.catch(() => undefined)
			.then(() => this.left ?? this.stopping.abort());
	};

	/** Looks on until the job can be left. Resolves where it cannot, nor will. */
	private async awaitTaken(): Promise<void> {
		const { told, over } = this;
		if (!told) {
			return;
		}
		const { folder } = told;
		const hopeless = new AbortController();
		const look = async (): Promise<void> => {
			const may = told.mayLeave(await readState(folder));
			this.left = may === 'now' ? folder : undefined;
			if (may === 'now') {
				this.onLeft();
			} else if (may === 'no') {
				hopeless.abort();
			}
		};
		await look();
		const ended = AbortSignal.any([hopeless.signal, over.signal]);
		await followJob(folder, () => void look().catch(() => hopeless.abort()), ended);
	}
}

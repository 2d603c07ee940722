import { systemClock } from '../engine/clock';
import type { Fault } from './faults';
import type { TaskLine } from './ledger';
import { laterChangesOf, type AskedAgain, type Misbehaving } from './misbehave';
import type { Shelf } from './shelf';
import type { Desk, Drawing, Task, TaskOrder } from './task';

/** How much of its time a task waits before anybody begins with it. */
const waitingShare = 0.1;

/** Bounds the memory that tasks hold; the oldest give way. */
const maxTasks = 10_000;

/** Real services keep an id unknown for so long at most, in milliseconds. */
const unknownMs = 60_000;

/** What drawing needs. */
interface Means {
	/** What times other than the drawing's are multiplied by. */
	readonly scale: number;
	readonly draw: (drawing: Drawing) => Promise<readonly Uint8Array[]>;
	readonly shelf: Shelf;
	/** Aborts when the sandbox closes. */
	readonly closing: AbortSignal;
}

/** How a task's order was taken. */
export interface Taking {
	/** What its addresses begin with. */
	readonly base: string;
	/** How long it takes, its wait included, in milliseconds. */
	readonly latencyMs: number;
	readonly fault: Fault | undefined;
	/** What becomes of the finished images. */
	readonly files: (files: readonly Uint8Array[]) => readonly Uint8Array[];
	readonly line: TaskLine;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Running {
	readonly task: Mutable<Task>;
	readonly taking: Taking;
	readonly stop: AbortController;
	/** As `AskedAgain` counts them. */
	asked: number;
	fetches: number;
}

/** The shelf of running tasks: they are drawn whether or not anybody asks, and known as long as the real services know them. */
export class Tasks {
	readonly #running = new Map<string, Running>();
	readonly #numbers = new Map<string, number>();

	constructor(private readonly means: Means) {}

	/** Takes a task on and begins with it. */
	accept(order: TaskOrder, taking: Taking): Task {
		const { service } = order;
		const number = (this.#numbers.get(service) ?? 0) + 1;
		this.#numbers.set(service, number);
		const { fault } = taking;
		const task: Mutable<Task> = {
			order,
			base: taking.base,
			number,
			createdAt: Date.now(),
			state: 'waiting',
			moderated: false,
			inline:
				order.inlineIn !== undefined &&
				(order.inline === true || (fault?.fault === 'cut-result' && fault.inline === true)),
			expired: false,
			files: [],
		};
		const running: Running = { task, taking, stop: new AbortController(), asked: 0, fetches: 0 };
		this.#running.set(keyOf(service, order.id), running);
		const [oldest] = this.#running.keys();
		if (this.#running.size > maxTasks && oldest !== undefined) {
			this.#running.delete(oldest);
		}
		const signal = AbortSignal.any([running.stop.signal, this.means.closing]);
		this.#work(running, signal).catch(() => {
			// A painting thread that failed; what was stopped has its state already.
			if (!signal.aborted) {
				this.#end(running, 'failed', 0);
			}
		});
		return task;
	}

	/** The desk of a service. */
	at(service: string): Desk {
		const known = (running: Running): boolean => running.task.order.service === service && this.#isKnown(running);
		return {
			find: (id) => {
				const running = this.#running.get(keyOf(service, id));
				return running && known(running) && !this.#isHidden(running) ? running.task : undefined;
			},
			all: () => [...this.#running.values()].filter(known).map(({ task }) => task),
			cancel: ({ order }) => {
				const running = this.#running.get(keyOf(service, order.id));
				if (running) {
					this.#cancel(running);
				}
			},
			bytesOf: (path) => this.means.shelf.bytesOf(path),
		};
	}

	/** Notes a question about a task, whatever is answered, and gives what is to go wrong with the answer. */
	asked(service: string, id: string, stage: AskedAgain['stage']): Misbehaving | undefined {
		const running = this.#running.get(keyOf(service, id));
		if (!running) {
			return undefined;
		}
		const { task, taking } = running;
		taking.line.count(stage);
		running.asked++;
		running.fetches += Number(task.state === 'done' && stage === task.order.inlineIn);
		const { asked: nth, fetches } = running;
		const changes = taking.fault && laterChangesOf(taking.fault, { task, stage, nth, fetches });
		return taking.fault && changes && { fault: taking.fault, changes };
	}

	async #work(running: Running, signal: AbortSignal): Promise<void> {
		const { task, taking } = running;
		const { latencyMs, fault, files } = taking;
		await systemClock.sleep(latencyMs * waitingShare, signal);
		this.#change(running, { state: 'running', startedAt: Date.now() });
		if (fault?.fault === 'zombie') {
			return;
		}
		const atWork = systemClock.sleep(latencyMs * (1 - waitingShare), signal);
		if (task.order.refusal) {
			this.#end(running, 'failed', 0);
			return;
		}
		if (fault?.fault === 'failed' || fault?.fault === 'moderated') {
			await atWork;
			task.moderated = fault.fault === 'moderated';
			this.#end(running, 'failed', 0);
			return;
		}
		const [drawn] = await Promise.all([this.means.draw(task.order), atWork]);
		// A cancel may have come while the last pixel was drawn.
		if (task.state !== 'running') {
			return;
		}
		const made = files(drawn);
		task.expired = fault?.fault === 'expired-result';
		task.files = made.map((file) =>
			this.means.shelf.put(file, task.order.format, {
				keptMs: task.expired ? 0 : task.order.linkMs * this.means.scale,
				...(fault?.fault === 'cut-result' && !task.inline && { cut: { ...fault, times: fault.times ?? 1 } }),
			}),
		);
		this.#end(running, 'done', made.length);
	}

	#cancel(running: Running): void {
		const { task, taking } = running;
		taking.line.count('cancel');
		if (task.endedAt !== undefined || taking.fault?.fault === 'cancel-too-late') {
			return;
		}
		const begun = task.state === 'running';
		if (begun && task.order.whenCancelled === 'goesOn') {
			return;
		}
		this.#end(running, 'cancelled', begun && task.order.whenCancelled === 'stopsPaid' ? task.order.count : 0);
		running.stop.abort();
	}

	#end(running: Running, state: 'done' | 'failed' | 'cancelled', billed: number): void {
		running.taking.line.bill(billed);
		this.#change(running, { state, endedAt: Date.now() });
	}

	#change({ task, taking }: Running, change: Partial<Task>): void {
		Object.assign(task, change);
		taking.line.state(task.state);
	}

	/** Also lets its result expire. */
	#isKnown({ task }: Running): boolean {
		const { endedAt, order } = task;
		const ageMs = endedAt === undefined ? 0 : (Date.now() - endedAt) / this.means.scale;
		task.expired ||= ageMs > (order.resultMs ?? Infinity);
		return ageMs <= (order.keptMs ?? Infinity);
	}

	/** As when the service's own machines have not heard of it yet. */
	#isHidden({ task, taking: { fault } }: Running): boolean {
		return (
			fault?.fault === 'unknown-at-first' && Date.now() - task.createdAt < (fault.forMs ?? unknownMs * this.means.scale)
		);
	}
}

function keyOf(service: string, id: string): string {
	return `${service} ${id}`;
}

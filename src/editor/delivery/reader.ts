import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type * as vscode from 'vscode';
import type { Readings } from '../../documents/readings';

/** After so long without work the thread ends: its parsers take memory. */
const idleMs = 60_000;

/** No document needs more; one that is made to take all memory must not. */
const maxMegabytes = 512;

/**
 * Reads documents in a thread of its own: all extensions share the window's, and a long document, or one that is made for that, keeps a
 * parser busy for seconds.
 */
export class Reader implements vscode.Disposable {
	private worker: Worker | undefined;
	private idle: NodeJS.Timeout | undefined;
	/** One document after the other. */
	private last: Promise<unknown> = Promise.resolve();

	/** @param programPath the thread's bundle, `dist/reader.js`. */
	constructor(private readonly programPath: string) {}

	/** What a document says of that; undefined where it takes longer than `ms`, or cannot be told. */
	read<Name extends keyof Readings>(
		name: Name,
		asked: Parameters<Readings[Name]>[0],
		ms: number,
	): Promise<ReturnType<Readings[Name]> | undefined> {
		const reading = this.last.then(() => this.readNow([name, asked], ms));
		this.last = reading;
		return reading as Promise<ReturnType<Readings[Name]> | undefined>;
	}

	dispose(): void {
		clearTimeout(this.idle);
		this.worker?.terminate().catch(() => undefined);
		this.worker = undefined;
	}

	private async readNow(question: readonly unknown[], ms: number): Promise<unknown> {
		clearTimeout(this.idle);
		const worker = (this.worker ??= this.start());
		const answer = once(worker, 'message', { signal: AbortSignal.timeout(ms) });
		worker.postMessage(question);
		try {
			const [found] = (await answer) as [unknown];
			this.idle = setTimeout(() => this.dispose(), idleMs);
			return found;
		} catch {
			// It is busy for longer, or it has failed: the next document gets another one.
			this.dispose();
			return undefined;
		}
	}

	private start(): Worker {
		const worker = new Worker(this.programPath, { resourceLimits: { maxOldGenerationSizeMb: maxMegabytes } });
		worker.once('exit', () => {
			if (this.worker === worker) {
				this.worker = undefined;
			}
		});
		// Whoever waits for its answer is told as well.
		return worker.on('error', () => undefined);
	}
}

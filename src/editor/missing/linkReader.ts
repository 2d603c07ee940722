import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type * as vscode from 'vscode';
import type { LinkedFile, LinkingDocument } from '../../documents/linkedFiles';

/** After so long without work the thread ends: its parsers take memory. */
const idleMs = 60_000;

/** No document needs more; one that is made to take all memory must not. */
const maxMegabytes = 512;

/**
 * Reads documents' links in a thread of its own: all extensions share the window's, and a long document keeps a parser busy for seconds.
 */
export class LinkReader implements vscode.Disposable {
	private worker: Worker | undefined;
	private idle: NodeJS.Timeout | undefined;
	/** One document after the other. */
	private last: Promise<unknown> = Promise.resolve();

	/** @param programPath the thread's bundle, `dist/reader.js`. */
	constructor(private readonly programPath: string) {}

	/** The image files that the document's links mean; undefined where that takes longer than `ms`, or cannot be told. */
	read(document: LinkingDocument, ms: number): Promise<readonly LinkedFile[] | undefined> {
		const reading = this.last.then(() => this.readNow(document, ms));
		this.last = reading;
		return reading;
	}

	dispose(): void {
		clearTimeout(this.idle);
		this.worker?.terminate().catch(() => undefined);
		this.worker = undefined;
	}

	private async readNow(document: LinkingDocument, ms: number): Promise<readonly LinkedFile[] | undefined> {
		clearTimeout(this.idle);
		const worker = (this.worker ??= this.start());
		const answer = once(worker, 'message', { signal: AbortSignal.timeout(ms) });
		worker.postMessage(document);
		try {
			const [found] = (await answer) as [readonly LinkedFile[]];
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
		// Whoever waits for its answer is told as well.
		return worker.on('error', () => undefined);
	}
}

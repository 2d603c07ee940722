import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PaintedFormat } from './encode';

/** What a painting thread is told. */
export interface ImageSpec {
	readonly prompt: string;
	/** In pixels. */
	readonly width: number;
	readonly height: number;
	readonly format: PaintedFormat;
	/** Files of images that it is to be made out of. */
	readonly inputs?: readonly Uint8Array[];
	readonly transparent?: boolean;
	/** Tells images of one prompt apart. */
	readonly seed?: number;
}

/** What it answers. */
export interface Painted {
	readonly bytes: Uint8Array;
}

/** Painting keeps a core busy for seconds; two leave room for whatever else runs on the machine. */
const maxPainters = 2;

interface Painter {
	readonly worker: Worker;
	/** Whom the answers are for, in the order of the orders. */
	readonly waiting: { readonly resolve: (bytes: Uint8Array) => void; readonly reject: (error: unknown) => void }[];
}

/** Paints in threads of its own, started when needed, so that the server's event loop stays free. */
export class Studio {
	#painters: Painter[] = [];
	#closed = false;
	/** The thread's program, read at once: an update of the extension may replace the file while a job is under way. */
	readonly #program = readFileSync(painterFile(), 'utf8');

	/** Resolves with the image file's bytes; rejects when the thread fails or the studio closes. */
	paint(image: ImageSpec): Promise<Uint8Array> {
		return new Promise((resolve, reject) => {
			const painter = this.#leastBusy();
			painter.waiting.push({ resolve, reject });
			painter.worker.ref();
			painter.worker.postMessage(image);
		});
	}

	async close(): Promise<void> {
		this.#closed = true;
		await Promise.all(this.#painters.map(({ worker }) => worker.terminate()));
	}

	#leastBusy(): Painter {
		const [first] = this.#painters.toSorted((a, b) => a.waiting.length - b.waiting.length);
		if (first && (first.waiting.length === 0 || this.#painters.length === maxPainters)) {
			return first;
		}
		return this.#hire();
	}

	#hire(): Painter {
		if (this.#closed) {
			throw new Error('the sandbox is closed');
		}
		const painter: Painter = { worker: new Worker(this.#program, { eval: true }), waiting: [] };
		const dismiss = (error: unknown): void => {
			this.#painters = this.#painters.filter((other) => other !== painter);
			painter.waiting.splice(0).forEach(({ reject }) => reject(error));
		};
		painter.worker
			.on('message', ({ bytes }: Painted) => {
				painter.waiting.shift()?.resolve(bytes);
				// An idle thread must not keep a process alive.
				if (painter.waiting.length === 0) {
					painter.worker.unref();
				}
			})
			.on('error', dismiss)
			.on('exit', () => dismiss(new Error('the painting thread ended')));
		this.#painters.push(painter);
		return painter;
	}
}

/** The thread's bundle: beside this one when bundled, in `dist/` when this runs from its source. */
function painterFile(): string {
	const places = [join(__dirname, 'painter.js'), join(__dirname, '../../dist/painter.js')];
	const found = places.find((place) => existsSync(place));
	if (!found) {
		throw new Error('dist/painter.js is missing: npm run build');
	}
	return found;
}

import { randomUUID } from 'node:crypto';
import type { PaintedFormat } from './encode';
import { json, type Reply } from './reply';

const hourMs = 3_600_000;

/** Bounds the memory that links hold. */
const maxFiles = 100;

interface ShelvedFile {
	readonly bytes: Uint8Array;
	readonly format: PaintedFormat;
	readonly expiresAtMs: number;
}

/** Finished files behind links that hold for an hour. */
export class Shelf {
	readonly #files = new Map<string, ShelvedFile>();

	/** Puts a file up and returns its path; the oldest of a hundred gives way. */
	put(bytes: Uint8Array, format: PaintedFormat): string {
		const path = `/files/${randomUUID()}.${format === 'jpeg' ? 'jpg' : format}`;
		this.#files.set(path, { bytes, format, expiresAtMs: performance.now() + hourMs });
		const [oldest] = this.#files.keys();
		if (this.#files.size > maxFiles && oldest) {
			this.#files.delete(oldest);
		}
		return path;
	}

	/** The reply to a GET of such a path: 403, as object stores answer, once the link does not hold any more. */
	get(path: string): Reply {
		const file = this.#files.get(path);
		if (!file || file.expiresAtMs < performance.now()) {
			this.#files.delete(path);
			return json(403, { error: { code: 'AccessDenied', message: 'The link has expired.' } });
		}
		return { status: 200, headers: { 'content-type': `image/${file.format}` }, body: [file.bytes] };
	}
}

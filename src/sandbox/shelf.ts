import { randomUUID } from 'node:crypto';
import { extensionOf } from '../engine/extension';
import { mediaTypeOf, type PaintedFormat } from './encode';
import { json, type Reply } from './reply';

const hourMs = 3_600_000;

/** Bounds the memory that links hold. */
const maxFiles = 100;

/** How a file is kept. */
interface Keeping {
	/** An hour by default. */
	readonly keptMs?: number;
	/** Whoever fetches it gets that part of it alone, so many times. */
	readonly cut?: { readonly fraction: number; readonly times: number };
}

interface ShelvedFile {
	readonly bytes: Uint8Array;
	readonly format: PaintedFormat;
	readonly expiresAtMs: number;
	readonly fraction: number | undefined;
	cutsLeft: number;
}

/** Finished files behind links that hold for a time. */
export class Shelf {
	readonly #files = new Map<string, ShelvedFile>();

	/** Puts a file up and returns its path; the oldest of a hundred gives way. */
	put(bytes: Uint8Array, format: PaintedFormat, { keptMs = hourMs, cut }: Keeping = {}): string {
		const path = `/files/${randomUUID()}.${extensionOf(format)}`;
		const expiresAtMs = performance.now() + keptMs;
		this.#files.set(path, { bytes, format, expiresAtMs, fraction: cut?.fraction, cutsLeft: cut?.times ?? 0 });
		const [oldest] = this.#files.keys();
		if (this.#files.size > maxFiles && oldest) {
			this.#files.delete(oldest);
		}
		return path;
	}

	/**
	 * The reply to a GET of such a path: 403, as object stores answer, once the link does not hold any more. With a `fraction` that part of
	 * it alone is to be sent.
	 */
	get(path: string): { readonly reply: Reply; readonly fraction?: number } {
		const file = this.#fileAt(path);
		if (!file) {
			return { reply: json(403, { error: { code: 'AccessDenied', message: 'The link has expired.' } }) };
		}
		const { bytes, format, fraction } = file;
		const reply = { status: 200, headers: { 'content-type': mediaTypeOf(format) }, body: [bytes] };
		return fraction !== undefined && file.cutsLeft-- > 0 ? { reply, fraction } : { reply };
	}

	/** The file's bytes; undefined once the link does not hold any more. */
	bytesOf(path: string): Uint8Array | undefined {
		return this.#fileAt(path)?.bytes;
	}

	#fileAt(path: string): ShelvedFile | undefined {
		const file = this.#files.get(path);
		if (file && file.expiresAtMs > performance.now()) {
			return file;
		}
		this.#files.delete(path);
		return undefined;
	}
}

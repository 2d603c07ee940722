import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WholenessCheck } from './wholeness';

/** Image bytes out of a reply, on disk and not judged any further. */
export interface ImageBytes {
	/** Absolute. */
	readonly path: string;
	readonly bytes: number;
	/** What is wrong with them; undefined when they are a whole image as far as their own grammar tells. */
	readonly flaw?: string;
}

/** How many decoded bytes are gathered before they are written. */
const writeBytes = 256 * 1024;

/**
 * Image bytes on their way to a `.part` file. `add` takes bytes without waiting; `drain` waits where the disk is behind, so
 * that no more than two buffers are ever in memory. They grow only for a caller who adds much between two drains.
 */
export class ImagePart {
	private readonly check = new WholenessCheck();
	private filling = Buffer.allocUnsafe(2 * writeBytes);
	private writing = Buffer.allocUnsafe(2 * writeBytes);
	private filled = 0;
	private written: Promise<void> = Promise.resolve();
	private total = 0;

	private constructor(
		private readonly path: string,
		private readonly file: FileHandle,
	) {}

	/** Creates the file, and its folder where somebody has moved that away: the image is paid for. */
	static async create(path: string): Promise<ImagePart> {
		await mkdir(dirname(path), { recursive: true, mode: 0o700 });
		return new ImagePart(path, await open(path, 'w', 0o600));
	}

	/** Takes bytes, which are copied. */
	add(bytes: Buffer): void {
		this.check.write(bytes);
		const needed = this.filled + bytes.length;
		if (needed > this.filling.length) {
			const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.filling.length));
			this.filling.copy(larger, 0, 0, this.filled);
			this.filling = larger;
		}
		bytes.copy(this.filling, this.filled);
		this.filled = needed;
		this.total += bytes.length;
	}

	/** Writes when enough has been gathered; one write is under way while the next buffer fills. */
	async drain(): Promise<void> {
		if (this.filled >= writeBytes) {
			await this.flush();
		}
	}

	/** Writes what is left and closes the file. Nothing is safe from a power cut until the file gets its final name. */
	async finish(): Promise<ImageBytes> {
		try {
			await this.flush();
			await this.written;
		} finally {
			await this.file.close();
		}
		const flaw = this.check.end();
		return { path: this.path, bytes: this.total, ...(flaw !== undefined && { flaw }) };
	}

	private async flush(): Promise<void> {
		await this.written;
		const full = this.filling.subarray(0, this.filled);
		[this.filling, this.writing] = [this.writing, this.filling];
		this.filled = 0;
		this.written = writeAll(this.file, full);
		// Told to whoever waits next; until then it must not count as unhandled.
		this.written.catch(() => undefined);
	}
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
	for (let at = 0; at < bytes.length;) {
		const { bytesWritten } = await file.write(bytes, at);
		at += bytesWritten;
	}
}

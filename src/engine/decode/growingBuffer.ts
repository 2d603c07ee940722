/** Bytes that are appended to often and cut rarely. */
export class GrowingBuffer {
	private bytes = Buffer.allocUnsafe(16 * 1024);
	length = 0;

	/** @param limit bytes; those that were taken count as well. */
	constructor(private limit: number) {}

	get full(): boolean {
		return this.length >= this.limit;
	}

	append(source: Buffer, from = 0, to = source.length): void {
		const end = Math.min(to, from + this.limit - this.length);
		const needed = this.length + Math.max(0, end - from);
		if (needed > this.bytes.length) {
			const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
			this.bytes.copy(larger, 0, 0, this.length);
			this.bytes = larger;
		}
		this.length += source.copy(this.bytes, this.length, from, Math.max(from, end));
	}

	/** What stands there, one character a byte. */
	peek(start: number, end: number): string {
		return this.bytes.toString('latin1', start, Math.min(end, this.length));
	}

	/** Removes and returns everything from `start` on, one character a byte. */
	cut(start: number): string {
		const text = this.bytes.toString('latin1', start, this.length);
		this.length = start;
		return text;
	}

	/** Empties the buffer. */
	take(): Buffer {
		const taken = Buffer.from(this.bytes.subarray(0, this.length));
		this.limit -= this.length;
		this.length = 0;
		return taken;
	}
}

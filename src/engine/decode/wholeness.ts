/** So many first bytes tell every format that an image may have. */
export const signatureBytes = 12;

/** Whether bytes that begin so are an image of a format that may be saved, as far as their signature tells. */
export function beginsAsImage(head: Buffer): boolean {
	return head.length >= signatureBytes && checkFor(head) !== undefined;
}

/**
 * Tells from an image's bytes, as they pass, whether the file is whole: an image cut short inside perfectly valid base64
 * still opens in most viewers, grey from the cut on.
 */
export class WholenessCheck {
	private check: FormatCheck | undefined;
	private head: Buffer = Buffer.alloc(0);

	write(bytes: Buffer): void {
		if (this.check) {
			this.check.write(bytes);
			return;
		}
		this.head = Buffer.concat([this.head, bytes]);
		if (this.head.length >= signatureBytes) {
			this.check = checkFor(this.head) ?? noImage;
			this.check.write(this.head);
			this.head = Buffer.alloc(0);
		}
	}

	/** What is wrong with the file, or undefined when it is whole. */
	end(): string | undefined {
		return this.check ? this.check.end() : `only ${this.head.length} bytes`;
	}
}

interface FormatCheck {
	write(bytes: Buffer): void;
	/** What is wrong, once all bytes have passed. */
	end(): string | undefined;
}

const noImage: FormatCheck = { write: () => undefined, end: () => 'not an image of a known format' };

/** The check of the format that the signature names. */
function checkFor(head: Buffer): FormatCheck | undefined {
	const text = head.toString('latin1', 0, 12);
	if (text.startsWith('\x89PNG\r\n\x1a\n')) {
		return new RecordsCheck(8, pngRecord);
	}
	if (text.startsWith('\xff\xd8\xff')) {
		return new TailCheck('JPEG', Buffer.from([0xff, 0xd9]));
	}
	if (text.startsWith('GIF8')) {
		// The last of its blocks ends with an empty one, and the file with its trailer.
		return new TailCheck('GIF', Buffer.from([0x00, 0x3b]));
	}
	if (text.startsWith('RIFF') && text.endsWith('WEBP')) {
		return new LengthCheck('WebP', head.readUInt32LE(4) + 8);
	}
	if (text.slice(4, 8) === 'ftyp') {
		return new RecordsCheck(0, boxRecord);
	}
	return undefined;
}

/** Ends with certain bytes; zeros after them are padding that some encoders leave. */
class TailCheck implements FormatCheck {
	private tail: Buffer = Buffer.alloc(0);
	/** The zeros since then: padding, unless more comes. */
	private zeros = 0;

	constructor(
		private readonly name: string,
		private readonly ending: Buffer,
	) {}

	write(bytes: Buffer): void {
		let end = bytes.length;
		while (end > 0 && bytes[end - 1] === 0) {
			end--;
		}
		const kept = this.ending.length;
		if (end > 0) {
			const zeros = Buffer.alloc(Math.min(this.zeros, kept));
			this.tail = Buffer.concat([this.tail, zeros, bytes.subarray(Math.max(0, end - kept), end)]).subarray(-kept);
			this.zeros = 0;
		}
		this.zeros += bytes.length - end;
	}

	end(): string | undefined {
		return this.tail.equals(this.ending) ? undefined : `the ${this.name} has no end`;
	}
}

class LengthCheck implements FormatCheck {
	private length = 0;

	constructor(
		private readonly name: string,
		private readonly expected: number,
	) {}

	write(bytes: Buffer): void {
		this.length += bytes.length;
	}

	end(): string | undefined {
		// The RIFF length leaves out a last byte of padding.
		const whole = this.length === this.expected || this.length === this.expected + 1;
		return whole ? undefined : `the ${this.name} has ${this.length} of ${this.expected} bytes`;
	}
}

/** One record's length in bytes, its header included; `last` when the file ends with it. */
type ReadRecord = (header: Buffer) => { length: number; last: boolean };

const pngRecord: ReadRecord = (header) => ({
	// Length, type and checksum stand around the data.
	length: header.readUInt32BE(0) + 12,
	last: header.toString('latin1', 4, 8) === 'IEND',
});

const boxRecord: ReadRecord = (header) => {
	const size = header.readUInt32BE(0);
	// 0: to the end of the file. 1: a 64-bit size follows, which no image needs.
	return size === 0 ? { length: Infinity, last: true } : { length: Math.max(size, 8), last: false };
};

/** A file of records that name their own lengths: PNG chunks, the boxes of AVIF and HEIC. */
class RecordsCheck implements FormatCheck {
	private header: Buffer = Buffer.alloc(0);
	/** The bytes until the next record's header. */
	private skip: number;
	private last = false;

	constructor(
		signatureBytes: number,
		private readonly readRecord: ReadRecord,
	) {
		this.skip = signatureBytes;
	}

	write(bytes: Buffer): void {
		let at = 0;
		while (at < bytes.length) {
			if (this.skip > 0) {
				const step = Math.min(this.skip, bytes.length - at);
				this.skip -= step;
				at += step;
			} else if (this.last) {
				// Whatever follows the end is none of the image.
				return;
			} else {
				const needed = 8 - this.header.length;
				this.header = Buffer.concat([this.header, bytes.subarray(at, at + needed)]);
				at += needed;
				if (this.header.length === 8) {
					const { length, last } = this.readRecord(this.header);
					this.skip = length - 8;
					this.last = last;
					this.header = Buffer.alloc(0);
				}
			}
		}
	}

	end(): string | undefined {
		const open = this.skip !== 0 && this.skip !== Infinity;
		const ends = this.readRecord === pngRecord ? this.last : true;
		return open || this.header.length > 0 || !ends ? 'the image is cut short' : undefined;
	}
}

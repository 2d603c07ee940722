const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const padding = 0x3d;

/** The most characters decoded in one step; the output buffer always has room for that many. */
const stepChars = 64 * 1024;

/** Whether the byte may stand inside base64: both alphabets (standard and URL-safe), padding, line breaks. */
export const isBase64Byte: readonly boolean[] = Array.from({ length: 256 }, (_, byte) =>
	/[A-Za-z0-9+/\-_=\n\r]/.test(String.fromCharCode(byte)),
);

/** Characters that stand for six bits each. */
const plain = /^[A-Za-z0-9+/\-_]*$/;

/**
 * Decodes base64 that arrives in slices. `Buffer.from(text, 'base64')` skips whatever it does not know and says nothing;
 * this one stops at the first byte that cannot be base64 and knows whether the text was whole.
 */
export class Base64Decoder {
	/** Up to three characters that wait for their group of four. */
	private carry = '';
	/** Padding ends the text: nothing but line breaks may follow. */
	private padded = false;
	private readonly out = Buffer.allocUnsafe((stepChars / 4) * 3 + 8);

	/** @param take receives decoded bytes; the buffer is reused after it returns. */
	constructor(private readonly take: (bytes: Buffer) => void) {}

	/**
	 * Decodes `bytes[start, end)` and returns how far it came: `end`, or the index of the first byte that is no base64 here.
	 */
	write(bytes: Buffer, start: number, end: number): number {
		for (let from = start; from < end;) {
			const to = Math.min(end, from + stepChars);
			if (!this.writeFast(bytes, from, to)) {
				const stopped = this.writeCarefully(bytes, from, to);
				if (stopped < to) {
					return stopped;
				}
			}
			from = to;
		}
		return end;
	}

	/**
	 * Ends the text. False when it was cut inside a group: short padding, or a single character left over. The bytes that are
	 * all there are given all the same.
	 */
	end(): boolean {
		const { carry } = this;
		this.carry = '';
		const chars = carry.replace(/=+$/, '');
		if (chars.length > 1) {
			this.decode(chars);
		}
		return chars === carry && chars.length !== 1;
	}

	/**
	 * Plain characters only, as nearly every slice has: the whole cost of a 24 MiB image is a few milliseconds. Strings are most
	 * of it, so each character becomes part of one, once: those of the group that is open, of whole groups, and of the rest.
	 */
	private writeFast(bytes: Buffer, from: number, to: number): boolean {
		const missing = (4 - this.carry.length) % 4;
		const start = Math.min(to, from + missing);
		const stop = to - ((to - start) % 4);
		const group = this.carry + bytes.toString('latin1', from, start);
		const rest = bytes.toString('latin1', stop, to);
		if (this.padded || !plain.test(group) || !plain.test(rest)) {
			return false;
		}
		if (group.length % 4 > 0) {
			this.carry = group;
			return true;
		}
		const begun = this.out.write(group, 'base64');
		const length = this.out.write(bytes.toString('latin1', start, stop), begun, 'base64');
		// A line break, padding or anything foreign makes the result shorter than the text promises.
		if (length !== ((stop - start) / 4) * 3) {
			return false;
		}
		this.carry = rest;
		this.emit(begun + length);
		return true;
	}

	private writeCarefully(bytes: Buffer, from: number, to: number): number {
		let text = this.carry;
		let index = from;
		for (; index < to; index++) {
			const byte = bytes[index] ?? 0;
			if (!isBase64Byte[byte]) {
				break;
			}
			if (byte === lineFeed || byte === carriageReturn) {
				continue;
			}
			const pad = byte === padding;
			if (this.padded && (!pad || text.length % 4 === 0)) {
				break;
			}
			if (pad && text.length % 4 < 2) {
				break;
			}
			this.padded ||= pad;
			text += String.fromCharCode(byte);
		}
		const whole = text.length - (text.length % 4);
		this.decode(text.slice(0, whole));
		this.carry = text.slice(whole);
		return index;
	}

	private decode(text: string): void {
		this.emit(this.out.write(text, 'base64'));
	}

	private emit(length: number): void {
		if (length > 0) {
			this.take(this.out.subarray(0, length));
		}
	}
}

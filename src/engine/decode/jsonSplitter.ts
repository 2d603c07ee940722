import { randomUUID } from 'node:crypto';
import { Base64Decoder, isBase64Byte } from './base64Decoder';
import { GrowingBuffer } from './growingBuffer';
import { type ImageBytes, ImagePart } from './imagePart';
import { meaningOf, unescape } from './jsonEscapes';
import { beginsAsImage } from './wholeness';

const quote = 0x22;
const backslash = 0x5c;
const lessThan = 0x3c;

/** Base64 shorter than this stays in the text. */
const longRunChars = 1024;

/** What holds the first bytes of a run, each of its characters escaped and a line break after any of them. */
const headChars = 256;

/** The bytes that may stand before a text: blanks, and a byte order mark. */
const isBlank: readonly boolean[] = Array.from({ length: 256 }, (_, byte) =>
	[0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf].includes(byte),
);

/** How much is decoded between two looks at the disk. */
const stepBytes = 64 * 1024;

/** A long run of base64 inside a string of the JSON text that begins as an image does, decoded to a file. */
export interface Base64Run extends ImageBytes {
	/** Stands in the text where the run stood. Not to be guessed by a server. */
	readonly marker: string;
}

/** A JSON text with its markers, and the runs that they stand for. */
export interface SplitText {
	readonly bytes: Buffer;
	readonly runs: readonly Base64Run[];
}

/**
 * Splits JSON texts as they arrive, one after the other: long runs of base64 inside their strings that begin as images do go
 * to files, decoded, and everything else is kept byte for byte, with a marker in each run's place. What is kept is then small
 * enough for `JSON.parse`, which alone judges the grammar, so keys in any order, keys' names inside a prompt and cut texts
 * cannot mislead anyone; and nothing of them is lost.
 *
 * Links stay whole, whatever is in them. So does a page of HTML: its images are a sign-in form's.
 */
export class JsonSplitter {
	private readonly markerPrefix = `imagegen-${randomUUID()}`;
	private readonly kept: GrowingBuffer;
	private runs: Base64Run[] = [];
	private allRuns = 0;
	/** Whether the present text is a page; undefined before its first character. */
	private isPage: boolean | undefined;
	private inString = false;
	/** Where the present string begins in the kept text. */
	private stringStart = 0;
	/** An escape that is not complete yet, from its backslash on. */
	private escape = '';
	/** Where the present run of base64 begins in the kept text, and how long it is so far. */
	private runStart = 0;
	private runChars = 0;
	private open: { readonly part: ImagePart; readonly decoder: Base64Decoder } | undefined;

	/**
	 * @param newPartPath where the next run's file is to be written; undefined where there may be no more of them.
	 * @param keptLimit bytes of all texts together beyond which `write` returns false.
	 */
	constructor(
		private readonly newPartPath: () => string | undefined,
		keptLimit: number,
	) {
		this.kept = new GrowingBuffer(keptLimit);
	}

	/** Takes the next bytes of the present text. False when more text than the limit had to be kept. */
	async write(chunk: Buffer): Promise<boolean> {
		for (let from = 0; from < chunk.length; from += stepBytes) {
			const step = chunk.subarray(from, from + stepBytes);
			let at = 0;
			while (at < step.length) {
				at = this.open ? await this.decodeRun(step, at, this.open) : await this.keepText(step, at);
			}
			await this.open?.part.drain();
		}
		return !this.kept.full;
	}

	/** Ends the present text; the next bytes are another one's. */
	async endText(): Promise<SplitText> {
		await this.endRun('the reply ended inside it');
		const { runs } = this;
		this.runs = [];
		this.isPage = undefined;
		this.inString = false;
		this.escape = '';
		return { bytes: this.kept.take(), runs };
	}

	/** Closes the files. For a reply that will not be read to its end. */
	async abandon(): Promise<void> {
		await this.open?.part.finish().catch(() => undefined);
		this.open = undefined;
	}

	private async keepText(bytes: Buffer, from: number): Promise<number> {
		let at = from;
		while (at < bytes.length) {
			if (!this.inString) {
				this.isPage ??= firstCharacter(bytes, at, lessThan);
				const found = this.isPage ? -1 : bytes.indexOf(quote, at);
				const end = found < 0 ? bytes.length : found + 1;
				this.kept.append(bytes, at, end);
				at = end;
				this.inString = found >= 0;
				this.stringStart = this.kept.length;
				this.resetRun();
				continue;
			}
			const end = this.escape ? at : this.endOfRun(bytes, at);
			if (end > at) {
				this.kept.append(bytes, at, end);
				this.runChars += end - at;
				at = end;
			} else {
				this.keepCharacter(bytes[at] ?? 0);
				at++;
			}
			// Looked at once, when it has grown that long.
			if (this.runChars === longRunChars && this.isImage()) {
				const path = this.newPartPath();
				if (path !== undefined) {
					await this.openRun(path);
					return at;
				}
			}
		}
		return at;
	}

	/** How far the present run of base64 goes on from there, but not beyond the length at which it is looked at. */
	private endOfRun(bytes: Buffer, from: number): number {
		const missing = longRunChars - this.runChars;
		const stop = missing > 0 ? Math.min(bytes.length, from + missing) : bytes.length;
		let end = from;
		while (end < stop && isBase64Byte[bytes[end] ?? 0]) {
			end++;
		}
		return end;
	}

	/** Keeps a byte that is no base64, or part of an escape. */
	private keepCharacter(byte: number): void {
		this.kept.append(Buffer.from([byte]));
		if (this.escape || byte === backslash) {
			this.escape += String.fromCharCode(byte);
			const meaning = meaningOf(this.escape);
			if (meaning !== undefined) {
				this.escape = '';
				this.countRun(meaning);
			}
		} else {
			this.inString = byte !== quote;
			this.resetRun();
		}
	}

	/** Whether the present run is an image's, as far as its beginning tells. */
	private isImage(): boolean {
		const { stringStart, runStart } = this;
		if (/^\s*https?:/i.test(this.kept.peek(stringStart, stringStart + headChars))) {
			return false;
		}
		const head = unescape(this.kept.peek(runStart, runStart + headChars)).replace(/[\r\n]/g, '');
		return beginsAsImage(Buffer.from(head, 'base64'));
	}

	private countRun(byte: number): void {
		if (isBase64Byte[byte]) {
			this.runChars++;
		} else {
			this.resetRun();
		}
	}

	private resetRun(): void {
		this.runStart = this.kept.length;
		this.runChars = 0;
	}

	/** The run has grown long: what is kept of it moves to a file. */
	private async openRun(path: string): Promise<void> {
		this.allRuns++;
		const part = await ImagePart.create(path);
		const decoder = new Base64Decoder((bytes) => part.add(bytes));
		this.open = { part, decoder };
		const begun = Buffer.from(unescape(this.kept.cut(this.runStart)), 'latin1');
		const taken = decoder.write(begun, 0, begun.length);
		if (taken < begun.length) {
			await this.endRun('it is no base64', begun.subarray(taken));
		}
	}

	private async decodeRun(bytes: Buffer, from: number, { decoder }: { decoder: Base64Decoder }): Promise<number> {
		let at = from;
		let nextQuote = -1;
		while (at < bytes.length) {
			if (this.escape) {
				this.escape += String.fromCharCode(bytes[at++] ?? 0);
				const meaning = meaningOf(this.escape);
				if (meaning === undefined) {
					continue;
				}
				const escape = this.escape;
				this.escape = '';
				if (decoder.write(Buffer.from([meaning]), 0, 1) === 0) {
					await this.endRun(undefined, Buffer.from(escape, 'latin1'));
					return at;
				}
				continue;
			}
			if (nextQuote < at) {
				const found = bytes.indexOf(quote, at);
				nextQuote = found < 0 ? bytes.length : found;
			}
			const slash = bytes.subarray(at, nextQuote).indexOf(backslash);
			const stop = slash < 0 ? nextQuote : at + slash;
			const taken = decoder.write(bytes, at, stop);
			if (taken < stop || (stop < bytes.length && slash < 0)) {
				// Either something that is no base64, or the string's end: plain text again from there on.
				await this.endRun();
				return taken;
			}
			at = stop;
			if (slash >= 0) {
				this.escape = '\\';
				at++;
			}
		}
		return at;
	}

	/** Closes the run's file, and leaves its marker and then `rest` in the kept text. */
	private async endRun(flaw?: string, rest?: Buffer): Promise<void> {
		if (!this.open) {
			return;
		}
		const { part, decoder } = this.open;
		this.open = undefined;
		const whole = decoder.end();
		const image = await part.finish();
		const problem = flaw ?? (whole ? undefined : 'the base64 is cut short');
		const marker = `${this.markerPrefix}-${this.allRuns};`;
		this.runs.push({ ...image, marker, ...(problem !== undefined && { flaw: problem }) });
		this.kept.append(Buffer.from(marker, 'latin1'));
		if (rest) {
			this.kept.append(rest);
		}
		this.resetRun();
	}
}

/** Whether the first byte from `from` on that is no blank is that one; undefined where there are only blanks. */
function firstCharacter(bytes: Buffer, from: number, character: number): boolean | undefined {
	for (let at = from; at < bytes.length; at++) {
		const byte = bytes[at] ?? 0;
		if (!isBlank[byte]) {
			return byte === character;
		}
	}
	return undefined;
}

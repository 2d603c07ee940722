import { randomUUID } from 'node:crypto';
import { Base64Decoder, isBase64Byte } from './base64Decoder';
import { ImagePart } from './imagePart';

const quote = 0x22;
const backslash = 0x5c;

/** Base64 shorter than this stays in the text: ids and signatures, no images. */
const longRunChars = 1024;

/** A reply with more runs than this is no reply to one request; further ones stay in their text. */
const maxRuns = 64;

/** How much is decoded between two looks at the disk. */
const stepBytes = 64 * 1024;

/** A long run of base64 inside a string of the JSON text, decoded to a file. */
export interface Base64Run {
	/** Stands in the text where the run stood. Not to be guessed by a server. */
	readonly marker: string;
	/** Absolute. */
	readonly path: string;
	readonly bytes: number;
	/** What is wrong with the base64 or the image; undefined when both are whole. */
	readonly flaw?: string;
}

/** A JSON text with its markers, and the runs that they stand for. */
export interface SplitText {
	readonly text: string;
	readonly runs: readonly Base64Run[];
}

/**
 * Splits JSON texts as they arrive, one after the other: long runs of base64 inside their strings go to files, decoded, and
 * everything else is kept with a marker in each run's place. What is kept is then small enough for `JSON.parse`, which alone
 * judges the grammar, so keys in any order, keys' names inside a prompt and cut texts cannot mislead anyone; and nothing of
 * them is lost.
 */
export class JsonSplitter {
	private readonly markerPrefix = `imagegen-${randomUUID()}`;
	private readonly kept: GrowingBuffer;
	private runs: Base64Run[] = [];
	private allRuns = 0;
	private inString = false;
	/** An escape that is not complete yet, from its backslash on. */
	private escape = '';
	/** Where the present run of base64 begins in the kept text, and how long it is so far. */
	private runStart = 0;
	private runChars = 0;
	private open: { readonly part: ImagePart; readonly decoder: Base64Decoder } | undefined;

	/**
	 * @param newPartPath where the next run's file is to be written.
	 * @param keptLimit bytes of all texts together beyond which `write` returns false.
	 */
	constructor(
		private readonly newPartPath: () => string,
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
		this.inString = false;
		this.escape = '';
		return { text: this.kept.take(), runs };
	}

	/** Closes the files. For a reply that will not be read to its end. */
	async abandon(): Promise<void> {
		await this.open?.part.finish({ sync: false }).catch(() => undefined);
		this.open = undefined;
	}

	private async keepText(bytes: Buffer, from: number): Promise<number> {
		let at = from;
		while (at < bytes.length) {
			if (!this.inString) {
				const found = bytes.indexOf(quote, at);
				const end = found < 0 ? bytes.length : found + 1;
				this.kept.append(bytes, at, end);
				at = end;
				this.inString = found >= 0;
				this.resetRun();
				continue;
			}
			const byte = bytes[at] ?? 0;
			this.kept.append(bytes, at, at + 1);
			at++;
			if (this.escape || byte === backslash) {
				this.escape += String.fromCharCode(byte);
				const meaning = meaningOf(this.escape);
				if (meaning !== undefined) {
					this.escape = '';
					this.countRun(meaning);
				}
			} else if (byte === quote) {
				this.inString = false;
			} else {
				this.countRun(byte);
			}
			if (this.runChars >= longRunChars && this.allRuns < maxRuns) {
				await this.openRun();
				return at;
			}
		}
		return at;
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
	private async openRun(): Promise<void> {
		this.allRuns++;
		const part = await ImagePart.create(this.newPartPath());
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
		const imageFlaw = await part.finish({ sync: false });
		const problem = flaw ?? (whole ? imageFlaw : 'the base64 is cut short');
		const marker = `${this.markerPrefix}-${this.allRuns};`;
		this.runs.push({ marker, path: part.path, bytes: part.bytes, ...(problem !== undefined && { flaw: problem }) });
		this.kept.append(Buffer.from(marker, 'latin1'));
		if (rest) {
			this.kept.append(rest);
		}
		this.resetRun();
	}
}

/** The byte that a complete escape stands for; 0 for one that no base64 contains; undefined while it is incomplete. */
function meaningOf(escape: string): number | undefined {
	const kind = escape[1];
	if (kind === undefined || (kind === 'u' && escape.length < 6)) {
		return undefined;
	}
	switch (kind) {
		case '/':
			return 0x2f;
		case 'n':
			return 0x0a;
		case 'r':
			return 0x0d;
		case 'u': {
			const code = Number.parseInt(escape.slice(2), 16);
			return code < 0x80 ? code : 0;
		}
		default:
			return 0;
	}
}

function unescape(text: string): string {
	return text.replace(/\\(?:u[0-9a-fA-F]{4}|.)/g, (escape) => String.fromCharCode(meaningOf(escape) ?? 0));
}

/** Bytes that are appended to often and cut rarely. */
class GrowingBuffer {
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

	/** Removes and returns everything from `start` on, one character a byte. */
	cut(start: number): string {
		const text = this.bytes.toString('latin1', start, this.length);
		this.length = start;
		return text;
	}

	/** Empties the buffer. */
	take(): string {
		const text = this.bytes.toString('utf8', 0, this.length);
		this.limit -= this.length;
		this.length = 0;
		return text;
	}
}

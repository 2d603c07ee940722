import { GenerationError } from '../failure';
import { type Contents, DecodedReply, PartPaths, type ReplyEvent } from './decodedReply';
import { type EventEnd, EventStreamDecoder } from './eventStream';
import { type ImageBytes, ImagePart } from './imagePart';
import { JsonSplitter, type SplitText } from './jsonSplitter';
import { beginsAsImage, signatureBytes } from './wholeness';

/** What may be kept of a reply in memory beside its images: long texts and thought signatures, generously. */
const keptLimitBytes = 16 * 1024 * 1024;

/** No stream has more events: each takes up far more memory than its bytes. */
const maxEvents = 250_000;

/** So many blanks before a body's first character are waited through. */
const maxBlanks = 64 * 1024;

/** How a body holds its images: in one JSON text, in the data of a stream of events, or by being one itself. */
export type Framing = 'json' | 'events' | 'image';

/** The framing that a `Content-Type` names. */
export function framingOf(contentType: unknown): Framing {
	const [, type = ''] = /^\s*(text\/event-stream|image\/)/i.exec(String(contentType)) ?? [];
	return type === '' ? 'json' : type.toLowerCase() === 'image/' ? 'image' : 'events';
}

/** The framing that a body's first bytes show, whatever is said of it: `declared` where they leave that open. */
function framingIn(head: Buffer, declared: Framing): Framing {
	if (beginsAsImage(head)) {
		return 'image';
	}
	const start = head
		.toString('utf8')
		.replace(/^\uFEFF/, '')
		.trimStart();
	if (/^(:|data:|event:|id:|retry:)/.test(start)) {
		return 'events';
	}
	if (/^[{[]/.test(start)) {
		return 'json';
	}
	// What some call an image is an error in words: text, that may repeat secrets. What is no text goes to a file, all of it.
	return !isText(head) ? 'image' : declared === 'image' ? 'json' : declared;
}

/** Whether a body's beginning tells its framing: so much has come after the blanks that some services send to keep the line alive. */
function tellsFraming(head: Buffer): boolean {
	const blanks = head.findIndex((byte) => ![0x09, 0x0a, 0x0d, 0x20].includes(byte));
	return head.length >= maxBlanks || (blanks >= 0 && head.length >= blanks + signatureBytes);
}

/** Whether there are no bytes of which no text consists. */
function isText(bytes: Buffer): boolean {
	return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

export interface ReadOptions {
	/** As which the reply was declared; `json` by default. */
	readonly framing?: Framing;
	/**
	 * Whether a value is only a preview of what is still to come. Those are forgotten as soon as they are whole, with their
	 * images: nobody can then take one for the result, should the reply be cut before that.
	 */
	readonly isPreview?: (value: unknown) => boolean;
	/** Given the images of a preview before they are forgotten: where they are moved elsewhere, they stay. */
	readonly onPreview?: (images: readonly ImageBytes[]) => Promise<void>;
	/** Told how much has come so far. */
	readonly onBytes?: (bytes: number) => void;
}

/**
 * Reads a reply to its end, its images decoded to `partPath(0)`, `partPath(1)`… while they arrive: memory stays flat
 * whatever their size. A reply that breaks off counts as far as its values have come whole; one without any throws why it
 * broke off, except where it was too large: its flaw says so, as where too much of it is no image.
 */
export async function readReply(
	body: AsyncIterable<Buffer>,
	partPath: (index: number) => string,
	{
		framing = 'json',
		isPreview = () => false,
		onPreview = () => Promise.resolve(),
		onBytes = () => undefined,
	}: ReadOptions = {},
): Promise<DecodedReply> {
	const paths = new PartPaths(partPath);
	const begin = (head: Buffer): Reader => {
		const found = framingIn(head, framing);
		return found === 'image'
			? new ImageReader(partPath(0))
			: new JsonReader(paths, found === 'events' ? new EventStreamDecoder() : inOnePiece, isPreview, onPreview);
	};
	let reader: Reader | undefined;
	let head: Buffer = Buffer.alloc(0);
	let cut: GenerationError | undefined;
	try {
		let received = 0;
		for await (const chunk of body) {
			received += chunk.length;
			onBytes(received);
			if (reader) {
				await reader.write(chunk);
				continue;
			}
			head = Buffer.concat([head, chunk]);
			if (tellsFraming(head)) {
				reader = begin(head);
				await reader.write(head);
			}
		}
	} catch (error) {
		if (!GenerationError.is(error) || error.kind === 'cancelled') {
			await reader?.abandon();
			throw error;
		}
		cut = error;
	}
	if (!reader) {
		reader = begin(head);
		await reader.write(head);
	}
	const contents = await reader.end();
	const reply = new DecodedReply(contents, cut, paths);
	// What is too large was sent in earnest, perhaps in a form that nobody here knows: as much of it as there is can be looked at.
	const isWorthReading = contents.image
		? contents.image.flaw === undefined
		: reply.values.length > 0 || GenerationError.is(cut, 'replyTooLarge');
	if (cut && !isWorthReading) {
		throw cut;
	}
	return reply;
}

/** Takes a body in, piece by piece. */
interface Reader {
	write(bytes: Buffer): Promise<void>;
	end(): Promise<Contents>;
	/** Closes the files. For a reply that will not be read to its end. */
	abandon(): Promise<void>;
}

/** A body that is nothing but an image. */
class ImageReader implements Reader {
	private part: ImagePart | undefined;

	constructor(private readonly path: string) {}

	async write(bytes: Buffer): Promise<void> {
		this.part ??= await ImagePart.create(this.path);
		this.part.add(bytes);
		await this.part.drain();
	}

	async end(): Promise<Contents> {
		const image = await this.part?.finish();
		return { events: [], ...(image && { image }) };
	}

	async abandon(): Promise<void> {
		await this.part?.finish().catch(() => undefined);
	}
}

/** A body of one or more JSON texts. */
class JsonReader implements Reader {
	private readonly events: ReplyEvent[] = [];
	private readonly splitter: JsonSplitter;

	constructor(
		private readonly paths: PartPaths,
		private readonly decoder: Pick<EventStreamDecoder, 'write' | 'end'>,
		private readonly isPreview: (value: unknown) => boolean,
		private readonly onPreview: (images: readonly ImageBytes[]) => Promise<void>,
	) {
		this.splitter = new JsonSplitter(() => paths.next(), keptLimitBytes);
	}

	async write(bytes: Buffer): Promise<void> {
		for (const piece of this.decoder.write(bytes)) {
			await this.take(piece);
		}
	}

	async end(): Promise<Contents> {
		for (const piece of this.decoder.end()) {
			await this.take(piece);
		}
		return { events: this.events };
	}

	abandon(): Promise<void> {
		return this.splitter.abandon();
	}

	private async take(piece: Buffer | EventEnd): Promise<void> {
		if (Buffer.isBuffer(piece)) {
			if (!(await this.splitter.write(piece))) {
				throw new GenerationError('replyTooLarge', { limitBytes: keptLimitBytes }, true);
			}
			return;
		}
		const event = parseEvent(piece, await this.splitter.endText());
		if (event.values.some(this.isPreview)) {
			await this.onPreview(event.runs);
			await this.paths.remove(event.runs.map(({ path }) => path));
		} else if (event.bytes.length > 0 || this.events.length === 0) {
			if (this.events.length === maxEvents) {
				throw new GenerationError('replyTooLarge', { limitBytes: keptLimitBytes }, true);
			}
			this.events.push(event);
		}
	}
}

const inOnePiece: Pick<EventStreamDecoder, 'write' | 'end'> = {
	*write(chunk) {
		yield chunk;
	},
	*end() {
		yield { name: '' };
	},
};

function parseEvent({ name }: EventEnd, split: SplitText): ReplyEvent {
	const text = split.bytes.toString('utf8');
	// OpenAI's way to end a stream. Empty data says nothing at all.
	if (text === '[DONE]' || text.trim() === '') {
		return { ...split, values: [] };
	}
	const error = name === 'error';
	try {
		// Some servers send a byte order mark, which JSON does not allow.
		const values = [JSON.parse(text.replace(/^\uFEFF/, '')) as unknown].flat();
		return { ...split, values: error ? values.map(asError) : values };
	} catch {
		if (error) {
			return { ...split, values: [asError(text)] };
		}
		const values = valuesOfLines(text);
		if (values) {
			return { ...split, values };
		}
		const detail = `the reply is no JSON; it begins: ${text.slice(0, 200).trim()}`;
		const page = titleIn(text);
		const facts = { detail, ...(page !== undefined && { page }) };
		return { ...split, values: [], flaw: new GenerationError('badReply', facts, true) };
	}
}

/** The title of a web page, which may be none; undefined for any other text. */
function titleIn(text: string): string | undefined {
	const isPage = /^\uFEFF?\s*<(!doctype html|html|head|body|title|meta)\b/i.test(text);
	return isPage ? (/<title\b[^>]{0,200}>([^<]{0,200})/i.exec(text)?.[1] ?? '').trim() : undefined;
}

/** The values of a text of which each line is JSON (NDJSON), as some services stream them; undefined for any other. */
function valuesOfLines(text: string): unknown[] | undefined {
	try {
		const lines = text.split('\n').filter((line) => line.trim() !== '');
		return lines.length > 1 ? lines.map((line) => JSON.parse(line) as unknown) : undefined;
	} catch {
		return undefined;
	}
}

/** What an event says that is an error by its name alone, in the form in which all others say it. */
function asError(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'error' in value ? value : { error: value };
}

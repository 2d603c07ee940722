import { rm } from 'node:fs/promises';
import { GenerationError } from '../failure';
import { Base64Decoder } from './base64Decoder';
import { type EventEnd, EventStreamDecoder } from './eventStream';
import { ImagePart } from './imagePart';
import { JsonSplitter, type Base64Run, type SplitText } from './jsonSplitter';

/** What may be kept of a reply in memory beside its images: long texts and thought signatures, generously. */
const keptLimitBytes = 16 * 1024 * 1024;

/** Image bytes out of a reply, decoded to a file and not judged yet. */
export interface ImageBytes {
	/** Absolute. */
	readonly path: string;
	readonly bytes: number;
	/** What is wrong with them; undefined when they are a whole image as far as their own grammar tells. */
	readonly flaw?: string;
}

/** How a body holds its JSON: as one text, or as the data of a stream of events. */
export type Framing = 'json' | 'events';

/** The framing that a `Content-Type` names: a service may answer a streamed request in one piece. */
export function framingOf(contentType: unknown): Framing {
	return /^\s*text\/event-stream\b/i.test(String(contentType)) ? 'events' : 'json';
}

/** One event of a stream; a reply in one piece is a stream of one. */
interface ReplyEvent {
	/** Its data as text, a marker in each image's place. */
	readonly text: string;
	/** Its data as JSON. Some gateways put several events into one list. */
	readonly values: readonly unknown[];
	readonly runs: readonly Base64Run[];
	/** Why there are no values. */
	readonly flaw?: GenerationError;
}

/** A reply of JSON values, one for each event, whose images lie in files. */
export class DecodedReply {
	constructor(
		private readonly events: readonly ReplyEvent[],
		private readonly cut: GenerationError | undefined,
		/** Gives a path for one more image of this reply. */
		readonly newPartPath: () => string,
	) {}

	/** Those that came whole, in their order; whatever became of the rest of the reply. */
	get values(): readonly unknown[] {
		return this.events.flatMap(({ values }) => values);
	}

	/** Why the values may not be all of the reply: it was cut, or a part of it is no JSON, or there is nothing. */
	get flaw(): GenerationError | undefined {
		const flaw = this.cut ?? this.events.find((event) => event.flaw)?.flaw;
		if (flaw || this.values.length > 0) {
			return flaw;
		}
		const detail = this.events.length > 0 ? 'the reply is empty' : 'the stream ended before its result';
		return new GenerationError('badReply', { detail }, true);
	}

	/** All of the events' data as text, one event a line, a marker in each image's place. */
	get text(): string {
		return this.events.map(({ text }) => text).join('\n');
	}

	/** Everything in the reply that was long enough to be an image, wherever it stood. */
	get candidates(): readonly ImageBytes[] {
		return this.runs;
	}

	/** The image that a string of the reply holds, as base64 or as a `data:` URL of it; undefined when it holds none. */
	async imageIn(value: string): Promise<ImageBytes | undefined> {
		const text = value.trim().replace(/^data:[^,]{0,100};base64,/, '');
		const run = this.runs.find(({ marker }) => text.startsWith(marker));
		if (run) {
			return text === run.marker ? run : { ...run, flaw: 'something that is no base64 stands in it' };
		}
		return /^[\w+/-]{16}/.test(text) ? await this.decodeSmall(text) : undefined;
	}

	private get runs(): readonly Base64Run[] {
		return this.events.flatMap(({ runs }) => runs);
	}

	/** Images in so few bytes that they stayed in the text. */
	private async decodeSmall(text: string): Promise<ImageBytes> {
		const part = await ImagePart.create(this.newPartPath());
		const decoder = new Base64Decoder((bytes) => part.add(bytes));
		const bytes = Buffer.from(text, 'utf8');
		const whole = decoder.write(bytes, 0, bytes.length) === bytes.length && decoder.end();
		const imageFlaw = await part.finish({ sync: false });
		const flaw = whole ? imageFlaw : 'the base64 is damaged';
		return { path: part.path, bytes: part.bytes, ...(flaw !== undefined && { flaw }) };
	}
}

export interface ReadOptions {
	/** `json` by default. */
	readonly framing?: Framing;
	/**
	 * Whether a value is only a preview of what is still to come. Those are forgotten as soon as they are whole, with their
	 * images: nobody can then take one for the result, should the reply be cut before that.
	 */
	readonly isPreview?: (value: unknown) => boolean;
	/** Told how much has come so far. */
	readonly onBytes?: (bytes: number) => void;
}

/**
 * Reads a reply to its end, its images decoded to `partPath(0)`, `partPath(1)`… while they arrive: memory stays flat
 * whatever their size. A reply that breaks off counts as far as its values have come whole; one without any throws why it
 * broke off. Throws `replyTooLarge` when too much of it is no image.
 */
export async function readReply(
	body: AsyncIterable<Buffer>,
	partPath: (index: number) => string,
	{ framing = 'json', isPreview = () => false, onBytes = () => undefined }: ReadOptions = {},
): Promise<DecodedReply> {
	let files = 0;
	const newPartPath = (): string => partPath(files++);
	const splitter = new JsonSplitter(newPartPath, keptLimitBytes);
	const events: ReplyEvent[] = [];
	const take = async (piece: Buffer | EventEnd): Promise<void> => {
		if (Buffer.isBuffer(piece)) {
			if (!(await splitter.write(piece))) {
				throw new GenerationError('replyTooLarge', { limitBytes: keptLimitBytes }, true);
			}
			return;
		}
		const event = parseEvent(piece, await splitter.endText());
		if (event.values.some(isPreview)) {
			await Promise.all(event.runs.map(({ path }) => rm(path, { force: true })));
		} else {
			events.push(event);
		}
	};
	const decoder = framing === 'events' ? new EventStreamDecoder() : inOnePiece;
	let cut: GenerationError | undefined;
	try {
		let received = 0;
		for await (const chunk of body) {
			received += chunk.length;
			onBytes(received);
			for (const piece of decoder.write(chunk)) {
				await take(piece);
			}
		}
	} catch (error) {
		if (!GenerationError.is(error) || error.kind === 'cancelled') {
			await splitter.abandon();
			throw error;
		}
		cut = error;
	}
	for (const piece of decoder.end()) {
		await take(piece);
	}
	const reply = new DecodedReply(events, cut, newPartPath);
	if (cut && reply.values.length === 0) {
		throw cut;
	}
	return reply;
}

const inOnePiece: Pick<EventStreamDecoder, 'write' | 'end'> = {
	*write(chunk) {
		yield chunk;
	},
	*end() {
		yield { name: '' };
	},
};

function parseEvent({ name }: EventEnd, { text, runs }: SplitText): ReplyEvent {
	// OpenAI's way to end a stream. Empty data says nothing at all.
	if (text === '[DONE]' || text.trim() === '') {
		return { text, values: [], runs };
	}
	const error = name === 'error';
	try {
		// Some servers send a byte order mark, which JSON does not allow.
		const values = [JSON.parse(text.replace(/^\uFEFF/, '')) as unknown].flat();
		return { text, values: error ? values.map(asError) : values, runs };
	} catch (cause) {
		if (error) {
			return { text, values: [asError(text)], runs };
		}
		const detail = `the reply is no JSON; it begins: ${text.slice(0, 200).trim()}`;
		return { text, values: [], runs, flaw: new GenerationError('badReply', { detail }, true, { cause }) };
	}
}

/** What an event says that is an error by its name alone, in the form in which all others say it. */
function asError(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'error' in value ? value : { error: value };
}

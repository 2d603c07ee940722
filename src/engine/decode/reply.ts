import { rm } from 'node:fs/promises';
import { GenerationError } from '../errors';
import { Base64Decoder } from './base64Decoder';
import { ImagePart } from './imagePart';
import { JsonSplitter, type Run } from './jsonSplitter';

/** No reply to one request is larger: ten 4K PNG images are about 240 MiB of base64. */
const replyLimitBytes = 256 * 1024 * 1024;

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

/** A JSON reply whose images lie in files. */
export class Reply {
	/** Files beside the runs': images given in so few bytes that they stayed in the text, or only as links. */
	private readonly extraPaths: string[] = [];

	constructor(
		/** The whole reply as text, a marker in each image's place. */
		readonly text: string,
		private readonly runs: readonly Run[],
		private readonly partPath: (index: number) => string,
	) {}

	/** The reply as JSON. Throws `badReply` for anything else. */
	parse(): unknown {
		try {
			// Some servers send a byte order mark, which JSON does not allow.
			return JSON.parse(this.text.replace(/^\uFEFF/, ''));
		} catch (error) {
			const start = this.text.slice(0, 200).trim();
			const detail = start === '' ? 'the reply is empty' : `the reply is no JSON; it begins: ${start}`;
			throw new GenerationError('badReply', { detail }, true, { cause: error });
		}
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

	/** Everything in the reply that was long enough to be an image, wherever it stood. */
	get candidates(): readonly ImageBytes[] {
		return this.runs;
	}

	/** A path for one more image of this reply. */
	newPartPath(): string {
		const path = this.partPath(this.runs.length + this.extraPaths.length);
		this.extraPaths.push(path);
		return path;
	}

	/** Removes what is left of the reply's files: drafts, signatures, damaged images. */
	async discard(): Promise<void> {
		const paths = [...this.runs.map(({ path }) => path), ...this.extraPaths];
		await Promise.all(paths.map((path) => rm(path, { force: true })));
	}

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

/**
 * Reads a reply to its end, its images decoded to `partPath(0)`, `partPath(1)`… while they arrive: memory stays flat
 * whatever their size. `onBytes` is told how much has come so far. Throws `replyTooLarge` beyond 256 MiB.
 */
export async function readReply(
	body: AsyncIterable<Buffer>,
	partPath: (index: number) => string,
	onBytes: (bytes: number) => void = () => undefined,
): Promise<Reply> {
	const splitter = new JsonSplitter(partPath, keptLimitBytes);
	let received = 0;
	try {
		for await (const chunk of body) {
			received += chunk.length;
			onBytes(received);
			const room = await splitter.write(chunk);
			if (!room || received > replyLimitBytes) {
				const limitBytes = room ? replyLimitBytes : keptLimitBytes;
				throw new GenerationError('replyTooLarge', { limitBytes }, true);
			}
		}
	} catch (error) {
		await splitter.abandon();
		throw error;
	}
	const { text, runs } = await splitter.end();
	return new Reply(text, runs, partPath);
}

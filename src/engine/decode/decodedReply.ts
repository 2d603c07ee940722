import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { GenerationError } from '../failure';
import { Base64Decoder } from './base64Decoder';
import { type ImageBytes, ImagePart } from './imagePart';
import type { Base64Run, SplitText } from './jsonSplitter';
import { beginsAsImage } from './wholeness';

/** A reply to one request has no more image files: large images, small ones and those behind links together. */
const maxImages = 64;

/** What holds the first bytes of an image as base64. */
const headChars = 32;

/** The base64 of the `data:` URLs in a text. */
const dataUrls = /data:image\/[\w.+-]{1,40};base64,([\w+/=-]+)/gi;

/** One event of a stream; a reply in one piece is a stream of one. */
export interface ReplyEvent extends SplitText {
	/** Its data as JSON, a marker in each image's place. Some gateways put several events into one list. */
	readonly values: readonly unknown[];
	/** Why there are no values. */
	readonly flaw?: GenerationError;
}

/** What came of a reply. */
export interface Contents {
	readonly events: readonly ReplyEvent[];
	/** The image that the reply itself is. */
	readonly image?: ImageBytes;
}

/** A reply of JSON values, one for each event, whose images lie in files; or an image. */
export class DecodedReply {
	/** The base64 of images in few bytes that have files by now. */
	private readonly decoded = new Set<string>();

	/** Those that came whole, in their order; whatever became of the rest of the reply. */
	readonly values: readonly unknown[];

	/** Found once: texts are looked through for them by the million. */
	private readonly runs: readonly Base64Run[];

	constructor(
		private readonly contents: Contents,
		private readonly cut: GenerationError | undefined,
		private readonly paths: PartPaths,
	) {
		this.values = contents.events.flatMap(({ values }) => values);
		this.runs = contents.events.flatMap(({ runs }) => runs);
	}

	/** The image that the reply itself is, in place of any JSON. */
	get image(): ImageBytes | undefined {
		return this.contents.image;
	}

	/** Why the values may not be all of the reply: it was cut, or a part of it is no JSON, or there is nothing. */
	get flaw(): GenerationError | undefined {
		const { events } = this.contents;
		const flaw = this.cut ?? events.find((event) => event.flaw)?.flaw;
		if (flaw || this.values.length > 0) {
			return flaw;
		}
		const detail = events.length > 0 ? 'the reply is empty' : 'the stream ended before its result';
		return new GenerationError('badReply', { detail }, true);
	}

	/** All of the events' data as it came, one event a line, the name of its file in each image's place. */
	get bytes(): Buffer {
		return Buffer.concat(
			this.contents.events.flatMap((event) => [...namedRuns(event), Buffer.from('\n')]).slice(0, -1),
		);
	}

	/** The images of those parts that came to no values: nobody can tell what they were to be, but a whole one counts. */
	get strays(): readonly ImageBytes[] {
		return this.contents.events.flatMap(({ flaw, runs }) => (flaw ? runs : []));
	}

	/** The texts that came to no values, as they came, a marker in each image's place. */
	get looseTexts(): readonly string[] {
		return this.contents.events.flatMap(({ flaw, bytes }) => (flaw ? [bytes.toString('utf8')] : []));
	}

	/** A string of the values as people may read it. */
	said(value: string): string {
		return this.runs.reduce((text, { marker }) => text.replaceAll(marker, '[image]'), value);
	}

	/**
	 * The image that a string of the values holds, as base64 or as a `data:` URL of it; undefined when it holds none. Throws
	 * `tooManyImages` when there may be no more of them.
	 */
	async imageIn(value: string): Promise<ImageBytes | undefined> {
		const text = value.trim().replace(/^data:[^,]{0,100};base64,/i, '');
		const run = this.runs.find(({ marker }) => text.startsWith(marker));
		if (run) {
			return text === run.marker ? run : { ...run, flaw: 'something that is no base64 stands in it' };
		}
		return /^[\w+/-]{16}/.test(text) ? await this.decodeText(text) : undefined;
	}

	/** The images in files that a text of the reply stands around. */
	filesIn(text: string): readonly ImageBytes[] {
		return this.runs.filter(({ marker }) => text.includes(marker));
	}

	/**
	 * All images that a text of the reply holds, wherever in it, as far as their beginnings tell: base64 alone, or in `data:` URLs;
	 * but for short ones that have been decoded before.
	 * Throws `tooManyImages` when there may be no more of them.
	 */
	async imagesIn(text: string): Promise<readonly ImageBytes[]> {
		const short = [text.trim(), ...Array.from(text.matchAll(dataUrls), ([, base64 = '']) => base64)];
		const images = [...this.filesIn(text)];
		for (const base64 of short) {
			if (!this.decoded.has(base64) && beginsAsImage(Buffer.from(base64.slice(0, headChars), 'base64'))) {
				images.push(await this.decodeText(base64));
			}
		}
		return images;
	}

	/** Removes the files of what came along: there is no image in it that anybody asked for. */
	async discard(): Promise<void> {
		await Promise.all(this.runs.map(({ path }) => rm(path, { force: true })));
	}

	/** Gives a path for one more image of this reply. Throws `tooManyImages` when there may be no more. */
	newPartPath(): string {
		const path = this.paths.next();
		if (path === undefined) {
			throw new GenerationError('tooManyImages', { limit: maxImages }, true);
		}
		return path;
	}

	/** What stayed in the text: images in few bytes, and what does not begin as an image. */
	private async decodeText(text: string): Promise<ImageBytes> {
		this.decoded.add(text);
		const part = await ImagePart.create(this.newPartPath());
		const decoder = new Base64Decoder((bytes) => part.add(bytes));
		const bytes = Buffer.from(text, 'utf8');
		const whole = decoder.write(bytes, 0, bytes.length) === bytes.length && decoder.end();
		const image = await part.finish();
		return whole ? image : { ...image, flaw: 'the base64 is damaged' };
	}
}

/** Gives out the paths of a reply's image files, as many as there may be. */
export class PartPaths {
	private given = 0;
	private removed = 0;

	constructor(private readonly pathOf: (index: number) => string) {}

	/** The next one; undefined when there are as many files as there may be. */
	next(): string | undefined {
		return this.given - this.removed < maxImages ? this.pathOf(this.given++) : undefined;
	}

	async remove(paths: readonly string[]): Promise<void> {
		this.removed += paths.length;
		await Promise.all(paths.map((path) => rm(path, { force: true })));
	}
}

/** The text's bytes in pieces, the name of its file in each run's place. */
function namedRuns({ bytes, runs }: SplitText): Buffer[] {
	const pieces: Buffer[] = [];
	let from = 0;
	for (const { marker, path } of runs) {
		const at = bytes.indexOf(marker, from, 'latin1');
		pieces.push(bytes.subarray(from, at), Buffer.from(basename(path)));
		from = at + marker.length;
	}
	return [...pieces, bytes.subarray(from)];
}

import { pipeline, Readable, type Transform } from 'node:stream';
import {
	constants,
	crc32,
	createBrotliDecompress,
	createInflate,
	createInflateRaw,
	createZstdDecompress,
} from 'node:zlib';
import { GenerationError } from '../failure';
import type { HttpReply } from './exchange';
import { ByteSource } from './byteSource';

/** More layers of compression than anybody adds: then what is left is taken as it is. */
const maxLayers = 4;

/** What a cut body holds is given as well, without an error: whoever reads it notices that it is not whole. */
const whatThereIs = { finishFlush: constants.Z_SYNC_FLUSH };

/**
 * The reply's body without the compression that some servers and proxies add although `identity` was asked for. The bytes count more
 * than their label: what was paid for is read also where that is wrong, missing, or followed by something else. Throws
 * `replyTooLarge` beyond `maxBytes` of what is then left, however small it came.
 */
export async function* plainBody(reply: HttpReply, maxBytes: number): AsyncGenerator<Buffer> {
	let bytes = 0;
	for await (const chunk of decoded(reply.body, encodingsOf(reply))) {
		bytes += chunk.length;
		if (bytes > maxBytes) {
			throw new GenerationError('replyTooLarge', { limitBytes: maxBytes }, true);
		}
		yield chunk;
	}
}

/** As they were applied, the last one outermost. */
function encodingsOf({ headers }: HttpReply): readonly string[] {
	const names = String(headers['content-encoding'] ?? '')
		.toLowerCase()
		.split(',');
	return names.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
}

async function* decoded(body: AsyncIterable<Buffer>, encodings: readonly string[], layers = 0): AsyncGenerator<Buffer> {
	const source = new ByteSource(body);
	const head = await source.peek(16);
	const outermost = layers < maxLayers ? encodingIn(head, encodings.at(-1)) : undefined;
	if (outermost === undefined) {
		yield* source.rest();
	} else {
		yield* decoded(decode(outermost, source), encodings.slice(0, -1), layers + 1);
	}
}

type Encoding = 'gzip' | 'zstd' | 'deflate' | 'rawDeflate' | 'br';

/** The encoding that the bytes show, or that their label says where they cannot show it. */
function encodingIn(head: Buffer, label: string | undefined): Encoding | undefined {
	if (isGzip(head)) {
		return 'gzip';
	}
	if (head.subarray(0, 4).equals(zstdMagic)) {
		return 'zstd';
	}
	if (isJson(head)) {
		return undefined;
	}
	if (label === 'deflate') {
		// Some servers leave out the two bytes that zlib begins with; RFC 9110, section 8.4.1.2, names them.
		return isZlib(head) ? 'deflate' : 'rawDeflate';
	}
	return label === 'br' ? 'br' : undefined;
}

const zstdMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

function isGzip(head: Buffer): boolean {
	return head[0] === 0x1f && head[1] === 0x8b;
}

/** Whether it is JSON already: the other encodings have no mark of their own, and some decoders make something of any text. */
function isJson(head: Buffer): boolean {
	return /^\s*[{[]\s*["{[]/.test(head.toString('latin1'));
}

/** RFC 1950: the method, and a check of the first two bytes. */
function isZlib(head: Buffer): boolean {
	return head.length >= 2 && ((head[0] ?? 0) & 0x0f) === 8 && head.readUInt16BE(0) % 31 === 0;
}

function decode(encoding: Encoding, source: ByteSource): AsyncGenerator<Buffer> {
	switch (encoding) {
		case 'gzip':
			return gunzipped(source);
		case 'zstd':
			return through(createZstdDecompress(), source, encoding);
		case 'deflate':
			return through(createInflate(whatThereIs), source, encoding);
		case 'rawDeflate':
			return through(createInflateRaw(whatThereIs), source, 'deflate');
		case 'br':
			return through(createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }), source, encoding);
	}
}

/**
 * One member of gzip after the other (RFC 1952); what follows the last one is nobody's. Node.js' own way drops the end of a member
 * that is followed by anything else.
 */
async function* gunzipped(source: ByteSource): AsyncGenerator<Buffer> {
	while (isGzip(await source.peek(2))) {
		await skipHeader(source);
		let checksum = 0;
		for await (const chunk of through(createInflateRaw(whatThereIs), source, 'gzip')) {
			checksum = crc32(chunk, checksum);
			yield chunk;
		}
		const trailer = await source.take(8);
		if (trailer.length === 8 && trailer.readUInt32LE(0) !== checksum) {
			throw damaged('gzip');
		}
	}
}

async function skipHeader(source: ByteSource): Promise<void> {
	const flags = (await source.take(10))[3] ?? 0;
	if (flags & 0x04) {
		const length = await source.take(2);
		await source.take(length.length === 2 ? length.readUInt16LE(0) : 0);
	}
	for (const flag of [0x08, 0x10]) {
		// A name and a comment, each up to a zero.
		while (flags & flag && ((await source.take(1))[0] ?? 0) !== 0);
	}
	await source.take(flags & 0x02 ? 2 : 0);
}

/**
 * What the decoder makes of the source, which goes on behind what it has used. Where it makes nothing at all of it, the label is
 * wrong: then the bytes as they are.
 */
async function* through(
	decoder: Transform & { readonly bytesWritten: number },
	source: ByteSource,
	encoding: string,
): AsyncGenerator<Buffer> {
	let isEmpty = true;
	const used = (): number => (isEmpty ? 0 : decoder.bytesWritten);
	const lent = source.lend(used);
	const input = Readable.from(lent.chunks());
	let failure: unknown;
	try {
		for await (const chunk of pipeline(input, decoder, () => undefined) as AsyncIterable<Buffer>) {
			isEmpty = false;
			yield chunk;
		}
	} catch (error) {
		failure = error;
	}
	if (GenerationError.is(failure)) {
		throw failure;
	}
	if (failure !== undefined && !isEmpty) {
		throw damaged(encoding, failure);
	}
	input.destroy();
	await lent.giveBack(failure === undefined ? decoder.bytesWritten : 0);
	if (failure !== undefined) {
		yield* source.rest();
	}
}

function damaged(encoding: string, cause?: unknown): GenerationError {
	return new GenerationError('badReply', { detail: `the ${encoding} encoding is damaged` }, true, { cause });
}

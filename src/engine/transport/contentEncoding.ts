import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { GenerationError } from '../failure';
import type { HttpReply } from './exchange';

const decoders: Record<string, () => Transform> = {
	gzip: createGunzip,
	'x-gzip': createGunzip,
	deflate: createInflate,
	br: createBrotliDecompress,
};

/**
 * The reply's body without the compression that some servers and proxies add although `identity` was asked for. Throws
 * `replyTooLarge` beyond `maxBytes` of what is then left, however small it came.
 */
export async function* plainBody(reply: HttpReply, maxBytes: number): AsyncGenerator<Buffer> {
	let bytes = 0;
	for await (const chunk of decoded(reply)) {
		bytes += chunk.length;
		if (bytes > maxBytes) {
			throw new GenerationError('replyTooLarge', { limitBytes: maxBytes }, true);
		}
		yield chunk;
	}
}

async function* decoded({ headers, body }: HttpReply): AsyncGenerator<Buffer> {
	const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
	const decoder = decoders[encoding]?.();
	if (!decoder) {
		yield* body;
		return;
	}
	try {
		yield* pipeline(Readable.from(body), decoder, () => undefined) as AsyncIterable<Buffer>;
	} catch (error) {
		throw GenerationError.is(error)
			? error
			: new GenerationError('badReply', { detail: `the ${encoding} encoding is damaged` }, true, { cause: error });
	}
}

import { type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What is sent back. */
export interface Reply {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: readonly Piece[];
}

/** A part of a body: ASCII text, bytes as they are, or bytes to be sent as base64. */
export type Piece = string | Uint8Array | { readonly base64: Uint8Array };

/** Stands for an image in the value given to `withImages`. */
export const imagePlace = '(an image in base64)';

/** A reply in JSON. */
export function json(status: number, value: unknown, headers: Reply['headers'] = {}): Reply {
	return { status, headers: { 'content-type': 'application/json', ...headers }, body: [ascii(value)] };
}

/** The JSON of `value` with the images, in order, for the `imagePlace`s in it; no image is copied. */
export function withImages(value: unknown, images: readonly Uint8Array[]): Piece[] {
	const texts = ascii(value).split(imagePlace);
	return texts.flatMap((text, index): Piece[] => {
		const image = images[index];
		return image && index < texts.length - 1 ? [text, { base64: image }] : [text];
	});
}

/**
 * Sends a reply with its length, or the rest of one whose head was sent before. Resolves when the last byte is handed over or
 * the client is gone.
 */
export async function send(response: ServerResponse, { status, headers, body }: Reply): Promise<void> {
	if (response.destroyed) {
		return;
	}
	if (!response.headersSent) {
		const length = body.reduce((sum, piece) => sum + lengthOf(piece), 0);
		response.writeHead(status, { ...headers, 'content-length': length });
	}
	// A client that goes away is no fault of the server; the ledger says so.
	await pipeline(Readable.from(chunks(body)), response).catch(() => undefined);
}

/** JSON without letters outside ASCII, so that its length in bytes is its length. */
function ascii(value: unknown): string {
	return JSON.stringify(value).replace(
		/[\u0080-\uffff]/g,
		(c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

/** In bytes on the wire. */
export function lengthOf(piece: Piece): number {
	return typeof piece === 'object' && 'base64' in piece ? Math.ceil(piece.base64.length / 3) * 4 : piece.length;
}

/** Divisible by 3, so that base64 needs no padding before its end. */
const chunkBytes = 96 * 1024;

/** The body as it goes over the wire, piece by piece. */
export function* chunks(body: readonly Piece[]): Generator<string | Uint8Array> {
	for (const piece of body) {
		if (typeof piece === 'string' || piece instanceof Uint8Array) {
			yield piece;
			continue;
		}
		const { buffer, byteOffset, length } = piece.base64;
		const bytes = Buffer.from(buffer, byteOffset, length);
		for (let from = 0; from < length; from += chunkBytes) {
			yield bytes.toString('base64', from, Math.min(length, from + chunkBytes));
		}
	}
}

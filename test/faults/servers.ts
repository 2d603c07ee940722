import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TLSSocket, type TlsOptions } from 'node:tls';
import { listening, type TestServer } from '../support/servers';
import type { Speaker } from './speakers';

/** What a request was, as far as the server looks at it. */
interface SeenRequest {
	readonly method: string;
	readonly path: string;
	/** The request line and headers as they came. */
	readonly head: string;
}

/** One connection, as the server sees it. */
export interface HttpExchange {
	readonly socket: Socket;
	/** Which of the server's connections it is, from 1. */
	readonly number: number;
	/** The request, once all of it has come. */
	readonly request: Promise<SeenRequest>;
	/** Aborts when the connection is closed. */
	readonly closed: AbortSignal;
	readonly speaker: Speaker;
	/** The same connection with another layer on it. */
	under(layer: (socket: Socket) => Socket): HttpExchange;
}

/** One thing that a server does on a connection; a misbehaviour is made of several. */
export type Act = (line: HttpExchange) => void | Promise<void>;

export interface FaultyServer extends TestServer {
	/** Every request whose head has come, in order. */
	readonly requests: readonly SeenRequest[];
	/** What went wrong in an act itself. */
	readonly errors: readonly unknown[];
}

/** A certificate of test/fixtures/tls, with the key that they share. */
export type CertificateName = 'selfSigned' | 'trusted' | 'expired' | 'otherName';

export function tlsOptions(name: CertificateName): TlsOptions {
	const fixture = (file: string): Buffer => readFileSync(join('test', 'fixtures', 'tls', file));
	return { key: fixture('key.pem'), cert: fixture(name === 'selfSigned' ? 'certificate.pem' : `${name}.pem`) };
}

/** A server on loopback that does with every connection what `act` says. */
export async function faultyServer(act: Act, speaker: Speaker): Promise<FaultyServer> {
	const requests: SeenRequest[] = [];
	const errors: unknown[] = [];
	let connections = 0;
	const lineOn = (socket: Socket, number: number): HttpExchange => {
		const closed = new AbortController();
		socket.on('error', () => undefined).once('close', () => closed.abort());
		let request: Promise<SeenRequest> | undefined;
		return {
			...{ socket, number, speaker, closed: closed.signal },
			get request() {
				return (request ??= readTask(socket, (seen) => requests.push(seen)));
			},
			under: (layer) => lineOn(layer(socket), number),
		};
	};
	const server = await listening(
		createServer((socket) => {
			const line = lineOn(socket, ++connections);
			inOrder(act)(line).catch((error: unknown) => line.closed.aborted || errors.push(error));
			// A socket that nobody reads does not notice its end.
			socket.resume();
		}),
	);
	return { ...server, requests, errors };
}

/** Resolves when the head and as many bytes as its Content-Length says have come; never for anything else. */
function readTask(socket: Socket, onHead: (request: SeenRequest) => void): Promise<SeenRequest> {
	const { promise, resolve } = Promise.withResolvers<SeenRequest>();
	let text = '';
	let request: SeenRequest | undefined;
	let missing = 0;
	const read = (data: Buffer): void => {
		missing -= data.length;
		if (!request) {
			text += data.toString('latin1');
			const end = text.indexOf('\r\n\r\n');
			if (end < 0) {
				return;
			}
			const head = text.slice(0, end);
			const [method = '', path = ''] = head.split(' ');
			request = { method, path, head };
			missing = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0) - text.length;
			onHead(request);
		}
		if (missing <= 0) {
			socket.off('data', read);
			resolve(request);
			socket.resume();
		}
	};
	socket.on('data', read);
	return promise;
}

/** Does this and then that. */
export function inOrder(...acts: readonly Act[]): (line: HttpExchange) => Promise<void> {
	return async (line) => {
		for (const act of acts) {
			await act(line);
		}
	};
}

/** Waits for the whole request, and then does this and that. */
export function asked(...acts: readonly Act[]): Act {
	return inOrder(({ request }) => request.then(() => undefined), ...acts);
}

/** Waits for the first bytes of whatever comes, and then does this and that. */
export function begun(...acts: readonly Act[]): Act {
	return async (line) => {
		void line.request;
		await new Promise((resolve) => line.socket.once('data', resolve));
		await inOrder(...acts)(line);
	};
}

/** Something else on each connection; the last one goes on for ever. */
export function inTurn(...acts: readonly Act[]): Act {
	return (line) => acts[Math.min(line.number, acts.length) - 1]?.(line);
}

/** One thing for the request itself, another for the fetches that follow it, which are counted for themselves. */
export function linking(post: Act, get: Act): Act {
	return async (line) => {
		const { method } = await line.request;
		await (method === 'POST'
			? post(line)
			: get(Object.assign(Object.create(line) as HttpExchange, { number: line.number - 1 })));
	};
}

/** The same over TLS, with that certificate. */
export function secure(certificate: CertificateName, act: Act): Act {
	return (line) => act(line.under((socket) => new TLSSocket(socket, { isServer: true, ...tlsOptions(certificate) })));
}

export const silence: Act = () => undefined;

/** Reads no further than it has. */
export const stopReading: Act = ({ socket }) => void socket.pause();

export const fin: Act = ({ socket }) => void socket.end();

export const rst: Act = ({ socket }) => void socket.resetAndDestroy();

export function wait(ms: number): Act {
	return ({ closed }) => delay(ms, undefined, { signal: closed });
}

export function send(bytes: string | Buffer): Act {
	return ({ socket }) => new Promise((resolve) => socket.write(bytes, () => resolve()));
}

/** Sends the bytes again and again, with a pause between, until the line is closed. */
export function drip(bytes: string, everyMs: number): Act {
	return async (line) => {
		for (;;) {
			await send(bytes)(line);
			await wait(everyMs)(line);
		}
	};
}

/** The whole process stands still: nothing is read and no timer runs, while the network goes on. */
export function blockEventLoop(ms: number): Act {
	return () => {
		const end = performance.now() + ms;
		while (performance.now() < end);
	};
}

/** What a server says: always the same, or worded by its protocol. */
export type Body = string | Buffer | ((speaker: Speaker) => string | Buffer);

export interface ReplyShape {
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** How the body's end is known. */
	readonly framing?: 'length' | 'chunked' | 'close';
	/** How much of the body is sent, of 1. */
	readonly upTo?: number;
	/** What happens when half of that is out. */
	readonly midway?: Act;
	/** What stands before the status line, in the same packet. */
	readonly preface?: string;
}

const chunkBytes = 4096;

/** A reply. The connection stays open. */
export function reply(body: Body, shape: ReplyShape = {}): Act {
	const { upTo = 1, midway = silence, preface = '' } = shape;
	return async (line) => {
		const { head, body: framed } = message(body, shape, line.speaker);
		const sent = framed.subarray(0, Math.round(framed.length * upTo));
		const half = Math.floor(sent.length / 2);
		await send(preface + head)(line);
		await send(sent.subarray(0, half))(line);
		await midway(line);
		await send(sent.subarray(half))(line);
	};
}

/** A whole HTTP reply as its bytes. */
export function message(body: Body, shape: ReplyShape, speaker: Speaker): { head: string; body: Buffer } {
	const { status = 200, headers = {}, framing = 'length' } = shape;
	const bytes = Buffer.from(typeof body === 'function' ? body(speaker) : body);
	const lines = [
		`HTTP/1.1 ${status} ${status < 400 ? 'OK' : 'No'}`,
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
		...{
			length: [`content-length: ${bytes.length}`],
			chunked: ['transfer-encoding: chunked'],
			close: ['connection: close'],
		}[framing],
	];
	return { head: `${lines.join('\r\n')}\r\n\r\n`, body: framing === 'chunked' ? inChunks(bytes) : bytes };
}

function inChunks(bytes: Buffer): Buffer {
	const pieces: Buffer[] = [];
	for (let at = 0; at < bytes.length; at += chunkBytes) {
		const piece = bytes.subarray(at, at + chunkBytes);
		pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
	}
	return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}

/** A successful reply's text with these images in it. */
export function images(...images: readonly Buffer[]): Body {
	return (speaker) => JSON.stringify(speaker.images(...images.map((image) => image.toString('base64'))));
}

/** Reads the request and refuses it in the service's own words. */
export function refuse(
	status: number,
	message: string,
	{ more, ...shape }: ReplyShape & { readonly more?: object } = {},
): Act {
	return asked(reply((speaker) => JSON.stringify(speaker.error(status, message, more)), { ...shape, status }));
}

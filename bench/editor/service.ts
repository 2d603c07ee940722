import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { largePng } from '../../test/support/images';

/** What the script in the extension host can have done outside of it, by a POST of JSON to `/control/<name>`. */
export type Controls = Readonly<Record<string, (body: never) => Promise<unknown>>>;

/** An image service that holds its replies back until it is told to send them. */
export interface HeldService extends AsyncDisposable {
	/** `http://127.0.0.1:PORT` */
	readonly url: string;
	/** Resolves when so many requests wait for their reply, with the wall times at which they had come whole. */
	readonly waiting: (count: number) => Promise<readonly number[]>;
	/** Sends the image to all that wait, in equal pieces over that time. */
	readonly release: (overMs: number) => void;
}

/** A image of that many bytes, by OpenAI's protocol; and `controls`. */
export async function startHeldService(imageBytes: number, controls: Controls): Promise<HeldService> {
	const b64_json = largePng(imageBytes).toString('base64');
	const body = Buffer.from(JSON.stringify({ created: 0, data: [{ b64_json }] }));
	let held: { readonly response: ServerResponse; readonly at: number }[] = [];
	let tell: () => void = () => undefined;
	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const asked: unknown = await json(request);
		const at = Date.now();
		const control = /^\/control\/(\w+)$/.exec(request.url ?? '')?.[1];
		if (control === undefined) {
			held.push({ response, at });
			tell();
		} else {
			const result = await controls[control]?.(asked as never);
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result ?? null));
		}
	};
	const server = createServer((request, response) => {
		answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async waiting(count) {
			while (held.length < count) {
				await new Promise<void>((resolve) => (tell = resolve));
			}
			return held.map(({ at }) => at);
		},
		release(overMs) {
			held.forEach(({ response }) => void send(response, body, overMs));
			held = [];
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

/** Into which a slow reply is cut. */
const pieces = 100;

async function send(response: ServerResponse, body: Buffer, overMs: number): Promise<void> {
	const count = overMs > 0 ? pieces : 1;
	response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
	for (let piece = 0; piece < count; piece++) {
		response.write(body.subarray((piece * body.length) / count, ((piece + 1) * body.length) / count));
		await delay(overMs / count);
	}
	response.end();
}

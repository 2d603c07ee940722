import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../engine/clock';
import { usualLatency } from '../engine/jobs/latency';
import { callOf, readBody, TooLarge, type Call } from './call';
import { sampleLatencyMs } from './latency';
import { Book, type Ledger, type Line } from './ledger';
import { geminiNative } from './protocols/geminiNative';
import { openaiImages } from './protocols/openaiImages';
import { Refusal, type Order, type Protocol } from './protocols/protocol';
import { mulberry32, type Random } from './random';
import { json, send, type Reply } from './reply';
import { Shelf } from './shelf';
import { Studio } from './studio';

export interface SandboxOptions {
	/** 0, the default, takes any free one. */
	readonly port?: number;
	/** By how much the usual waiting times are multiplied: 1, the default, waits as long as the real services; 0 not at all. */
	readonly timeScale?: number;
	/** The same seed gives the same waiting times, request by request; by default they differ from run to run. */
	readonly seed?: number;
}

export interface Sandbox {
	/** `http://127.0.0.1:PORT`, without a path. */
	readonly url: string;
	ledger(): Ledger;
	/** Ends every connection at once. */
	close(): Promise<void>;
}

/** Everything that answering needs. */
interface Service {
	readonly url: string;
	readonly timeScale: number;
	readonly random: Random;
	readonly book: Book;
	readonly studio: Studio;
	readonly shelf: Shelf;
	/** Aborts when the sandbox closes. */
	readonly closing: AbortSignal;
}

/**
 * Starts an image service on loopback that speaks Google's and OpenAI's protocols, takes as long as the real ones, and
 * draws real images. Rejects when the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, timeScale = 1, seed = Math.floor(Math.random() * 2 ** 32) } = options;
	const server = createServer();
	await listen(server, port);
	const closing = new AbortController();
	const service: Service = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		timeScale,
		random: mulberry32(seed),
		book: new Book(),
		studio: new Studio(),
		shelf: new Shelf(),
		closing: closing.signal,
	};
	server.on('request', (request, response) => void handle(service, request, response));
	return {
		url: service.url,
		ledger: () => service.book.read(),
		async close() {
			closing.abort();
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await Promise.all([closed, service.studio.close()]);
		},
	};
}

async function listen(server: Server, port: number): Promise<void> {
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
}

async function handle(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const call = callOf(request);
	if (call.path === '/_sandbox/ledger') {
		return send(response, control(service, call));
	}
	const line = service.book.open(request, response, call.path);
	const reply = await replyTo(service, call, request, line);
	if (!response.destroyed) {
		line.note({ status: reply.status });
		await send(response, reply);
	}
	// What is left of a body that was refused unread; nothing otherwise.
	request.resume();
}

function control({ book }: Service, { method }: Call): Reply {
	if (method === 'DELETE') {
		book.reset();
	}
	return json(200, book.read());
}

async function replyTo(service: Service, call: Call, request: IncomingMessage, line: Line): Promise<Reply> {
	if (call.path.startsWith('/files/')) {
		return service.shelf.get(call.path);
	}
	const protocol = protocolOf(call);
	try {
		const answer = protocol.answer({ ...call, body: await readBody(request) });
		switch (answer.kind) {
			case 'reply':
				return answer.reply;
			case 'order':
				return await carryOut(service, answer.order, line);
		}
	} catch (error) {
		if (error instanceof Refusal) {
			return error.reply;
		}
		return error instanceof TooLarge
			? protocol.refuse(413, 'Request payload size exceeds the limit: 104857600 bytes.')
			: protocol.refuse(500, `The sandbox failed: ${String(error)}`);
	}
}

/** Both have `/v1/models`; Google's clients give the key in their own way. */
function protocolOf({ path, method, googleKey }: Call): Protocol {
	const google = path.startsWith('/v1beta/') || (path.startsWith('/v1/models') && (googleKey || method === 'POST'));
	return google ? geminiNative : openaiImages;
}

/** Draws while it waits. A client that goes away meanwhile changes nothing: the images are made, and billed. */
async function carryOut(service: Service, order: Order, line: Line): Promise<Reply> {
	const { model, prompt, width, height, count } = order;
	const latencyMs = service.timeScale * sampleLatencyMs(service.random, usualLatency[order.latencyOf]);
	line.note({ model, prompt: prompt.slice(0, 80), size: `${width}x${height}`, latencyMs: Math.round(latencyMs) });
	const [files] = await Promise.all([draw(service.studio, order), systemClock.sleep(latencyMs, service.closing)]);
	line.note({ billed: count });
	return order.reply(files, (file, format) => service.url + service.shelf.put(file, format));
}

function draw(studio: Studio, { prompt, width, height, format, count }: Order): Promise<Uint8Array[]> {
	// Several images of one prompt are variations of it.
	const seeds = Array.from({ length: count }, (_, index) => (index === 0 ? prompt : `${prompt} #${index + 1}`));
	return Promise.all(seeds.map((seed) => studio.paint({ prompt: seed, width, height, format })));
}

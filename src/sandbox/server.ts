import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../engine/clock';
import { articleLatency } from '../engine/providers/models';
import * as v from 'valibot';
import { callOf, readBody, TooLarge, type Call, withBody } from './call';
import { faultListSchema, Faults, type Fault, type FaultMix } from './faults';
import { sampleLatencyMs } from './latency';
import { Book, type Ledger, type HttpExchange } from './ledger';
import { sendMeanwhile, type Pace } from './meanwhile';
import { changesOf, cutAfter, type Changes, type Misbehaving } from './misbehave';
import { Refusal, type Order, type Protocol } from './protocols/protocol';
import { mulberry32 } from './random';
import { json, send, type Reply } from './reply';
import { protocolOf } from './routing';
import { Shelf } from './shelf';
import { Studio, type ImageSpec } from './studio';
import type { Ask, Drawing, TaskOrder } from './task';
import { Tasks, type Taking } from './tasks';
import { Uploads } from './uploads';

export interface SandboxOptions {
	/** 0, the default, takes any free one. */
	readonly port?: number;
	/** What the usual waiting times are multiplied by: 1, the default, is as long as the real services take; 0 is no wait. */
	readonly timeScale?: number;
	/** The same seed gives the same waiting times and images, request by request; by default they differ from run to run. */
	readonly seed?: number;
	/** How long an image of that prompt takes at a scale of 1, in milliseconds, in the place of the usual waiting times. */
	readonly latencyMs?: (prompt: string) => number;
	/** What goes wrong, and how often; the seed decides when. Nothing by default. */
	readonly faultMix?: FaultMix;
	/** Makes an image file in the place of the painting threads, which take their time. */
	readonly paint?: (image: ImageSpec) => Promise<Uint8Array>;
}

export interface Sandbox {
	/** `http://127.0.0.1:PORT`, without a path. */
	readonly url: string;
	ledger(): Ledger;
	/** What the next requests for images are to meet; null lets one through as it is. */
	orderFaults(faults: readonly (Fault | null)[]): void;
	/** Ends every connection at once; what is being drawn is neither finished nor billed. */
	close(): Promise<void>;
}

/** Everything that answering needs. */
interface Service {
	readonly url: string;
	readonly timeScale: number;
	readonly latencyMs: (order: Drawing) => number;
	/** For requests that name none: each has another image, as it has at the real services. */
	readonly nextSeed: () => number;
	readonly book: Book;
	readonly faults: Faults;
	readonly paint: (image: ImageSpec) => Promise<Uint8Array>;
	readonly shelf: Shelf;
	readonly tasks: Tasks;
	readonly uploads: Uploads;
	/** Aborts when the sandbox closes. */
	readonly closing: AbortSignal;
}

/**
 * Starts an image service on loopback that speaks Google's and OpenAI's protocols, takes as long as the real ones, and
 * draws real images. Rejects when the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, timeScale = 1, seed = Math.floor(Math.random() * 2 ** 32), faultMix = [] } = options;
	const server = createServer();
	await listen(server, port);
	const closing = new AbortController();
	const studio = new Studio();
	const random = mulberry32(seed);
	const paint = options.paint ?? ((image: ImageSpec) => studio.paint(image));
	const shelf = new Shelf();
	const service: Service = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		timeScale,
		latencyMs: ({ prompt, latencyOf }) =>
			options.latencyMs?.(prompt) ?? sampleLatencyMs(random, articleLatency[latencyOf]),
		nextSeed: seeds(seed),
		book: new Book(),
		faults: new Faults(faultMix, seed),
		paint,
		shelf,
		tasks: new Tasks({
			// Where nobody waits, times of keeping are the real ones.
			scale: timeScale || 1,
			draw: (drawing) => draw(paint, drawing),
			shelf,
			closing: closing.signal,
		}),
		uploads: new Uploads(),
		closing: closing.signal,
	};
	server.on('request', (request, response) => void handle(service, request, response));
	return {
		url: service.url,
		ledger: () => service.book.read(),
		orderFaults: (faults) => service.faults.order(faults),
		async close() {
			closing.abort();
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await Promise.all([closed, studio.close()]);
		},
	};
}

async function listen(server: Server, port: number): Promise<void> {
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
}

async function handle(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const call = callOf(request);
	if (call.path.startsWith('/_sandbox/')) {
		return send(response, await control(service, call, request));
	}
	const line = service.book.open(request, response, call.service ? `/as/${call.service}${call.path}` : call.path);
	const { reply, fault, changes } = await replyTo(service, call, request, response, line);
	if (!response.destroyed) {
		line.note(fault ? { fault: fault.fault } : {});
		await (changes?.send ?? send)(response, reply);
	}
	// What is left of a body that was refused unread; nothing otherwise.
	request.resume();
}

/** What tests ask of the sandbox itself: its ledger, and faults on order. */
async function control({ book, faults }: Service, { method, path }: Call, request: IncomingMessage): Promise<Reply> {
	if (path === '/_sandbox/ledger') {
		if (method === 'DELETE') {
			book.reset();
		}
		return json(200, book.read());
	}
	if (path === '/_sandbox/faults' && method === 'POST') {
		const list = v.safeParse(faultListSchema, parseJson((await readBody(request)).toString()));
		if (!list.success) {
			return json(400, { error: v.summarize(list.issues) });
		}
		faults.order(list.output);
		return json(200, { ordered: list.output.length });
	}
	return json(404, { error: `There is no ${method} ${path}.` });
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** A reply, and what is to go wrong with it. */
type Answered = { readonly reply: Reply } & Partial<Misbehaving>;

async function replyTo(
	service: Service,
	call: Call,
	request: IncomingMessage,
	response: ServerResponse,
	line: HttpExchange,
): Promise<Answered> {
	if (call.path.startsWith('/files/')) {
		return fileAt(service, call.path);
	}
	const protocol = protocolOf(call);
	try {
		const answer = protocol.answer({ ...(await withBody(call, request)), uploads: service.uploads });
		switch (answer.kind) {
			case 'reply':
				return { reply: answer.reply };
			case 'order':
				return await carryOut(service, protocol, seeded(service, answer.order), response, line);
			case 'task':
				line.note(answer.ignored?.length ? { ignored: answer.ignored } : {});
				return takeOn(service, protocol, seeded(service, answer.order), baseOf(service, call), line);
			case 'ask':
				return askAgain(service, answer.ask);
			case 'file': {
				const found = answer.file.find(service.tasks.at(answer.file.service));
				return typeof found === 'string' ? fileAt(service, found) : { reply: found };
			}
		}
	} catch (error) {
		if (error instanceof Refusal) {
			return { reply: error.reply };
		}
		return {
			reply:
				error instanceof TooLarge
					? protocol.refuse(413, 'Request payload size exceeds the limit: 104857600 bytes.')
					: protocol.refuse(500, `The sandbox failed: ${String(error)}`),
		};
	}
}

/** A file behind a link, whole or cut. */
function fileAt({ shelf }: Service, path: string): Answered {
	const { reply, fraction } = shelf.get(path);
	return fraction === undefined
		? { reply }
		: { reply, fault: { fault: 'cut-result', fraction }, changes: cutAfter(fraction) };
}

/** Draws while it waits. A client that goes away meanwhile changes nothing: the images are made, and billed. */
async function carryOut(
	service: Service,
	protocol: Protocol,
	order: Order,
	response: ServerResponse,
	line: HttpExchange,
): Promise<Answered> {
	const { meanwhile } = order;
	const { fault, changes, latencyMs } = planFor(service, order, line);
	const misbehaving = fault ? { fault, changes } : {};
	if (changes.refuse) {
		return { reply: changes.refuse(protocol), ...misbehaving };
	}
	if (changes.refuseStream && meanwhile) {
		return { reply: changes.refuseStream, ...misbehaving };
	}
	const drawing = Promise.all([draw(service.paint, order), systemClock.sleep(latencyMs, service.closing)]);
	// What is to go wrong goes wrong with a reply that has not begun.
	const sending = meanwhile && !fault && sendMeanwhile(response, meanwhile, drawing, paceOf(service, order, latencyMs));
	const [[drawn]] = await Promise.all([drawing, sending]);
	const files = changes.files?.(drawn) ?? drawn;
	line.note({ billed: files.length });
	const reply =
		(meanwhile && changes.failStream) ??
		order.reply(files, (file, format) => service.url + service.shelf.put(file, format));
	return { reply: changes.reply?.(reply) ?? reply, ...misbehaving };
}

/** Takes a task on, and says so at once. It is drawn, and billed, whatever becomes of that reply. */
function takeOn(service: Service, protocol: Protocol, order: TaskOrder, base: string, line: HttpExchange): Answered {
	const { fault, changes, latencyMs } = planFor(service, order, line);
	const misbehaving = fault ? { fault, changes } : {};
	line.create();
	if (changes.refuse) {
		return { reply: changes.refuse(protocol), ...misbehaving };
	}
	const { id, model, prompt } = order;
	const facts = { id, service: order.service, model, prompt, ...(fault && { fault: fault.fault }) };
	const taskLine = line.task(facts);
	const files: Taking['files'] = (made) => changes.files?.(made) ?? made;
	const task = service.tasks.accept(order, { base, latencyMs, fault, files, line: taskLine });
	const reply = order.accepted(task);
	return { reply: changes.reply?.(reply) ?? reply, ...misbehaving };
}

/** Answers a question about what was taken on. */
function askAgain({ tasks }: Service, ask: Ask): Answered {
	const { service, id, stage } = ask;
	const misbehaving =
		id !== undefined && (stage === 'poll' || stage === 'result') ? tasks.asked(service, id, stage) : undefined;
	const reply = ask.reply(tasks.at(service));
	return { reply: misbehaving?.changes.reply?.(reply) ?? reply, ...misbehaving };
}

/** How long an order takes, and what goes wrong with it. */
function planFor(
	{ faults, timeScale, latencyMs: latencyOf }: Service,
	order: Drawing,
	line: HttpExchange,
): { readonly fault: Fault | undefined; readonly changes: Changes; readonly latencyMs: number } {
	const { model, prompt, width, height } = order;
	const fault = faults.next(prompt);
	const latencyMs = timeScale * latencyOf(order);
	line.note({ model, prompt: prompt.slice(0, 80), size: `${width}x${height}`, latencyMs: Math.round(latencyMs) });
	return { fault, changes: fault ? changesOf(fault) : {}, latencyMs };
}

/** The address that a client knows the service by; whatever is on the way to it stays on the way. */
function baseOf({ url }: Service, { headers: { host = '' }, service }: Call): string {
	const origin = /^[\w.-]+(?::\d+)?$/.test(host) ? `http://${host}` : url;
	return service === undefined ? origin : `${origin}/as/${service}`;
}

function paceOf({ timeScale, paint, closing }: Service, order: Order, latencyMs: number): Pace {
	const { width, height } = order;
	return {
		latencyMs,
		timeScale,
		// The same image in small.
		paintPreview: () => paint({ ...specOf(order), width: Math.ceil(width / 4), height: Math.ceil(height / 4) }),
		signal: closing,
	};
}

function draw(paint: Service['paint'], drawing: Drawing): Promise<Uint8Array[]> {
	const { prompt, count } = drawing;
	// Several images of one prompt are variations of it.
	const prompts = Array.from({ length: count }, (_, index) => (index === 0 ? prompt : `${prompt} #${index + 1}`));
	return Promise.all(prompts.map((one) => paint({ ...specOf(drawing), prompt: one })));
}

function seeds(first: number): () => number {
	const random = mulberry32(first);
	return () => Math.floor(random() * 2 ** 31);
}

function seeded<T extends Drawing>({ nextSeed }: Service, order: T): T {
	return { ...order, seed: order.seed ?? nextSeed() };
}

function specOf({ prompt, width, height, format, inputs, transparent, seed = 0 }: Drawing): ImageSpec {
	return { prompt, width, height, format, seed, ...(inputs && { inputs }), ...(transparent && { transparent }) };
}

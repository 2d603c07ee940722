import type { ServerResponse } from 'node:http';
import { systemClock } from '../engine/clock';
import type { Fault } from './faults';
import type { Protocol } from './protocols/protocol';
import { chunks, json, lengthOf, type Reply } from './reply';
import type { Task } from './task';

/** What a fault changes, stage by stage. Whatever is absent goes on as usual. */
export interface Changes {
	/** Replies at once; nothing is made. */
	readonly refuse?: (protocol: Protocol) => Reply;
	/** The same for those who ask for a stream. */
	readonly refuseStream?: Reply;
	/** What they get in the place of the images that were made. */
	readonly failStream?: Reply;
	/** The finished images as the reply will hold them. */
	readonly files?: (files: readonly Uint8Array[]) => readonly Uint8Array[];
	readonly reply?: (reply: Reply) => Reply;
	/** Resolves when the reply or the connection is over. */
	readonly send?: (response: ServerResponse, reply: Reply) => Promise<void>;
}

/** What goes wrong, and what that changes. */
export interface Misbehaving {
	readonly fault: Fault;
	readonly changes: Changes;
}

export function changesOf(fault: Fault): Changes {
	switch (fault.fault) {
		case 'rst-before-reply':
			return reset;
		case 'fin-before-reply':
			return closed;
		case 'rst-mid-body':
			return cutAfter(fault.fraction);
		case 'status': {
			const { status, retryAfterSeconds } = fault;
			if (status === 504) {
				return { reply: () => gatewayPage(504) };
			}
			const wait = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
			return {
				refuse: (protocol) => {
					const reply = protocol.refuse(status, reasons[status]);
					return { ...reply, headers: { ...reply.headers, ...wait } };
				},
			};
		}
		case 'no-stream':
			return fault.with === 'portkey' ? { failStream: portkeyFailure } : { refuseStream: streamRefusal(fault.with) };
		case 'stall':
			return {
				send: async (response, reply) => {
					if (fault.at === 'body') {
						await sendPart(response, reply, 1 / 2);
					}
					// Until the client has had enough.
					await ended(response, () => undefined);
				},
			};
		case 'html-200':
			return { reply: () => signIn };
		case 'no-image':
			return { files: () => [] };
		case 'truncated-image':
			return { files: (files) => files.map((file) => file.subarray(0, Math.floor(file.length * 0.6))) };
		case 'hostile-svg':
			return { files: (files) => files.map(hostile) };
		case 'drip':
			return { send: (response, reply) => drip(response, reply, fault.overMs) };
		// What goes wrong later, with a task.
		case 'unknown-at-first':
		case 'forbidden-while-running':
		case 'zombie':
		case 'failed':
		case 'moderated':
		case 'expired-result':
		case 'cancel-too-late':
		case 'cut-result':
		case 'bad-polls':
			return {};
	}
}

/** What a page would run or fetch that has such an image in it as it is. */
const hostileShapes =
	'<script>fetch("https://example.com/script")</script><rect width="9" height="9" onclick="alert(1)"/>' +
	'<image href="https://example.com/pixel.png"/><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">hello</p></foreignObject>';

function hostile(file: Uint8Array): Uint8Array {
	const text = Buffer.from(file).toString('utf8');
	return text.startsWith('<svg') ? Buffer.from(text.replace('</svg>', `${hostileShapes}</svg>`)) : file;
}

/** A question about a task, and the reply that there is to it. */
export interface AskedAgain {
	readonly task: Task;
	readonly stage: 'poll' | 'result';
	/** Counts the polls and the requests for the result, from 1. */
	readonly nth: number;
	/** Counts the requests that could be answered with the image itself. */
	readonly fetches: number;
}

/** What a task's fault changes when it is asked about. */
export function laterChangesOf(fault: Fault, { task, stage, nth, fetches }: AskedAgain): Changes | undefined {
	const { order, state, inline, endedAt } = task;
	if (fault.fault === 'forbidden-while-running' && endedAt === undefined) {
		return { reply: () => order.refuse(403) };
	}
	if (fault.fault === 'cut-result' && inline && state === 'done' && stage === order.inlineIn) {
		return fetches <= (fault.times ?? 1) ? cutAfter(fault.fraction) : undefined;
	}
	if (fault.fault === 'bad-polls' && nth % fault.every === 0) {
		return badPoll(fault.with, task);
	}
	return undefined;
}

function badPoll(how: BadPoll, { order }: Task): Changes {
	switch (how) {
		case 'rst':
			return reset;
		case 'fin':
			return closed;
		case 'html-200':
			return { reply: () => signIn };
		case 502:
		case 504:
			return { reply: () => gatewayPage(how) };
		case 429:
		case 500:
		case 503:
			return { reply: () => order.refuse(how) };
	}
}

type BadPoll = Extract<Fault, { fault: 'bad-polls' }>['with'];

const reset: Changes = { send: (response) => ended(response, () => response.socket?.resetAndDestroy()) };
const closed: Changes = { send: (response) => ended(response, () => response.destroy()) };

/** The connection is reset after that part of the reply's body. */
export function cutAfter(fraction: number): Changes {
	return {
		send: async (response, reply) => {
			await sendPart(response, reply, fraction);
			await ended(response, () => response.socket?.resetAndDestroy());
		},
	};
}

/** In OpenAI's form, as most gateways have it. */
const streamRefusal = (status: number): Reply =>
	json(status, {
		error: { message: 'Streaming is not supported.', type: 'invalid_request_error', param: 'stream', code: null },
	});

/** `@portkey-ai/gateway` 1.15.2 passes the request on, has the image made, and then says no more than this (`portkey.test.ts`). */
const portkeyFailure = json(500, { status: 'failure', message: 'Something went wrong' });

const reasons = {
	401: 'The API key is not valid.',
	429: 'Too many requests. Please try again later.',
	503: 'The model is overloaded. Please try again later.',
} as const;

function page(status: number, html: string, headers: Reply['headers'] = {}): Reply {
	return { status, headers: { 'content-type': 'text/html', ...headers }, body: [html] };
}

const signIn = page(200, '<!doctype html><title>Sign in</title><p>Sign in to use this network.</p>');

const gatewayNames = { 502: '502 Bad Gateway', 504: '504 Gateway Time-out' } as const;

/** As nginx words it. */
function gatewayPage(status: keyof typeof gatewayNames): Reply {
	const name = gatewayNames[status];
	const html = `<html><head><title>${name}</title></head><body><center><h1>${name}</h1></center><hr><center>nginx</center></body></html>`;
	return page(status, html, { server: 'nginx' });
}

/** Resolves when the connection is over, which `end` may bring about. */
async function ended(response: ServerResponse, end: () => unknown): Promise<void> {
	const closed = new Promise((resolve) => response.once('close', resolve));
	if (!response.destroyed) {
		end();
		await closed;
	}
}

/** Sends the head and that part of the body, and resolves when the operating system has taken it. */
async function sendPart(response: ServerResponse, { status, headers, body }: Reply, fraction: number): Promise<void> {
	const length = body.reduce((sum, piece) => sum + lengthOf(piece), 0);
	response.writeHead(status, { ...headers, 'content-length': length }).flushHeaders();
	let left = Math.floor(length * fraction);
	for (const chunk of chunks(body)) {
		const part = chunk.slice(0, left);
		left -= part.length;
		await new Promise((resolve) => response.write(part, resolve));
		if (left === 0 || response.destroyed) {
			return;
		}
	}
}

const dripPauseMs = 100;

/** Sends the whole reply in equal pieces with pauses between them. */
async function drip(response: ServerResponse, reply: Reply, overMs: number): Promise<void> {
	const text = Buffer.concat([...chunks(reply.body)].map((chunk) => Buffer.from(chunk)));
	const count = Math.max(1, Math.round(overMs / dripPauseMs));
	const gone = new AbortController();
	response.once('close', () => gone.abort());
	const { status, headers } = reply;
	response.writeHead(status, { ...headers, 'content-length': text.length });
	for (let index = 0; index < count && !response.destroyed; index++) {
		response.write(text.subarray((text.length * index) / count, (text.length * (index + 1)) / count));
		await systemClock.sleep(dripPauseMs, gone.signal).catch(() => undefined);
	}
	response.end();
}

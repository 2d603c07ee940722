import type { ServerResponse } from 'node:http';
import { systemClock } from '../engine/clock';
import type { Fault } from './faults';
import type { Protocol } from './protocols/protocol';
import { chunks, lengthOf, type Reply } from './reply';

/** What a fault changes, stage by stage. Whatever is absent goes on as usual. */
export interface Changes {
	/** Replies at once; nothing is made. */
	readonly refuse?: (protocol: Protocol) => Reply;
	/** The finished images as the reply will hold them. */
	readonly files?: (files: readonly Uint8Array[]) => readonly Uint8Array[];
	readonly reply?: (reply: Reply) => Reply;
	/** Resolves when the reply or the connection is over. */
	readonly send?: (response: ServerResponse, reply: Reply) => Promise<void>;
}

export function changesOf(fault: Fault): Changes {
	switch (fault.fault) {
		case 'rst-before-reply':
			return { send: (response) => ended(response, () => response.socket?.resetAndDestroy()) };
		case 'fin-before-reply':
			return { send: (response) => ended(response, () => response.destroy()) };
		case 'rst-mid-body':
			return {
				send: async (response, reply) => {
					await sendPart(response, reply, fault.fraction);
					await ended(response, () => response.socket?.resetAndDestroy());
				},
			};
		case 'status': {
			const { status, retryAfterSeconds } = fault;
			if (status === 504) {
				return { reply: () => gatewayTimeout };
			}
			const wait = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
			return {
				refuse: (protocol) => {
					const reply = protocol.refuse(status, reasons[status]);
					return { ...reply, headers: { ...reply.headers, ...wait } };
				},
			};
		}
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
			return { reply: () => page(200, '<!doctype html><title>Sign in</title><p>Sign in to use this network.</p>') };
		case 'no-image':
			return { files: () => [] };
		case 'truncated-image':
			return { files: (files) => files.map((file) => file.subarray(0, Math.floor(file.length * 0.6))) };
		case 'drip':
			return { send: (response, reply) => drip(response, reply, fault.overMs) };
	}
}

const reasons = {
	401: 'The API key is not valid.',
	429: 'Too many requests. Please try again later.',
	503: 'The model is overloaded. Please try again later.',
} as const;

const page = (status: number, html: string, headers: Reply['headers'] = {}): Reply => ({
	status,
	headers: { 'content-type': 'text/html', ...headers },
	body: [html],
});

/** As nginx words it. */
const gatewayTimeout = page(
	504,
	'<html><head><title>504 Gateway Time-out</title></head><body><center><h1>504 Gateway Time-out</h1></center><hr><center>nginx</center></body></html>',
	{ server: 'nginx' },
);

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

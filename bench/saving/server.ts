// The bench's image service, in a process of its own: it answers every request with the reply that its path asks for, at once
// or when its parent lets it, and tells its parent when it was asked and when the reply's last byte went out.
import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { largePng } from '../../test/support/images';
import { monotonicMs } from '../probe';
import { addressOf, bodyOf, type ReplySpec, specIn } from './reply';

/** What the parent is told of each request, in milliseconds of the machine's monotonic clock. */
export interface Served {
	readonly askedAtMs: number;
	readonly sentAtMs: number;
}

/** What the parent is told as soon as a request has come. */
export interface Asked {
	readonly askedAtMs: number;
}

const sliceBytes = 64 * 1024;
const paceMs = 5;

/** The images and bodies made so far; the last few, since the largest are large. */
const kept = new Map<string, Buffer>();

/** Tells those who wait that they may answer. */
const releases = new EventEmitter().setMaxListeners(0);
process.on('message', () => releases.emit('release'));

function keep(key: string, make: () => Buffer): Buffer {
	const bytes = kept.get(key) ?? make();
	kept.delete(key);
	kept.set(key, bytes);
	for (const oldest of [...kept.keys()].slice(0, -6)) {
		kept.delete(oldest);
	}
	return bytes;
}

async function send(response: ServerResponse, bytes: Buffer, { framing, bytesPerSecond }: ReplySpec): Promise<void> {
	if (framing !== 'chunked' && framing !== 'events') {
		response.setHeader('content-length', bytes.length);
	}
	const startedAt = monotonicMs();
	const step = bytesPerSecond === undefined && response.hasHeader('content-length') ? bytes.length : sliceBytes;
	for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
		const dueMs = bytesPerSecond === undefined ? 0 : startedAt + (at / bytesPerSecond) * 1000 - monotonicMs();
		if (dueMs > paceMs) {
			await delay(dueMs);
		}
		await new Promise((resolve) => response.write(bytes.subarray(at, at + step), resolve));
	}
	response.end();
}

const server = createServer((request, response) => {
	const { method = '', url = '', headers } = request;
	const spec = specIn(url);
	const image = keep(`image ${spec.imageBytes}`, () => largePng(spec.imageBytes));
	const link = `${addressOf(spec, `http://${headers.host ?? ''}`)}/image.png`;
	const body = method === 'GET' ? image : keep(JSON.stringify(spec), () => bodyOf(spec, image, link));
	const type = method === 'GET' ? 'image/png' : spec.framing === 'events' ? 'text/event-stream' : 'application/json';
	response.setHeader('content-type', type);
	request.resume().once('end', () => void answer(response, body, spec, method === 'GET'));
});

async function answer(response: ServerResponse, body: Buffer, spec: ReplySpec, behindLink: boolean): Promise<void> {
	const askedAtMs = monotonicMs();
	process.send?.({ askedAtMs } satisfies Asked);
	if (spec.held) {
		await once(releases, 'release');
	}
	await send(response, body, behindLink ? { ...spec, framing: 'length' } : spec);
	process.send?.({ askedAtMs, sentAtMs: monotonicMs() } satisfies Served);
}

async function main(): Promise<void> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	process.send?.((server.address() as AddressInfo).port);
	// It ends with its parent.
	process.once('disconnect', () => process.exit());
}

void main();

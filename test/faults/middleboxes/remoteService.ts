import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { largePng } from '../../support/images';
import { speakers } from '../speakers';

/** An image service as a process of its own, for a network of its own: `remoteService.ts '{"imageBytes":…}'`. */
export interface ServiceOptions {
	readonly imageBytes: number;
	/** How long it is silent before it replies, in milliseconds. */
	readonly silentMs: number;
	/** Over TLS, with HTTP/2 and HTTP/1.1 on offer; else plain HTTP/1.1. */
	readonly tls?: boolean;
	/** Closes the first connection after so many milliseconds, as a load balancer does that is being replaced. */
	readonly cutFirstAfterMs?: number;
}

const { imageBytes, silentMs, tls = false, cutFirstAfterMs } = JSON.parse(process.argv[2] ?? '') as ServiceOptions;
const image = largePng(imageBytes).toString('base64');
const bodies = {
	openaiImages: Buffer.from(JSON.stringify(speakers.openaiImages.images(image))),
	geminiNative: Buffer.from(JSON.stringify(speakers.geminiNative.images(image))),
};

/** Both protocols' requests look like HTTP/1.1's here. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
	console.log('request');
	request.resume();
	await delay(silentMs);
	response.on('error', () => undefined);
	const body = request.url?.includes('generateContent') ? bodies.geminiNative : bodies.openaiImages;
	response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
	response.end(body);
}

const certificate = (file: string): Buffer => readFileSync(join('test', 'fixtures', 'tls', file));
const server = tls
	? createSecureServer({ allowHTTP1: true, key: certificate('key.pem'), cert: certificate('certificate.pem') })
	: createServer();
server.on('request', (request: IncomingMessage, response: ServerResponse) => void answer(request, response));
let first = true;
server.on('connection', (socket: Socket) => {
	console.log('connection');
	if (first && cutFirstAfterMs !== undefined) {
		setTimeout(() => socket.destroy(), cutFirstAfterMs);
	}
	first = false;
});
server.listen(0, '0.0.0.0', () => console.log(`listening ${(server.address() as AddressInfo).port}`));

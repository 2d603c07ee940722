import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';

/** A request as a service gets it. */
export interface Caught {
	readonly path: string;
	/** JSON, or a form as a list of its fields: a file as its name, its type and its base64. */
	readonly body: object;
	readonly headers: IncomingHttpHeaders;
}

/** The last request that `ask` sends to the address it is given. What the SDK makes of the answer is nobody's concern. */
export async function caught(ask: (address: string) => PromiseLike<unknown>): Promise<Caught> {
	const requests: Caught[] = [];
	const server = createServer((request, response) => {
		void buffer(request).then(async (bytes) => {
			const body = await read(bytes, String(request.headers['content-type']));
			requests.push({ path: request.url ?? '', body, headers: request.headers });
			response.writeHead(418, { 'content-type': 'application/json' }).end('{"error":{"message":"caught"}}');
		});
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	const answer: unknown = await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).then(
		() => 'an answer',
		(error: unknown) => error,
	);
	server.close();
	server.closeAllConnections();
	return requests.at(-1) ?? assert.fail(`nothing was sent: ${String(answer)}`);
}

/** What a body says: JSON, or a form's fields in a fixed order. */
export async function read(bytes: Buffer, type: string): Promise<object> {
	if (!type.startsWith('multipart/')) {
		return JSON.parse(bytes.toString('utf8')) as object;
	}
	const fields: [string, string | Promise<object>][] = [];
	const form = new Busboy({ headers: { 'content-type': type } });
	form.on('field', (name, value) => fields.push([name, value]));
	form.on('file', (name, file, fileName, _encoding, fileType) => {
		const told = async (): Promise<object> => ({
			...{ name: fileName, type: fileType },
			base64: (await buffer(file)).toString('base64'),
		});
		fields.push([name, told()]);
	});
	await pipeline(Readable.from([bytes]), form);
	const whole = await Promise.all(fields.map(async ([name, value]) => [name, await value] as const));
	return whole.toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** Asserts that both ask for the same, with the key. */
export function assertAlike(own: Caught, theirs: Caught, keyHeader = 'authorization'): void {
	assert.equal(own.path, theirs.path);
	assert.deepEqual(own.body, theirs.body);
	assert.equal(own.headers[keyHeader], theirs.headers[keyHeader]);
	assert.match(String(own.headers[keyHeader]), /secret-key/);
}

// What no client can be faster than: the same undici class as ours receives the bytes, and makes nothing of them.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import Client from 'undici/lib/dispatcher/client.js';
import type { Task } from './task';

/** Throws them away. */
export async function receiveAndDiscard(task: Task): Promise<string[]> {
	await receiveAll(task, () => undefined);
	return [];
}

const blockBytes = 256 * 1024;

/** Throws them away, and writes as many bytes as the images have, in blocks, while they come: what the disk's part in saving costs. */
export async function receiveAndWrite(task: Task): Promise<string[]> {
	const block = Buffer.alloc(blockBytes);
	const file = await open(join(task.folder, 'zeros'), 'w');
	const { framing, images, imageBytes } = task.reply;
	const share = framing === 'link' ? 1 : 3 / 4;
	let received = 0;
	let begun = 0;
	let written = Promise.resolve();
	const write = (bytes: number): void => {
		begun += bytes;
		written = written.then(async () => {
			await file.write(block, 0, bytes);
		});
	};
	await receiveAll(task, (bytes) => {
		received += bytes;
		if (share * received - begun >= blockBytes) {
			write(blockBytes);
		}
	});
	while (begun < images * imageBytes) {
		write(Math.min(blockBytes, images * imageBytes - begun));
	}
	await written;
	await file.close();
	return [];
}

async function receiveAll({ address, reply }: Task, onBytes: (bytes: number) => void): Promise<void> {
	await receive(`${address}/v1/images/generations`, 'POST', onBytes);
	for (let image = 0; reply.framing === 'link' && image < reply.images; image++) {
		await receive(`${address}/image.png`, 'GET', onBytes);
	}
}

async function receive(address: string, method: 'GET' | 'POST', onBytes: (bytes: number) => void): Promise<void> {
	const { origin, pathname } = new URL(address);
	const client = new Client(origin, { allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
	const { promise, resolve, reject } = Promise.withResolvers<undefined>();
	client.dispatch(
		{ method, path: pathname, body: method === 'POST' ? '{}' : null, reset: true },
		{
			onRequestStart: () => undefined,
			onResponseStart: () => undefined,
			onResponseData: (_controller, chunk) => onBytes(chunk.length),
			onResponseEnd: () => resolve(undefined),
			onResponseError: (_controller, error) => reject(error),
		},
	);
	await promise;
	void client.destroy();
}

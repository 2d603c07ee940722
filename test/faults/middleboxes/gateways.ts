import { readFile } from 'node:fs/promises';
import assert from 'node:assert/strict';
import { type JobRequest, protocols } from '../../../src/engine/request';
import { largePng } from '../../support/images';
import { asks, png, saved } from '../run';
import { type Act, asked, type Body, fin, images, message, reply, send, silence, wait } from '../servers';
import { throughBox, type Way } from './job';

export interface IdleLimit {
	readonly way: Way;
	/** How long the box lets the service be silent, in milliseconds; and how long it may take until it notices. */
	readonly limitMs: number;
	readonly latenessMs: number;
}

const eventsHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';

/** Comments well within the limit, for twice as long as the limit. */
function signsOfLife(limitMs: number): Act[] {
	return Array.from({ length: 10 }, () => [send(': keep-alive\n\n'), wait(limitMs / 5)]).flat();
}

function sendEvent(body: Body): Act {
	return (line) => {
		const { body: text } = message(body, {}, line.speaker);
		return send(`data: ${text.toString()}\n\n`)(line);
	};
}

/** What streaming is for: bytes that flow while the picture is made keep the line open. */
export function itKeepsStreamsOpen({ way, limitMs }: Omit<IdleLimit, 'latenessMs'>): void {
	for (const protocol of protocols) {
		it(`39 a streamed picture that takes longer than its idle limit is saved (${protocol})`, async () => {
			const act = asked(send(eventsHead), ...signsOfLife(limitMs), sendEvent(images(png)), fin);
			const change = (request: JobRequest): JobRequest => ({ ...request, stream: true });
			await throughBox({ way, protocol, act, change, ends: saved(), within: [2 * limitMs, 4 * limitMs] });
		});
	}
}

/** What is expected of every box that stands between, whatever it is called. */
export function itPassesOn({ way, limitMs, latenessMs }: IdleLimit): void {
	for (const protocol of protocols) {
		it(`39 a picture that comes within its idle limit is saved (${protocol})`, async () => {
			const act = asked(wait(limitMs / 2), reply(images(png)));
			await throughBox({ way, protocol, act, ends: saved() });
		});
	}

	it('39 a picture of 24 MiB comes through whole', async () => {
		const picture = largePng(24 * 1024 * 1024);
		const ends = saved({ 'image-1.png': picture });
		await throughBox({ way, act: asked(reply(images(picture))), ends }, async ({ result }) => {
			assert.ok('images' in result);
			assert.deepEqual(await readFile(result.images[0].path), picture);
		});
	});

	it('39 a reply that stops in its middle is noticed, and asks', async () => {
		const act = asked(reply(images(png), { upTo: 0.5 }));
		await throughBox({ way, act, ends: asks('interrupted'), within: [limitMs - 50, limitMs + latenessMs] });
	});

	it('42 a cancel reaches the service', async () => {
		const cancel = new AbortController();
		const act = asked(() => cancel.abort(), silence);
		const ends = { kind: 'cancelled', facts: {}, maybePaid: true, requests: 'POST' } as const;
		await throughBox({ way, act, ends, options: { signal: cancel.signal } }, ({ elapsedMs }) =>
			assert.ok(elapsedMs < limitMs, `it took ${elapsedMs} ms`),
		);
	});
}

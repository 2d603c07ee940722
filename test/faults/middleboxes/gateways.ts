import { readFile } from 'node:fs/promises';
import assert from 'node:assert/strict';
import type { GenerateTask } from '../../../src/engine/task';
import { largePng } from '../../support/images';
import { asks, png, saved } from '../run';
import { type Act, asked, type Body, fin, images, message, reply, send, silence, wait } from '../servers';
import { throughBox, type Way } from './job';
import { sweptProtocols } from '../speakers';

/** A box that lets the service be silent for so long, in milliseconds. */
export type BoxOf = (timeoutMs: number) => Way;

/** Longer than anything takes that does not wait for the limit, however busy the machine is. */
const patientMs = 30_000;

/** When a job ends that the box ends after its limit: long before any limit of ours, however busy the machine is. */
export function cutAfter(timeoutMs: number): readonly [fromMs: number, toMs: number] {
	return [timeoutMs - 50, timeoutMs + 15_000];
}

const eventsHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';

/** Comments well within the limit, for twice as long as the limit. */
function signsOfLife(timeoutMs: number): Act[] {
	return Array.from({ length: 10 }, () => [send(': keep-alive\n\n'), wait(timeoutMs / 5)]).flat();
}

function sendEvent(body: Body): Act {
	return (line) => {
		const { body: text } = message(body, {}, line.speaker);
		return send(`data: ${text.toString()}\n\n`)(line);
	};
}

/** What streaming is for: bytes that flow while the image is made keep the line open. */
export function itKeepsStreamsOpen(boxOf: BoxOf, timeoutMs: number): void {
	for (const protocol of sweptProtocols) {
		it(`39 a streamed image that takes longer than its idle limit is saved (${protocol})`, async () => {
			const act = asked(send(eventsHead), ...signsOfLife(timeoutMs), sendEvent(images(png)), fin);
			const change = (request: GenerateTask): GenerateTask => ({ ...request, stream: 'on' });
			const within = [2 * timeoutMs, Infinity] as const;
			await throughBox({ way: boxOf(timeoutMs), protocol, act, change, ends: saved(), within });
		});
	}
}

/** What is expected of every box that stands between, whatever it is called. */
export function itPassesOn(boxOf: BoxOf, timeoutMs: number): void {
	const [way, patient] = [boxOf(timeoutMs), boxOf(patientMs)];

	for (const protocol of sweptProtocols) {
		it(`39 an image that comes within its idle limit is saved (${protocol})`, async () => {
			const act = asked(wait(timeoutMs / 2), reply(images(png)));
			await throughBox({ way, protocol, act, ends: saved() });
		});
	}

	it('39 an image of 24 MiB comes through whole', async () => {
		const image = largePng(24 * 1024 * 1024);
		const ends = saved({ 'image-1.png': image });
		await throughBox({ way: patient, act: asked(reply(images(image))), ends }, async ({ result }) => {
			assert.ok('images' in result);
			assert.deepEqual(await readFile(result.images[0].path), image);
		});
	});

	it('39 a reply that stops in its middle is noticed, and asks', async () => {
		const act = asked(reply(images(png), { upTo: 0.5 }));
		await throughBox({ way, act, ends: asks('interrupted'), within: cutAfter(timeoutMs) });
	});

	it('42 a cancel reaches the service', async () => {
		const cancel = new AbortController();
		const act = asked(() => cancel.abort(), silence);
		const ends = { kind: 'cancelled', facts: {}, maybePaid: true, requests: 'POST' } as const;
		await throughBox({ way: patient, act, ends, options: { signal: cancel.signal } }, ({ elapsedMs }) =>
			assert.ok(elapsedMs < patientMs, `it took ${elapsedMs} ms`),
		);
	});
}

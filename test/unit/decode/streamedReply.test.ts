import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { framingOf, readReply, type ReadOptions } from '../../../src/engine/decode/reply';
import { GenerationError } from '../../../src/engine/failure';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { escaped, json, pieces, read, resolved } from './replies';

const streamed: ReadOptions = { framing: 'events', isPreview: (value) => kindOf(value) === 'preview' };
const data = noisePng(30, 20).toString('base64');

function kindOf(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
}

/** An event as a server may write it: after comments, its JSON over several lines, whichever way they end. */
function eventText(text: string, lineEnd: string, comment: string): string {
	const lines = [comment, 'event: whatever', ...text.split('\n').map((line) => `data: ${line}`), '', ''];
	return lines.filter((line, index) => line !== '' || index > 0).join(lineEnd);
}

describe('reading a streamed reply', () => {
	it('keeps no more events than any stream has, nor what came after them, and forgets those that say nothing', async () => {
		await using folder = await temporaryFolder();
		const image = `data: ${JSON.stringify({ image: data })}\n\n`;
		const reply = await read(folder.path, image + 'data:\n\n'.repeat(300_000) + 'data:7\n\n'.repeat(2), [], streamed);
		assert.deepEqual([reply.values.length, reply.flaw], [3, undefined]);
		const flood = await read(folder.path, image + 'data:7\n\n'.repeat(300_000), [], streamed);
		assert.equal(flood.values.length, 250_000);
		assert.equal(flood.flaw?.kind, 'replyTooLarge');
		assert.deepEqual(await resolved(flood, flood.values[0]), { image: data });
	});

	it('gives what JSON.parse gives for each event, however it is split, spaced, escaped and commented', async () => {
		await using folder = await temporaryFolder();
		const event = fc.tuple(
			json,
			fc.nat(),
			fc.constantFrom(0, 2),
			fc.constantFrom('\n', '\r', '\r\n'),
			fc.constantFrom('', ': ping', ': OPENROUTER PROCESSING'),
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(event, { maxLength: 4 }),
				fc.array(fc.nat(), { maxLength: 10 }),
				fc.constantFrom('', 'data: [DONE]\n\n', ': the end'),
				async (events, cuts, last) => {
					const texts = events.map(([value, style, space]) =>
						escaped(JSON.stringify({ value }, undefined, space), style),
					);
					const text = events.map(([, , , lineEnd, comment], index) => eventText(texts[index] ?? '', lineEnd, comment));
					const reply = await read(folder.path, text.join('') + last, cuts, streamed);
					assert.deepEqual(
						await resolved(reply, reply.values),
						texts.map((one) => JSON.parse(one) as unknown),
					);
				},
			),
			{ numRuns: 150 },
		);
	});

	const values = [
		{ type: 'preview', image: noisePng(20, 20).toString('base64') },
		{ type: 'first', image: data },
		{ type: 'note' },
		{ image: noisePng(25, 25).toString('base64'), type: 'second' },
	];
	const texts = values.map((value) => JSON.stringify(value));
	const whole = texts.map((text) => `event: e\ndata: ${text}\n\n: ping\n\n`).join('');
	/** The values that are whole in the first so many bytes, previews left out. */
	const wholeIn = (length: number): unknown[] =>
		values.filter((value, index) => {
			const text = texts[index] ?? '';
			return whole.indexOf(text) + text.length <= length && value.type !== 'preview';
		});

	for (const [ending, fails] of [
		['ends', undefined],
		['breaks off', new GenerationError('interrupted', { code: 'ECONNRESET', receivedBytes: 1, elapsedMs: 1 }, true)],
	] as const) {
		it(`keeps exactly what came whole of a stream that ${ending} anywhere, and says what is wrong`, async () => {
			await using folder = await temporaryFolder();
			await fc.assert(
				fc.asyncProperty(fc.nat(whole.length), fc.array(fc.nat(), { maxLength: 4 }), async (length, cuts) => {
					async function* body(): AsyncGenerator<Buffer> {
						yield* pieces(Buffer.from(whole.slice(0, length)), cuts);
						if (fails) {
							throw fails;
						}
					}
					const reading = readReply(body(), (index) => join(folder.path, `${index}.part`), streamed);
					const expected = wholeIn(length);
					if (fails && expected.length === 0) {
						await assert.rejects(reading, (error) => error === fails);
						return;
					}
					const reply = await reading;
					assert.deepEqual(await resolved(reply, reply.values), expected);
					if (fails) {
						assert.equal(reply.flaw, fails);
					} else if (expected.length === 0) {
						assert.equal(reply.flaw?.kind, 'badReply');
					}
				}),
				{ numRuns: 120 },
			);
		});
	}

	it('does not go on when the person has cancelled', async () => {
		await using folder = await temporaryFolder();
		async function* body(): AsyncGenerator<Buffer> {
			yield await Promise.resolve(Buffer.from(whole));
			throw new GenerationError('cancelled', {}, true);
		}
		await assert.rejects(
			readReply(body(), (index) => join(folder.path, `${index}.part`), streamed),
			(error) => GenerationError.is(error, 'cancelled'),
		);
	});

	it('removes a preview from the disk as soon as it is whole', async () => {
		await using folder = await temporaryFolder();
		const reply = await read(folder.path, whole.slice(0, whole.indexOf('data:', 20)), [], streamed);
		assert.deepEqual(reply.values, []);
		assert.deepEqual(await readdir(folder.path), []);
	});

	it('counts no preview among the images of a reply, however many there are', async () => {
		await using folder = await temporaryFolder();
		const text = `data: ${texts[0] ?? ''}\n\n`.repeat(70) + `data: ${texts[1] ?? ''}\n\n`;
		const reply = await read(folder.path, text, [], streamed);
		assert.deepEqual(await resolved(reply, reply.values), [values[1]]);
		assert.equal((await readdir(folder.path)).length, 1);
	});

	it('goes on after an event that is no JSON, and says so', async () => {
		await using folder = await temporaryFolder();
		const reply = await read(folder.path, `data: {"a": "\n\ndata: ${texts[1] ?? ''}\n\n`, [], streamed);
		assert.deepEqual(await resolved(reply, reply.values), [values[1]]);
		assert.deepEqual(reply.flaw?.facts, { detail: 'the reply is no JSON; it begins: {"a": "' });
	});

	it('takes an event for an error by its name, whatever it holds', async () => {
		await using folder = await temporaryFolder();
		for (const [text, error] of [
			['{"error":{"message":"no"}}', { message: 'no' }],
			['{"message":"no"}', { message: 'no' }],
			['no', 'no'],
		] as const) {
			const reply = await read(folder.path, `event: error\ndata: ${text}\n\n`, [], streamed);
			assert.deepEqual(reply.values, [{ error }]);
		}
	});

	it('counts the text of all events together', async () => {
		await using folder = await temporaryFolder();
		const event = Buffer.from(`data: [${' '.repeat(1_000_000)}1]\n\n`);
		async function* body(): AsyncGenerator<Buffer> {
			for (;;) {
				yield await Promise.resolve(event);
			}
		}
		const reply = await readReply(body(), (index) => join(folder.path, `${index}.part`), streamed);
		assert.ok(GenerationError.is(reply.flaw, 'replyTooLarge'));
	});
});

describe('the framing of a reply', () => {
	it('is what its Content-Type says', () => {
		const types = ['text/event-stream', 'Text/Event-Stream; charset=utf-8', 'application/json', 'text/html', undefined];
		assert.deepEqual(types.map(framingOf), ['events', 'events', 'json', 'json', 'json']);
	});
});

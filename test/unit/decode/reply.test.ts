import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { readReply, type Reply } from '../../../src/engine/decode/reply';
import { GenerationError } from '../../../src/engine/errors';
import { temporaryFolder } from '../support/folders';
import { noisePng } from '../support/images';

async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
	const points = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].sort((a, b) => a - b);
	for (const [index, point] of points.slice(1).entries()) {
		yield await Promise.resolve(bytes.subarray(points[index], point));
	}
}

async function read(folder: string, text: string, cuts: readonly number[] = []): Promise<Reply> {
	return await readReply(pieces(Buffer.from(text), cuts), (index) => join(folder, `${index}.part`));
}

/** What `JSON.parse` gives, each string that holds an image replaced by the image's bytes in base64. */
async function resolved(reply: Reply, value: unknown): Promise<unknown> {
	if (typeof value === 'string') {
		const image = await reply.imageIn(value);
		return image ? (await readFile(image.path)).toString('base64') : value;
	}
	if (Array.isArray(value)) {
		const items: unknown[] = [];
		for (const item of value as unknown[]) {
			items.push(await resolved(reply, item));
		}
		return items;
	}
	if (typeof value === 'object' && value !== null) {
		const entries: [string, unknown][] = [];
		for (const [key, item] of Object.entries(value)) {
			entries.push([key, await resolved(reply, item)]);
		}
		return Object.fromEntries(entries);
	}
	return value;
}

/** The JSON text with some characters of its strings written as escapes, all of them legal. */
function escaped(json: string, style: number): string {
	switch (style % 4) {
		case 1:
			return json.replaceAll('/', '\\/');
		case 2:
			return json.replace(/[+/=]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
		case 3:
			return json.replaceAll('A', '\\u0041');
		default:
			return json;
	}
}

const base64Text = fc
	.uint8Array({ minLength: 900, maxLength: 5000 })
	.map((bytes) => Buffer.from(bytes).toString('base64'));
const word = fc.string({ maxLength: 12 }).filter((text) => !/^[\w+/-]{12}/.test(text));
const json = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		word,
		fc.integer(),
		fc.boolean(),
		fc.constant(null),
		base64Text,
		fc.array(tie('value'), { maxLength: 4 }),
		fc.dictionary(fc.oneof(word, fc.constantFrom('b64_json', 'data', 'inlineData')), tie('value'), { maxKeys: 4 }),
	),
})).value;

describe('reading a reply', () => {
	it('gives what JSON.parse gives, the images in files, however it is split, ordered, spaced and escaped', async () => {
		await using folder = await temporaryFolder();
		await fc.assert(
			fc.asyncProperty(
				json,
				fc.array(fc.nat(), { maxLength: 10 }),
				fc.nat(),
				fc.constantFrom(0, 2),
				async (value, cuts, style, space) => {
					const text = escaped(JSON.stringify({ value }, undefined, space), style);
					const reply = await read(folder.path, text, cuts);
					assert.deepEqual(await resolved(reply, reply.parse()), JSON.parse(text));
					await reply.discard();
				},
			),
			{ numRuns: 150 },
		);
		assert.deepEqual(await readdir(folder.path), []);
	});

	it('notices a reply that was cut anywhere', async () => {
		await using folder = await temporaryFolder();
		const text = JSON.stringify({ created: 1, data: [{ b64_json: noisePng(30, 20).toString('base64') }] });
		await fc.assert(
			fc.asyncProperty(fc.nat(text.length - 1), async (length) => {
				const reply = await read(folder.path, text.slice(0, length));
				assert.throws(
					() => reply.parse(),
					(error) => GenerationError.is(error, 'badReply'),
				);
			}),
			{ numRuns: 60 },
		);
	});

	it('is not fooled by the key inside a prompt, by a null beside it, or by its own name as a value', async () => {
		await using folder = await temporaryFolder();
		const data = noisePng(30, 20).toString('base64');
		const request = { prompt: 'draw "b64_json":"AAAA', response_format: 'b64_json' };
		const reply = await read(folder.path, JSON.stringify({ request, data: [{ b64_json: null }, { b64_json: data }] }));
		assert.deepEqual(await resolved(reply, reply.parse()), { request, data: [{ b64_json: null }, { b64_json: data }] });
	});

	it('accepts a byte order mark, blanks before the JSON, data URLs, and line breaks inside the base64', async () => {
		await using folder = await temporaryFolder();
		const png = noisePng(30, 20);
		const lines = png.toString('base64').replace(/.{76}/g, '$&\n');
		for (const [before, value] of [
			['\uFEFF', `data:image/png;base64,${png.toString('base64')}`],
			['\r\n  \n', lines],
		] as const) {
			const reply = await read(folder.path, before + JSON.stringify({ value }));
			const { value: found } = reply.parse() as { value: string };
			const image = await reply.imageIn(found);
			assert.ok(image);
			assert.deepEqual(await readFile(image.path), png);
			assert.equal(image.flaw, undefined);
		}
	});

	it('tells an image whose base64 is damaged in the middle from a whole one', async () => {
		await using folder = await temporaryFolder();
		const data = noisePng(60, 40).toString('base64');
		const reply = await read(folder.path, JSON.stringify({ value: `${data.slice(0, 3000)}!${data.slice(3000)}` }));
		const image = await reply.imageIn((reply.parse() as { value: string }).value);
		assert.equal(image?.flaw, 'something that is no base64 stands in it');
	});

	it('refuses to keep more text than fits', async () => {
		await using folder = await temporaryFolder();
		const endless = Buffer.alloc(1024 * 1024, '"a b",');
		async function* body(): AsyncGenerator<Buffer> {
			for (;;) {
				yield await Promise.resolve(endless);
			}
		}
		await assert.rejects(
			readReply(body(), (index) => join(folder.path, `${index}.part`)),
			(error) => GenerationError.is(error, 'replyTooLarge'),
		);
	});

	it('needs no more memory for 64 MiB than for 1 MiB', async () => {
		await using folder = await temporaryFolder();
		const piece = Buffer.alloc(64 * 1024, 'QUJD');
		async function* body(bytes: number): AsyncGenerator<Buffer> {
			yield Buffer.from('{"value":"');
			for (let sent = 0; sent < bytes; sent += piece.length) {
				yield await Promise.resolve(piece);
			}
			yield Buffer.from('"}');
		}
		const measure = async (bytes: number): Promise<number> => {
			const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
			let peak = before;
			await readReply(
				body(bytes),
				(index) => join(folder.path, `${index}.part`),
				() => {
					const { arrayBuffers, heapUsed } = process.memoryUsage();
					peak = Math.max(peak, arrayBuffers + heapUsed);
				},
			);
			return peak - before;
		};
		await measure(1024 * 1024);
		const largeMiB = (await measure(64 * 1024 * 1024)) / 2 ** 20;
		// The slices that become strings are garbage at once, but collected only now and then.
		assert.ok(largeMiB < 32, `${largeMiB} MiB`);
	});
});

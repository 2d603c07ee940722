import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { readReply } from '../../../src/engine/decode/reply';
import { GenerationError } from '../../../src/engine/failure';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { escaped, json, read, resolved } from './replies';

/** What is held, and not what happens to be collected later, is to be measured. */
setFlagsFromString('--expose-gc');
/** What a PNG begins with. */
const signature = noisePng(4, 4).subarray(0, 12).toString('base64');
const collectGarbage = runInNewContext('gc') as () => void;

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
					assert.deepEqual(await resolved(reply, reply.values), [JSON.parse(text)]);
				},
			),
			{ numRuns: 150 },
		);
	});

	it('notices a reply that was cut anywhere', async () => {
		await using folder = await temporaryFolder();
		const text = JSON.stringify({ created: 1, data: [{ b64_json: noisePng(30, 20).toString('base64') }] });
		await fc.assert(
			fc.asyncProperty(fc.nat(text.length - 1), async (length) => {
				const reply = await read(folder.path, text.slice(0, length));
				assert.deepEqual(reply.values, []);
				assert.ok(GenerationError.is(reply.flaw, 'badReply'));
			}),
			{ numRuns: 60 },
		);
	});

	it('is not fooled by the key inside a prompt, by a null beside it, or by its own name as a value', async () => {
		await using folder = await temporaryFolder();
		const data = noisePng(30, 20).toString('base64');
		const request = { prompt: 'draw "b64_json":"AAAA', response_format: 'b64_json' };
		const reply = await read(folder.path, JSON.stringify({ request, data: [{ b64_json: null }, { b64_json: data }] }));
		assert.deepEqual(await resolved(reply, reply.values), [
			{ request, data: [{ b64_json: null }, { b64_json: data }] },
		]);
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
			const [found] = reply.values as [{ value: string }];
			const image = await reply.imageIn(found.value);
			assert.ok(image);
			assert.deepEqual(await readFile(image.path), png);
			assert.equal(image.flaw, undefined);
		}
	});

	it('tells an image whose base64 is damaged in the middle from a whole one', async () => {
		await using folder = await temporaryFolder();
		const data = noisePng(60, 40).toString('base64');
		const reply = await read(folder.path, JSON.stringify({ value: `${data.slice(0, 3000)}!${data.slice(3000)}` }));
		const [found] = reply.values as [{ value: string }];
		const image = await reply.imageIn(found.value);
		assert.equal(image?.flaw, 'something that is no base64 stands in it');
	});

	it('gives back byte for byte a text that looks like its own mark, and one that has an image in a link', async () => {
		await using folder = await temporaryFolder();
		const data = noisePng(30, 20).toString('base64');
		const link = `https://h/i.png?image=data:image/png;base64,${data}`;
		const mark = 'imagegen-00000000-0000-4000-8000-000000000000-1;';
		const reply = await read(
			folder.path,
			JSON.stringify({ mark, link, words: `Look: data:image/png;base64,${data} !` }),
		);
		const [found] = reply.values as [{ mark: string; link: string; words: string }];
		assert.deepEqual([found.mark, found.link], [mark, link]);
		assert.equal(reply.said(found.words), 'Look: data:image/png;base64,[image] !');
	});

	it('gives no more than 64 images of a reply to files, large and small together', async () => {
		await using folder = await temporaryFolder();
		const images = [noisePng(30, 20), noisePng(4, 4)].map((image) => image.toString('base64'));
		const reply = await read(folder.path, JSON.stringify(Array.from({ length: 70 }, (_, index) => images[index % 2])));
		let count = 0;
		const all = async (): Promise<void> => {
			for (const value of reply.values) {
				await reply.imageIn(String(value));
				count++;
			}
		};
		await assert.rejects(all(), (error) => GenerationError.is(error, 'tooManyImages') && error.facts.limit === 64);
		// The 35 large ones were there before any small one was asked for.
		assert.deepEqual([reply.filesIn(JSON.stringify(reply.values)).length, count], [35, 59]);
	});

	it('keeps as much text as fits, and says that it was more', async () => {
		await using folder = await temporaryFolder();
		const endless = Buffer.alloc(1024 * 1024, '"a b",');
		async function* body(): AsyncGenerator<Buffer> {
			for (;;) {
				yield await Promise.resolve(endless);
			}
		}
		const reply = await readReply(body(), (index) => join(folder.path, `${index}.part`));
		assert.ok(GenerationError.is(reply.flaw, 'replyTooLarge'));
		assert.ok(reply.bytes.length > 15 * 2 ** 20 && reply.bytes.length <= 16 * 2 ** 20, String(reply.bytes.length));
	});

	for (const [framing, before, after] of [
		['json', `{"value":"${signature}`, '"}'],
		['events', `data: {"value":"${signature}`, '"}\n\n'],
	] as const) {
		it(`needs no more memory for 64 MiB than for 1 MiB (${framing})`, async () => {
			await using folder = await temporaryFolder();
			const piece = Buffer.alloc(64 * 1024, 'QUJD');
			async function* body(bytes: number): AsyncGenerator<Buffer> {
				yield Buffer.from(before);
				for (let sent = 0; sent < bytes; sent += piece.length) {
					yield await Promise.resolve(piece);
				}
				yield Buffer.from(after);
			}
			const measure = async (bytes: number): Promise<number> => {
				const used = (): number => {
					collectGarbage();
					const { arrayBuffers, heapUsed } = process.memoryUsage();
					return arrayBuffers + heapUsed;
				};
				const start = used();
				let peak = start;
				let calls = 0;
				const onBytes = (): void => {
					if (++calls % 64 === 0) {
						peak = Math.max(peak, used());
					}
				};
				const reply = await readReply(body(bytes), (index) => join(folder.path, `${index}.part`), { framing, onBytes });
				assert.equal(reply.filesIn(JSON.stringify(reply.values))[0]?.bytes, (bytes / 4) * 3 + 12);
				return peak - start;
			};
			await measure(8 * 1024 * 1024);
			const largeMiB = (await measure(64 * 1024 * 1024)) / 2 ** 20;
			assert.ok(largeMiB < 4, `${largeMiB} MiB`);
		});
	}
});

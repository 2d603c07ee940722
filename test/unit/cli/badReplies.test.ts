import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { httpServer, type TestServer } from '../../support/servers';
import { at, imagegen } from './cli';

/** A service that answers with that file, whatever it is asked. */
async function answering(file: Buffer): Promise<TestServer> {
	const reply = JSON.stringify({ data: [{ b64_json: file.toString('base64') }] });
	return await httpServer((request, response) => {
		request.resume().on('end', () => response.end(reply));
	});
}

async function moving(format: 'webp' | 'gif'): Promise<Buffer> {
	const frames = Buffer.alloc(16 * 32 * 3, 40);
	frames.fill(200, frames.length / 2);
	const image = sharp(frames, { raw: { width: 16, height: 32, channels: 3, pageHeight: 16 } });
	return await (format === 'gif' ? image.gif({ delay: [100, 100] }) : image.webp({ delay: [100, 100] })).toBuffer();
}

/** A PNG that says of itself that it moves (PNG, third edition, 11.3.6.1). */
function movingPng(): Buffer {
	const png = noisePng(16, 16);
	const control = Buffer.from('\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0', 'latin1');
	control.writeUInt32BE(crc32(control.subarray(4, 16)), 16);
	return Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
}

/** A whole PNG whose header says that it has 200 megapixels. */
function hugePng(): Buffer {
	const png = noisePng(8, 8);
	png.writeUInt32BE(20_000, 16);
	png.writeUInt32BE(10_000, 20);
	png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
	return png;
}

const drawing = sharp({ create: { width: 80, height: 60, channels: 3, background: '#2060c0' } });

const asWanted = ['--format', 'webp', '--edge', '12'];

describe('a reply that no copy can be made of', () => {
	for (const [name, make, extension, says] of [
		['an animated GIF', () => moving('gif'), 'gif', /image-1\.gif is (?:animated|GIF, which can't be read here)/],
		['an animated WebP', () => moving('webp'), 'webp', /image-1\.webp is animated, and a copy would stand still/],
		[
			'an animated PNG',
			() => Promise.resolve(movingPng()),
			'png',
			/image-1\.png is animated, and a copy would stand still/,
		],
		[
			'a JPEG for printing',
			() => drawing.clone().toColourspace('cmyk').jpeg().toBuffer(),
			'jpg',
			/image-1\.jpg is in the colours of printing \(CMYK\)/,
		],
		[
			'a PNG of 200 megapixels',
			() => Promise.resolve(hugePng()),
			'png',
			/image-1\.png has 200 megapixels; at most \d+/,
		],
	] as const) {
		it(`is saved as it came, and that is told in a sentence: ${name}`, async () => {
			await using home = await temporaryFolder();
			const file = await make();
			await using server = await answering(file);
			const args = ['generate', 'a fox', ...at(server), ...asWanted];
			const { code, stdout, stderr } = await imagegen(args, home.path, { cwd: home.path });
			assert.deepEqual([code, stdout.trim()], [0, join(home.path, `a-fox.${extension}`)], stderr);
			assert.match(stderr, /^It is as it came, since no WEBP could be made of it: /m);
			assert.match(stderr, says);
			assert.deepEqual(await readFile(stdout.trim()), file);
		});
	}

	it('is kept where there is no image in it at all', async () => {
		await using home = await temporaryFolder();
		await using server = await answering(Buffer.alloc(0));
		const args = ['generate', 'a fox', ...at(server), ...asWanted];
		const { code, stdout, stderr } = await imagegen(args, home.path, { cwd: home.path });
		assert.deepEqual([code, stdout], [4, ''], stderr);
		assert.match(stderr, /answered without an image\. You may have been billed/);
		assert.deepEqual(
			(await readdir(home.path)).filter((one) => one.startsWith('a-fox')),
			[],
		);
	});
});

describe('a reply that a copy can be made of all the same', () => {
	for (const [name, make, size] of [
		['a JPEG that lies on its side', () => drawing.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer(), [9, 12]],
		['a PNG of 16 bits', () => drawing.clone().toColourspace('rgb16').png().toBuffer(), [12, 9]],
	] as const) {
		it(`is saved as what is wished, and the original kept: ${name}`, async () => {
			await using home = await temporaryFolder();
			const file = await make();
			await using server = await answering(file);
			const args = ['generate', 'a fox', ...at(server), ...asWanted];
			const { code, stdout, stderr } = await imagegen(args, home.path, { cwd: home.path });
			assert.equal(code, 0, stderr);
			const { format, width, height, orientation } = await sharp(stdout.trim()).metadata();
			assert.deepEqual([format, width, height, orientation], ['webp', ...size, undefined]);
			const [, folder = ''] = /imagegen recover (\S+) --out PATH/.exec(stderr) ?? [];
			const { stdout: brought } = await imagegen(['recover', folder, '--out', join(home.path, 'back')], home.path);
			assert.deepEqual(await readFile(brought.trim()), file);
		});
	}
});

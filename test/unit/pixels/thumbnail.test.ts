import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { thumbnailOf } from '../../../src/pixels/thumbnail';
import { testCodecs } from '../../support/codecs';
import { temporaryFolder } from '../../support/folders';
import { noiseJpeg, noisePng } from '../../support/images';

/** The thumbnail of an image with these bytes, as pixels. */
async function thumbnail(bytes: Uint8Array): Promise<{ width: number; height: number; data: Uint8Array } | undefined> {
	await using folder = await temporaryFolder();
	const path = join(folder.path, 'image');
	await writeFile(path, bytes);
	const found = await thumbnailOf(path, testCodecs());
	return found && decode(found, { useTArray: true });
}

/** A PNG whose left half has one colour, and its right half another. */
function halves(width: number, height: number, left: readonly number[], right: readonly number[]): Buffer {
	const png = new PNG({ width, height });
	for (let at = 0; at < width * height; at++) {
		png.data.set(at % width < width / 2 ? left : right, at * 4);
	}
	return PNG.sync.write(png);
}

function isNear(found: Uint8Array, x: number, width: number, colour: readonly number[]): boolean {
	return colour.every((value, index) => Math.abs((found[x * 4 + index + width * 4 * 20] ?? 0) - value) < 8);
}

describe('a thumbnail', () => {
	it('has the image’s shape and colours, and no transparency', async () => {
		const found = (await thumbnail(halves(1024, 512, [200, 40, 20, 255], [0, 0, 0, 0]))) ?? assert.fail('none');
		assert.deepEqual([found.width, found.height], [256, 128]);
		assert.ok(isNear(found.data, 20, 256, [200, 40, 20]), 'the left half');
		assert.ok(isNear(found.data, 230, 256, [255, 255, 255]), 'the right half');
	});

	it('is made of JPEG, of tall and of tiny images as well', async () => {
		const of = async (bytes: Uint8Array): Promise<unknown> => {
			const found = await thumbnail(bytes);
			return [found?.width, found?.height];
		};
		assert.deepEqual(await of(noiseJpeg(300, 900)), [85, 256]);
		assert.deepEqual(await of(noisePng(3, 2)), [3, 2]);
	});

	it('is none of what would take its reader without end', async () => {
		const jpeg = noiseJpeg(16, 16);
		const scan = jpeg.subarray(jpeg.indexOf(Buffer.from([0xff, 0xda])), -2);
		const scans = Buffer.concat([jpeg.subarray(0, -2), ...Array<Buffer>(40).fill(scan), jpeg.subarray(-2)]);
		assert.equal(await thumbnail(scans), undefined);
	});

	it('is none of what is damaged, of another format, or no image', async () => {
		const png = noisePng(64, 64);
		assert.equal(await thumbnail(png.subarray(0, png.length / 2)), undefined);
		assert.equal(await thumbnail(Buffer.from('GIF89a\x01\x00\x01\x00')), undefined);
		assert.equal(await thumbnail(Buffer.from('nothing')), undefined);
	});
});

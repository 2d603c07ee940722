import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { convertedTo } from '../../../src/engine/run/convert';
import { temporaryFolder } from '../../support/folders';
import { noiseJpeg, noisePng } from '../../support/images';

async function converted(format: 'png' | 'jpeg', bytes: Uint8Array): Promise<Buffer | undefined> {
	await using folder = await temporaryFolder();
	const path = join(folder.path, 'image');
	await writeFile(path, bytes);
	return await convertedTo(format, path);
}

describe('an image in another format', () => {
	it('shows as PNG exactly what the JPEG shows', async () => {
		const jpeg = noiseJpeg(33, 20);
		const png = PNG.sync.read((await converted('png', jpeg)) ?? assert.fail('none'));
		const { width, height, data } = decode(jpeg, { useTArray: true });
		assert.deepEqual([png.width, png.height], [width, height]);
		assert.deepEqual(new Uint8Array(png.data), new Uint8Array(data));
	});

	it('stands as JPEG on white where the PNG is transparent', async () => {
		const png = new PNG({ width: 16, height: 16 });
		png.data.fill(0);
		const found = decode((await converted('jpeg', PNG.sync.write(png))) ?? assert.fail('none'), { useTArray: true });
		assert.deepEqual([found.width, found.height], [16, 16]);
		assert.ok(found.data.every((value) => value > 250));
	});

	it('is none of what cannot be read', async () => {
		assert.equal(await converted('png', Buffer.from('no image')), undefined);
		assert.equal(await converted('jpeg', noisePng(64, 64).subarray(0, 300)), undefined);
	});
});

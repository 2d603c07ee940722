import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { temporaryFolder } from '../../support/folders';
import { noiseJpeg } from '../../support/images';
import { imagegen } from './cli';

describe('imagegen convert', () => {
	it('writes an image as what the name of the other file says', async () => {
		await using home = await temporaryFolder();
		const [image, to] = [join(home.path, 'a.jpg'), join(home.path, 'b.png')];
		await writeFile(image, noiseJpeg(33, 20));
		const { code, stdout } = await imagegen(['convert', image, to], home.path);
		assert.deepEqual([code, stdout.trim()], [0, to]);
		assert.equal(PNG.sync.read(await readFile(to)).width, 33);
	});

	it('writes nothing of what is no image, and no other format', async () => {
		await using home = await temporaryFolder();
		const image = join(home.path, 'a.jpg');
		await writeFile(image, 'no image');
		const ends = [
			await imagegen(['convert', image, join(home.path, 'b.png')], home.path),
			await imagegen(['convert', image, join(home.path, 'b.webp')], home.path),
			await imagegen(['convert', join(home.path, 'no.jpg'), join(home.path, 'b.png')], home.path),
		];
		assert.match(ends[0]?.stderr ?? '', /a\.jpg isn't an image that can be converted\.\n$/);
		assert.match(ends[2]?.stderr ?? '', /^There is no file .*no\.jpg\.\n$/);
		assert.deepEqual(
			ends.map(({ code, stdout }) => [code, stdout]),
			[
				[3, ''],
				[2, ''],
				[2, ''],
			],
		);
		assert.deepEqual(await readdir(home.path), ['a.jpg']);
	});
});

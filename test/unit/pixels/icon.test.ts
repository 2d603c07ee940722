import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { icoOf } from '../../../src/pixels/icon';
import { iconSetOf } from '../../../src/pixels/iconSet';
import { readImage } from '../../../src/pixels/read';
import { testCodecs } from '../../support/codecs';
import { temporaryFolder } from '../../support/folders';

describe('an icon', () => {
	it('lists its sizes, and holds each as the PNG that it is', async () => {
		const edges = [16, 32, 256];
		const images = await Promise.all(
			edges.map(async (edge) => {
				const blue = { create: { width: edge, height: edge, channels: 4, background: '#1030c0' } } as const;
				return { edge, png: await sharp(blue).png().toBuffer() };
			}),
		);
		const ico = icoOf(images);
		assert.deepEqual([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)], [0, 1, 3]);
		const found = edges.map((_, index) => {
			const at = 6 + 16 * index;
			const [bytes, offset] = [ico.readUInt32LE(at + 8), ico.readUInt32LE(at + 12)];
			return { edge: ico[at] || 256, png: ico.subarray(offset, offset + bytes) };
		});
		assert.deepEqual(
			found.map(({ edge, png }) => [edge, png.toString('base64')]),
			images.map(({ edge, png }) => [edge, png.toString('base64')]),
		);
	});

	it('is held with 32 bits a pixel in a set, also where fewer colours would do', async () => {
		await using folder = await temporaryFolder();
		const path = join(folder.path, 'image');
		const grey = { create: { width: 300, height: 300, channels: 3, background: '#808080' } } as const;
		await writeFile(path, await sharp(grey).png().toBuffer());
		const codecs = testCodecs();
		const ico = (await iconSetOf(await readImage(path, codecs), codecs)).find(({ name }) => name === 'icon.ico')?.file;
		assert.ok(ico);
		const headers = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
			const png = ico.subarray(ico.readUInt32LE(6 + 16 * index + 12));
			return { width: png.readUInt32BE(16), depth: png[24], colours: png[25] };
		});
		assert.deepEqual(
			headers,
			[16, 32, 48, 64, 128, 256].map((width) => ({ width, depth: 8, colours: 6 })),
		);
	});
});

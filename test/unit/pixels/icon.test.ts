import assert from 'node:assert/strict';
import sharp from 'sharp';
import { icoOf } from '../../../src/pixels/icon';

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
});

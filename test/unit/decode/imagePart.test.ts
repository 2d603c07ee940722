import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImagePart } from '../../../src/engine/decode/imagePart';
import { temporaryFolder } from '../../support/folders';

describe('the part of an image that has come', () => {
	it('is on disk byte for byte, however much comes at a time and between two waits', async () => {
		await using folder = await temporaryFolder();
		for (const pieceBytes of [1000, 300_000, 2_000_000]) {
			const bytes = randomBytes(5_000_000);
			const part = await ImagePart.create(join(folder.path, `${pieceBytes}.part`));
			for (let from = 0; from < bytes.length; from += pieceBytes) {
				part.add(bytes.subarray(from, from + pieceBytes));
				if (from % (3 * pieceBytes) === 0) {
					await part.drain();
				}
			}
			const { bytes: length, path } = await part.finish();
			assert.equal(length, bytes.length);
			assert.ok(bytes.equals(await readFile(path)), `${pieceBytes} bytes at a time`);
		}
	});
});

import assert from 'node:assert/strict';
import { WholenessCheck } from '../../../src/engine/decode/wholeness';
import { noiseJpeg, noisePng } from '../../support/images';

function flawOf(bytes: Buffer, pieceBytes = 7): string | undefined {
	const check = new WholenessCheck();
	for (let at = 0; at < bytes.length; at += pieceBytes) {
		check.write(bytes.subarray(at, at + pieceBytes));
	}
	return check.end();
}

function webp(payloadBytes: number): Buffer {
	const bytes = Buffer.alloc(12 + payloadBytes);
	bytes.write('RIFF', 0, 'latin1');
	bytes.writeUInt32LE(4 + payloadBytes, 4);
	bytes.write('WEBP', 8, 'latin1');
	return bytes;
}

function box(type: string, payloadBytes: number): Buffer {
	const bytes = Buffer.alloc(8 + payloadBytes);
	bytes.writeUInt32BE(bytes.length, 0);
	bytes.write(type, 4, 'latin1');
	return bytes;
}

const whole: Record<string, Buffer> = {
	PNG: noisePng(24, 16),
	JPEG: noiseJpeg(24, 16),
	WebP: webp(40),
	GIF: Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(20, 1), Buffer.from([0x00, 0x3b])]),
	AVIF: Buffer.concat([box('ftypavif', 8), box('mdat', 30)]),
};
// The type field of a box is four characters; the brand stands behind it.
whole['AVIF']?.writeUInt32BE(16, 0);

describe('wholeness', () => {
	for (const [format, bytes] of Object.entries(whole)) {
		it(`${format}: a whole file passes, in pieces of any size`, () => {
			for (const pieceBytes of [1, 3, 8, 13, bytes.length]) {
				assert.equal(flawOf(bytes, pieceBytes), undefined, `pieces of ${pieceBytes}`);
			}
		});

		it(`${format}: a file cut anywhere does not`, () => {
			for (let length = 0; length < bytes.length; length++) {
				// Between two boxes AVIF cannot tell; nothing of the image is there yet, and its dimensions are missing.
				if (format === 'AVIF' && length === 16) {
					continue;
				}
				assert.notEqual(flawOf(bytes.subarray(0, length)), undefined, `cut to ${length} of ${bytes.length}`);
			}
		});
	}

	it('a JPEG may end in zeros', () => {
		assert.equal(flawOf(Buffer.concat([noiseJpeg(8, 8), Buffer.alloc(5)])), undefined);
	});

	it('what is no image is told so', () => {
		assert.equal(flawOf(Buffer.from('<!doctype html><html></html>')), 'not an image of a known format');
		assert.equal(flawOf(Buffer.from('<svg xmlns="…"></svg>')), 'not an image of a known format');
		assert.equal(flawOf(Buffer.alloc(0)), 'only 0 bytes');
	});
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Base64Decoder } from '../../../src/engine/decode/base64Decoder';

/** Decodes the slices and tells what came out, where it stopped (-1: nowhere) and whether the text was whole. */
function decode(slices: readonly string[]): { bytes: Buffer; stoppedAt: number; whole: boolean } {
	const out: Buffer[] = [];
	const decoder = new Base64Decoder((bytes) => out.push(Buffer.from(bytes)));
	let stoppedAt = -1;
	for (const slice of slices) {
		const bytes = Buffer.from(slice, 'latin1');
		const taken = decoder.write(bytes, 0, bytes.length);
		if (taken < bytes.length) {
			stoppedAt = taken;
			break;
		}
	}
	const whole = decoder.end();
	return { bytes: Buffer.concat(out), stoppedAt, whole };
}

function slicesOf(text: string, cuts: readonly number[]): string[] {
	const points = [...cuts.map((cut) => cut % (text.length + 1)), 0, text.length].sort((a, b) => a - b);
	return points.slice(1).map((point, index) => text.slice(points[index], point));
}

describe('the base64 decoder', () => {
	it('gives the bytes back however the text is sliced, broken into lines, padded or written for URLs', () => {
		fc.assert(
			fc.property(
				fc.uint8Array({ maxLength: 300 }),
				fc.array(fc.nat(), { maxLength: 8 }),
				fc.constantFrom('base64' as const, 'base64url' as const),
				fc.constantFrom('', '\n', '\r\n'),
				(data, cuts, alphabet, lineBreak) => {
					const text = Buffer.from(data).toString(alphabet);
					const broken = text.replace(/.{76}/g, (line) => line + lineBreak);
					const { bytes, stoppedAt, whole } = decode(slicesOf(broken, cuts));
					assert.deepEqual(bytes, Buffer.from(data));
					assert.equal(stoppedAt, -1);
					assert.equal(whole, true);
				},
			),
		);
	});

	it('stops exactly at the first byte that is no base64', () => {
		fc.assert(
			fc.property(
				fc.uint8Array({ minLength: 3, maxLength: 90 }),
				fc.nat(),
				fc.constantFrom('"', '!', ' ', '\0', '<'),
				(data, at, foreign) => {
					const text = Buffer.from(data).toString('base64').replace(/=+$/, '');
					const index = at % text.length;
					const { stoppedAt } = decode([text.slice(0, index) + foreign + text.slice(index)]);
					assert.equal(stoppedAt, index);
				},
			),
		);
	});

	it('knows a text that was cut inside a group', () => {
		assert.equal(decode(['QUJD', 'R']).whole, false);
		assert.equal(decode(['QUI=']).whole, true);
		assert.equal(decode(['QQ=']).whole, false);
		assert.deepEqual(decode(['QQ=']).bytes, Buffer.from('A'));
		assert.equal(decode(['QQ']).whole, true);
	});

	it('lets nothing but line breaks follow the padding', () => {
		assert.equal(decode(['QQ==\n']).stoppedAt, -1);
		assert.equal(decode(['QQ==QUJD']).stoppedAt, 4);
		assert.equal(decode(['QQ===']).stoppedAt, 4);
		assert.equal(decode(['=QUJ']).stoppedAt, 0);
	});
});

import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { GenerationError } from '../../../src/engine/failure';
import { plainBody } from '../../../src/engine/transport/contentEncoding';
import { noiseJpeg } from '../../support/images';

/** A reply as a service means it: JSON with an image in it, of some kilobytes. */
const plain = Buffer.from(JSON.stringify({ data: [{ b64_json: noiseJpeg(90, 60).toString('base64') }] }));

async function* inChunks(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += length) {
		yield await Promise.resolve(bytes.subarray(at, at + length));
	}
}

async function read(bytes: Buffer, label: string | undefined, chunk = 1000, maxBytes = Infinity): Promise<Buffer> {
	const headers = label === undefined ? {} : { 'content-encoding': label };
	const pieces: Buffer[] = [];
	for await (const piece of plainBody({ status: 200, headers, body: inChunks(bytes, chunk) }, maxBytes)) {
		pieces.push(piece);
	}
	return Buffer.concat(pieces);
}

const gzip = gzipSync(plain);
/** With an extra field, a name, a comment and a checksum of the header. */
const fullHeader = Buffer.concat([
	Buffer.from([0x1f, 0x8b, 8, 0x04 | 0x08 | 0x10 | 0x02, 0, 0, 0, 0, 0, 3]),
	Buffer.from([3, 0, 1, 2, 3]),
	Buffer.from('name\0comment\0'),
	Buffer.from([0, 0]),
	gzip.subarray(10),
]);
const half = plain.length >> 1;

describe('the encoding of a reply', () => {
	const cases: readonly (readonly [name: string, bytes: Buffer, label: string | undefined])[] = [
		['gzip', gzip, 'gzip'],
		['gzip, as its alias', gzip, 'x-gzip'],
		['gzip without a label', gzip, undefined],
		['gzip with another label', gzip, 'br'],
		['gzip with a full header', fullHeader, 'gzip'],
		['gzip in two members', Buffer.concat([gzipSync(plain.subarray(0, half)), gzipSync(plain.subarray(half))]), 'gzip'],
		['gzip, and a line break after it', Buffer.concat([gzip, Buffer.from('\r\n')]), 'gzip'],
		['gzip, and something else after it', Buffer.concat([gzip, Buffer.from('junk that is no gzip')]), 'gzip'],
		['gzip, cut in its trailer', gzip.subarray(0, -6), 'gzip'],
		['gzip twice', gzipSync(gzip), 'gzip, gzip'],
		['gzip twice, one of them without a label', gzipSync(gzip), 'gzip'],
		['gzip and nothing', gzip, 'gzip, identity'],
		['gzip within Brotli', brotliCompressSync(gzip), 'gzip, br'],
		['Brotli', brotliCompressSync(plain), 'br'],
		['zstd', zstdCompressSync(plain), 'zstd'],
		['deflate', deflateSync(plain), 'deflate'],
		['deflate without its frame', deflateRawSync(plain), 'deflate'],
		...['gzip', 'br', 'deflate', 'zstd', 'unknown', 'constructor', '__proto__', ''].map(
			(label) => [`none, called ${label || 'nothing'}`, plain, label] as const,
		),
	];
	for (const [name, bytes, label] of cases) {
		for (const chunk of [1, 1000, 1 << 20]) {
			it(`is undone: ${name}, ${chunk} bytes at a time`, async () => {
				// Byte by byte the beginning and the end tell all there is to tell.
				assert.ok((await read(bytes, label, chunk)).equals(plain));
			});
		}
	}

	it('is none where there is no body', async () => {
		for (const label of ['gzip', 'br', 'deflate', undefined]) {
			assert.equal((await read(Buffer.alloc(0), label)).length, 0);
			assert.equal((await read(gzipSync(''), label)).length, 0);
		}
	});

	it('gives what there is of a cut one', async () => {
		for (const [bytes, label] of [
			[gzip, 'gzip'],
			[deflateSync(plain), 'deflate'],
			[brotliCompressSync(plain), 'br'],
		] as const) {
			const found = await read(bytes.subarray(0, bytes.length >> 1), label);
			assert.ok(found.length > plain.length / 3 && plain.subarray(0, found.length).equals(found), label);
		}
	});

	it('says that it is damaged where it is', async () => {
		const damaged = Buffer.from(gzip);
		damaged.fill(0xff, half >> 1, (half >> 1) + 20);
		await assert.rejects(read(damaged, 'gzip'), {
			kind: 'badReply',
			facts: { detail: 'the gzip encoding is damaged' },
		});
	});

	it('is limited in what comes of it, however small it came', async () => {
		const bomb = gzipSync(gzipSync(Buffer.alloc(50_000_000)));
		await assert.rejects(read(bomb, 'gzip', 1000, 1_000_000), (error) => GenerationError.is(error, 'replyTooLarge'));
	});
});

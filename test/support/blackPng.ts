import { crc32 } from 'node:zlib';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** The most that one stored block of deflate holds. */
const blockBytes = 65_535;

/**
 * A real PNG, all black and not compressed, of about `bytes` bytes, made piece by piece: however large it is, only one piece
 * is ever in memory.
 */
export function* blackPng(bytes: number): Generator<Buffer> {
	const width = 8192;
	const rowBytes = 1 + 3 * width;
	const height = Math.ceil(bytes / rowBytes);
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	// Eight bits for each of red, green and blue.
	header.set([8, 2, 0, 0, 0], 8);
	yield signature;
	yield chunk('IHDR', header);
	yield chunk('IDAT', Buffer.from([0x78, 0x01]));
	const total = height * rowBytes;
	for (let at = 0; at < total; at += blockBytes) {
		yield chunk('IDAT', storedBlock(Math.min(blockBytes, total - at), at + blockBytes >= total));
	}
	// Adler-32 of nothing but zeros.
	const sum = Buffer.alloc(4);
	sum.writeUInt16BE(total % 65_521, 0);
	sum.writeUInt16BE(1, 2);
	yield chunk('IDAT', sum);
	yield chunk('IEND', Buffer.alloc(0));
}

function storedBlock(length: number, last: boolean): Buffer {
	const block = Buffer.alloc(5 + length);
	block[0] = last ? 1 : 0;
	block.writeUInt16LE(length, 1);
	block.writeUInt16LE(0xffff - length, 3);
	return block;
}

function chunk(type: string, content: Buffer): Buffer {
	const bytes = Buffer.alloc(12 + content.length);
	bytes.writeUInt32BE(content.length, 0);
	bytes.write(type, 4, 'latin1');
	content.copy(bytes, 8);
	bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + content.length)), 8 + content.length);
	return bytes;
}

import { crc32, deflateSync } from 'node:zlib';
import type { Size } from './frame';
import type { WrittenFormat } from './codecs';

/** The image's file with a colour profile in it, by which its pixels are to be read: the codecs write none. */
export function withProfile(
	file: Buffer,
	format: WrittenFormat,
	profile: Buffer,
	image: Size & { readonly isTransparent: boolean },
): Buffer {
	switch (format) {
		case 'png':
			return inPng(file, profile);
		case 'jpeg':
			return inJpeg(file, profile);
		case 'webp':
			return inWebp(file, profile, image);
	}
}

/** Behind the header, as every chunk of colours (PNG, 5.6). */
const endOfPngHeader = 33;

function inPng(file: Buffer, profile: Buffer): Buffer {
	const name = Buffer.from('icc\0\0', 'latin1');
	const chunk = pngChunk('iCCP', Buffer.concat([name, deflateSync(profile)]));
	return Buffer.concat([file.subarray(0, endOfPngHeader), chunk, file.subarray(endOfPngHeader)]);
}

function pngChunk(name: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, checksum]);
}

/** What fits into a segment of a JPEG behind the profile's header (ICC.1, B.4). */
const segmentBytes = 65_533 - 14;

function inJpeg(file: Buffer, profile: Buffer): Buffer {
	const count = Math.ceil(profile.length / segmentBytes);
	const segments = Array.from({ length: count }, (_, index) => {
		const data = profile.subarray(index * segmentBytes, (index + 1) * segmentBytes);
		const head = Buffer.from('\xff\xe2\0\0ICC_PROFILE\0\0\0', 'latin1');
		head.writeUInt16BE(data.length + 16, 2);
		head[16] = index + 1;
		head[17] = count;
		return Buffer.concat([head, data]);
	});
	// JFIF's own segment has to be the first.
	const at = file[3] === 0xe0 ? 4 + file.readUInt16BE(4) : 2;
	return Buffer.concat([file.subarray(0, at), ...segments, file.subarray(at)]);
}

/** In the extended form of the file (RFC 9649, 2.7), which one of a single chunk has not. */
function inWebp(
	file: Buffer,
	profile: Buffer,
	{ width, height, isTransparent }: Parameters<typeof withProfile>[3],
): Buffer {
	const isExtended = file.toString('latin1', 12, 16) === 'VP8X';
	const header = isExtended ? Buffer.from(file.subarray(12, 30)) : Buffer.from('VP8X\x0a\0\0\0\0\0\0\0', 'latin1');
	const extended = isExtended ? header : Buffer.concat([header, Buffer.alloc(6)]);
	if (!isExtended) {
		extended[8] = isTransparent ? 0x10 : 0;
		extended.writeUIntLE(width - 1, 12, 3);
		extended.writeUIntLE(height - 1, 15, 3);
	}
	extended[8] = (extended[8] ?? 0) | 0x20;
	const chunkHead = Buffer.from('ICCP\0\0\0\0', 'latin1');
	chunkHead.writeUInt32LE(profile.length, 4);
	const padding = Buffer.alloc(profile.length % 2);
	const rest = file.subarray(isExtended ? 30 : 12);
	const whole = Buffer.concat([file.subarray(0, 12), extended, chunkHead, profile, padding, rest]);
	whole.writeUInt32LE(whole.length - 8, 4);
	return whole;
}

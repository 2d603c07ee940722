import { inflateSync } from 'node:zlib';
import type { ImageFormat } from '../engine/decode/imageFile';

/** One part of an image's file: a JPEG's segment, a PNG's or a WebP's chunk. */
interface Part {
	/** `APP1`, `iCCP`, `VP8X`, … */
	readonly name: string;
	readonly data: Buffer;
}

/** What a file says of its image beside its pixels. */
export interface Metadata {
	/** How the image is to be turned, from 1, as it is, to 8 (Exif 2.32, 4.6.4, Orientation). */
	readonly orientation: number;
	/** The ICC profile that its colours are to be read by; sRGB where there is none. */
	readonly profile: Buffer | undefined;
	readonly isAnimated: boolean;
	/** Whether it is mixed of the four colours of printing. */
	readonly isCmyk: boolean;
	/** Whether signed content credentials (C2PA) lie in it, which no copy can keep. */
	readonly hasCredentials: boolean;
}

const none: Metadata = {
	orientation: 1,
	profile: undefined,
	isAnimated: false,
	isCmyk: false,
	hasCredentials: false,
};

/** Whether the file goes on to its end, whatever comes behind that; of one that was cut most readers show the rest in grey. */
export function isWhole(file: Buffer, format: 'png' | 'jpeg' | 'webp'): boolean {
	switch (format) {
		case 'png':
			return firstOf(chunksOfPng(file), ['IDAT', 'IEND']).size === 2;
		case 'jpeg': {
			let at = 0;
			for (const { data } of segmentsOf(file)) {
				at = data.byteOffset - file.byteOffset + data.length;
			}
			return file.includes(endOfImage, at);
		}
		case 'webp':
			// An even number of bytes; the last one is left out by some.
			return file.length + 1 >= file.readUInt32LE(4) + 8;
	}
}

/** Reads what a PNG, JPEG, WebP or GIF says of itself. What is damaged says nothing. */
export function metadataOf(file: Buffer, format: ImageFormat): Metadata {
	switch (format) {
		case 'jpeg':
			return ofJpeg([...segmentsOf(file)]);
		case 'png':
			return ofPng(file);
		case 'webp':
			return ofWebp(file);
		case 'gif':
			return { ...none, isAnimated: imagesOfGif(file) > 1 };
		case 'avif':
		case 'heic':
		case 'svg':
			return none;
	}
}

const exifHeader = Buffer.from('Exif\0\0', 'latin1');
const profileHeader = Buffer.from('ICC_PROFILE\0', 'latin1');

function ofJpeg(segments: readonly Part[]): Metadata {
	const exif = segments.find(({ name, data }) => name === 'APP1' && data.indexOf(exifHeader) === 0);
	// Numbered from 1, where it takes more than one segment (ICC.1, B.4).
	const profile = segments
		.filter(({ name, data }) => name === 'APP2' && data.indexOf(profileHeader) === 0)
		.toSorted((one, other) => (one.data[12] ?? 0) - (other.data[12] ?? 0))
		.map(({ data }) => data.subarray(profileHeader.length + 2));
	const frame = segments.find(({ name }) => name === 'SOF');
	return {
		...none,
		orientation: exif ? orientationIn(exif.data.subarray(exifHeader.length)) : 1,
		profile: profile.length > 0 ? Buffer.concat(profile) : undefined,
		isCmyk: frame?.data[5] === 4,
		// JUMBF boxes (C2PA 2.1, A.3.1).
		hasCredentials: segments.some(({ name, data }) => name === 'APP11' && data.includes('c2pa')),
	};
}

function ofPng(file: Buffer): Metadata {
	const found = firstOf(chunksOfPng(file), ['eXIf', 'iCCP', 'acTL', 'caBX']);
	const exif = found.get('eXIf');
	const profile = found.get('iCCP');
	return {
		...none,
		orientation: exif ? orientationIn(exif) : 1,
		profile: profile && inflated(profile.subarray(profile.indexOf(0) + 2)),
		isAnimated: found.has('acTL'),
		hasCredentials: found.has('caBX'),
	};
}

function ofWebp(file: Buffer): Metadata {
	const found = firstOf(chunksOfWebp(file), ['EXIF', 'ICCP', 'ANIM', 'C2PA']);
	const exif = found.get('EXIF');
	return {
		...none,
		orientation: exif ? orientationIn(exif.indexOf(exifHeader) === 0 ? exif.subarray(exifHeader.length) : exif) : 1,
		profile: found.get('ICCP'),
		isAnimated: found.has('ANIM'),
		hasCredentials: found.has('C2PA'),
	};
}

/** The first part of each of these names: a file may have millions of others, which need no memory. */
function firstOf(parts: Iterable<Part>, names: readonly string[]): ReadonlyMap<string, Buffer> {
	const found = new Map<string, Buffer>();
	for (const { name, data } of parts) {
		if (names.includes(name) && !found.has(name)) {
			found.set(name, data);
		}
	}
	return found;
}

const startOfScan = 0xda;
const endOfImage = Buffer.from([0xff, 0xd9]);

/** A JPEG's segments up to its first scan (T.81, B.1.1); all kinds of frames are called `SOF`. */
function* segmentsOf(file: Buffer): Generator<Part> {
	for (let at = 2; at + 4 <= file.length && file[at] === 0xff;) {
		const marker = file[at + 1] ?? 0;
		if (marker === 0xff) {
			// Padding.
			at++;
			continue;
		}
		if (marker === startOfScan) {
			return;
		}
		const length = file.readUInt16BE(at + 2);
		yield { name: nameOfMarker(marker), data: file.subarray(at + 4, at + 2 + length) };
		at += 2 + Math.max(2, length);
	}
}

function nameOfMarker(marker: number): string {
	if (marker >= 0xe0 && marker <= 0xef) {
		return `APP${marker - 0xe0}`;
	}
	// Among the frames stand the tables of Huffman and arithmetic codes, and one that is reserved.
	const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
	return isFrame ? 'SOF' : marker.toString(16);
}

/** A PNG's chunks (PNG, 5.3). */
function* chunksOfPng(file: Buffer): Generator<Part> {
	for (let at = 8; at + 12 <= file.length;) {
		const length = file.readUInt32BE(at);
		yield { name: file.toString('latin1', at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) };
		at += 12 + length;
	}
}

/** A WebP's chunks (RFC 9649, 2.3), each padded to an even length. */
function* chunksOfWebp(file: Buffer): Generator<Part> {
	for (let at = 12; at + 8 <= file.length;) {
		const length = file.readUInt32LE(at + 4);
		yield { name: file.toString('latin1', at, at + 4), data: file.subarray(at + 8, at + 8 + length) };
		at += 8 + length + (length % 2);
	}
}

/** How many images a GIF has, two being as good as more (GIF89a, 17-25). */
function imagesOfGif(file: Buffer): number {
	let count = 0;
	let at = 13 + colourTableBytes(file[10] ?? 0);
	while (count < 2 && at < file.length) {
		const kind = file[at];
		if (kind === 0x2c) {
			count++;
			at += 11 + colourTableBytes(file[at + 9] ?? 0);
		} else if (kind === 0x21) {
			at += 2;
		} else {
			break;
		}
		// The blocks of its data, up to an empty one.
		for (let length = file[at]; length !== undefined && length > 0; length = file[at]) {
			at += 1 + length;
		}
		at++;
	}
	return count;
}

/** The bytes of a GIF's table of colours by the flags before it: none where the highest bit is not set. */
function colourTableBytes(flags: number): number {
	return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Which way up, by an Exif block (TIFF 6.0, section 2): tag 0x0112 of its first directory. */
function orientationIn(tiff: Buffer): number {
	const isLittle = tiff.toString('latin1', 0, 2) === 'II';
	const short = (at: number): number =>
		at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
	const long = (at: number): number =>
		at + 4 > tiff.length ? 0 : isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
	const directory = long(4);
	for (let entry = 0; entry < short(directory); entry++) {
		const at = directory + 2 + entry * 12;
		if (short(at) === 0x0112) {
			const value = short(at + 8);
			return value >= 1 && value <= 8 ? value : 1;
		}
	}
	return 1;
}

/** No profile of colours is larger. */
const maxProfileBytes = 4 * 1024 * 1024;

function inflated(data: Buffer): Buffer | undefined {
	try {
		return inflateSync(data, { maxOutputLength: maxProfileBytes });
	} catch {
		return undefined;
	}
}

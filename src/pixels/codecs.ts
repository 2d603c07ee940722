import decodeJpeg, { init as loadJpegDecoder } from '@jsquash/jpeg/decode.js';
import encodeJpeg, { init as loadJpegEncoder } from '@jsquash/jpeg/encode.js';
import encodePng, { init as loadPngEncoder } from '@jsquash/oxipng/optimise.js';
import decodePng, { init as loadPngDecoder } from '@jsquash/png/decode.js';
import encodeFullPng, { init as loadFullPngEncoder } from '@jsquash/png/encode.js';
import resizePixels, { initResize as loadResizer } from '@jsquash/resize';
import decodeWebp, { init as loadWebpDecoder } from '@jsquash/webp/decode.js';
import encodeWebp, { init as loadWebpEncoder } from '@jsquash/webp/encode.js';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Size } from './frame';
import { halvedTowards } from './halve';
import type { Pixels } from './pixels';

/** The formats that are written here. */
export type WrittenFormat = 'png' | 'jpeg' | 'webp';

/** Reads, scales and writes images, with machine code that is loaded once it is needed. All of it takes seconds for a large image. */
export class Codecs {
	private readonly loaded = new Map<string, Promise<WebAssembly.Module>>();

	/** @param folder where the codecs' WebAssembly lies: beside the bundle. */
	constructor(private readonly folder: string) {
		// The codecs make what browsers have, and Node has not.
		globalThis.ImageData = BareImageData;
	}

	/** Throws what the codec says of a damaged file. */
	async decode(file: Uint8Array, format: WrittenFormat): Promise<Pixels> {
		const buffer = bufferOf(file);
		switch (format) {
			case 'png':
				await loadPngDecoder(await this.module('squoosh_png_bg'));
				return await decodePng(buffer);
			case 'jpeg':
				await (loadJpegDecoder as Load)(await this.module('mozjpeg_dec'), quiet);
				return await decodeJpeg(buffer);
			case 'webp':
				await (loadWebpDecoder as Load)(await this.module('webp_dec'), quiet);
				return await decodeWebp(buffer);
		}
	}

	/** @param quality from 0, smallest, to 100, best; a PNG loses nothing, whatever it is. */
	async encode(image: Pixels, format: WrittenFormat, quality: number): Promise<Buffer> {
		const data = imageDataOf(image);
		switch (format) {
			case 'png':
				await loadPngEncoder(await this.module('squoosh_oxipng_bg'));
				return Buffer.from(await encodePng(data, pngOptions));
			case 'jpeg':
				await (loadJpegEncoder as Load)(await this.module('mozjpeg_enc'), quiet);
				return Buffer.from(await encodeJpeg(data, { quality }));
			case 'webp':
				await loadWebpEncoder(await this.module('webp_enc_simd'));
				return Buffer.from(await encodeWebp(data, { quality }));
		}
	}

	/** A PNG with all colours and their opacity in full, also where fewer would do. */
	async encodeInFull(image: Pixels): Promise<Buffer> {
		await loadFullPngEncoder(await this.module('squoosh_png_bg'));
		return Buffer.from(await encodeFullPng(imageDataOf(image)));
	}

	async resize(image: Pixels, size: Size): Promise<Pixels> {
		const near = halvedTowards(image, size);
		if (near.width === size.width && near.height === size.height) {
			return near;
		}
		await loadResizer(await this.module('squoosh_resize_bg'));
		return await resizePixels(imageDataOf(near), { width: size.width, height: size.height });
	}

	private module(name: string): Promise<WebAssembly.Module> {
		const known = this.loaded.get(name);
		if (known) {
			return known;
		}
		const loading = readFile(join(this.folder, `${name}.wasm`)).then((bytes) => WebAssembly.compile(bytes));
		this.loaded.set(name, loading);
		return loading;
	}
}

/** Their types leave out what they are told beside their code. */
type Load = (module: WebAssembly.Module, options: object) => Promise<void>;

/** What they complain of is thrown; on standard error it would stand between what people are told. */
const quiet = { print: () => undefined, printErr: () => undefined };

/** Its smallest effort leaves out what no pixel needs, an opacity that is everywhere the same; more would take four times as long for a tenth less. */
const pngOptions = { level: 0, interlace: false, optimiseAlpha: false };

class BareImageData implements Pixels {
	constructor(
		readonly data: Uint8ClampedArray,
		readonly width: number,
		readonly height: number,
	) {}
}

/** The codecs take the whole of the memory that an image lies in. */
function imageDataOf({ data, width, height }: Pixels): ImageData {
	const isAlone = data.byteLength === data.buffer.byteLength;
	return new ImageData(isAlone ? data : data.slice(), width, height);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
	return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

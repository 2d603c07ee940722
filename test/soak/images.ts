import { crc32 } from 'node:zlib';
import type { PaintedFormat } from '../../src/sandbox/encode';
import { hash } from '../../src/sandbox/random';
import { Studio, type ImageSpec } from '../../src/sandbox/studio';

const subjects = ['a lighthouse', 'a fox', 'a harbour at dusk', 'a ridge in fog'];

export type Images = (image: Pick<ImageSpec, 'prompt' | 'format'>) => Uint8Array;

/** A different real image for every prompt, without painting a thousand: one of a few, with the prompt as its comment. */
export async function paintImages(): Promise<Images> {
	const studio = new Studio();
	const paint = (format: PaintedFormat): Promise<Uint8Array[]> =>
		Promise.all(subjects.map((prompt) => studio.paint({ prompt, width: 1024, height: 1024, format })));
	const painted = { png: await paint('png'), jpeg: await paint('jpeg') };
	await studio.close();
	return ({ prompt, format }) => {
		const image = painted[format === 'png' ? 'png' : 'jpeg'][hash(prompt) % subjects.length] ?? new Uint8Array();
		return format === 'png' ? withPngText(image, prompt) : withJpegComment(image, prompt);
	};
}

/** A `tEXt` chunk before the last one (PNG 3rd edition, 11.3.3). */
function withPngText(image: Uint8Array, text: string): Uint8Array {
	const data = Buffer.from(`tEXtComment\0${text}`, 'latin1');
	const chunk = Buffer.alloc(data.length + 8);
	chunk.writeUInt32BE(data.length - 4, 0);
	chunk.set(data, 4);
	chunk.writeUInt32BE(crc32(data), data.length + 4);
	const end = image.length - 12;
	return Buffer.concat([image.subarray(0, end), chunk, image.subarray(end)]);
}

/** A `COM` segment behind the start marker (ITU-T T.81, B.2.4.5). */
function withJpegComment(image: Uint8Array, text: string): Uint8Array {
	const segment = Buffer.alloc(4 + text.length);
	segment.writeUInt16BE(0xfffe, 0);
	segment.writeUInt16BE(2 + text.length, 2);
	segment.write(text, 4, 'latin1');
	return Buffer.concat([image.subarray(0, 2), segment, image.subarray(2)]);
}

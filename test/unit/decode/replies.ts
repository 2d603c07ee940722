import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { DecodedReply } from '../../../src/engine/decode/decodedReply';
import { noisePng } from '../../support/images';
import { type ReadOptions, readReply } from '../../../src/engine/decode/reply';

/** The bytes cut at those places, counted round and round. */
export async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
	const points = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].sort((a, b) => a - b);
	for (const [index, point] of points.slice(1).entries()) {
		yield await Promise.resolve(bytes.subarray(points[index], point));
	}
}

/** Reads a reply that comes in such pieces, its images to files in `folder`. */
export async function read(
	folder: string,
	text: string,
	cuts: readonly number[] = [],
	options?: ReadOptions,
): Promise<DecodedReply> {
	return await readReply(pieces(Buffer.from(text), cuts), (index) => join(folder, `${index}.part`), options);
}

/** What `JSON.parse` gives, each string that holds an image replaced by the image's bytes in base64. */
export async function resolved(reply: DecodedReply, value: unknown): Promise<unknown> {
	if (typeof value === 'string') {
		// What holds no image must be there as it was.
		const image = reply.said(value) === value ? undefined : await reply.imageIn(value);
		return image ? (await readFile(image.path)).toString('base64') : value;
	}
	if (Array.isArray(value)) {
		const items: unknown[] = [];
		for (const item of value as unknown[]) {
			items.push(await resolved(reply, item));
		}
		return items;
	}
	if (typeof value === 'object' && value !== null) {
		const entries: [string, unknown][] = [];
		for (const [key, item] of Object.entries(value)) {
			entries.push([key, await resolved(reply, item)]);
		}
		return Object.fromEntries(entries);
	}
	return value;
}

/** The JSON text with some characters of its strings written as escapes, all of them legal. */
export function escaped(json: string, style: number): string {
	switch (style % 4) {
		case 1:
			return json.replaceAll('/', '\\/');
		case 2:
			return json.replace(/[+/=]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
		case 3:
			return json.replaceAll('A', '\\u0041');
		default:
			return json;
	}
}

const base64Text = fc
	.uint8Array({ minLength: 900, maxLength: 5000 })
	.map((bytes) => Buffer.from(bytes).toString('base64'));
/** A small image, as its base64. */
const imageText = fc.integer({ min: 20, max: 40 }).map((edge) => noisePng(edge, edge).toString('base64'));
const word = fc.string({ maxLength: 12 }).filter((text) => !/^[\w+/-]{12}/.test(text));
/** Long enough to be looked at, and no image: signed links, signatures, words about images, whatever they hold. */
const longText = fc
	.tuple(
		fc.constantFrom(
			'https://h/i.png?sig=',
			'https:\\/\\/h#',
			'HTTP://h/?image=data:image/png;base64,',
			'token ',
			'',
			'data:application/pdf;base64,',
		),
		fc.oneof(base64Text, imageText),
		fc.constantFrom('', '&x=1', ' and so on', '"', '\\'),
	)
	.map(([before, text, after]) => before + text + after)
	.filter((text) => /^https?:/i.test(text) || !text.includes('iVBOR'));
/** Any JSON value, some of its strings long enough to be images. */
export const json = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		word,
		fc.integer(),
		fc.boolean(),
		fc.constant(null),
		base64Text,
		imageText,
		longText,
		fc.array(tie('value'), { maxLength: 4 }),
		fc.dictionary(fc.oneof(word, fc.constantFrom('b64_json', 'data', 'inlineData')), tie('value'), { maxKeys: 4 }),
	),
})).value;

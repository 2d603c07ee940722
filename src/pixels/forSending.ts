import { readFile, stat } from 'node:fs/promises';
import { measureImage } from '../engine/decode/imageFile';
import type { Codecs, WrittenFormat } from './codecs';
import { isWhole, metadataOf } from './container';
import { copyOf } from './copy';
import { isTransparent } from './pixels';
import { readImage } from './read';
import { UnreadableImage } from './unreadable';

/** What a service takes of an image that goes along. */
export interface SendingRules {
	readonly formats: readonly WrittenFormat[];
	readonly maxBytes: number;
	/** The longer edge's most pixels. */
	readonly maxEdge: number;
}

/** An image as it can be sent. */
export interface Sendable {
	readonly file: Buffer;
	readonly format: WrittenFormat;
	readonly width: number;
	readonly height: number;
	/** Whether it is the file as it lies there. */
	readonly isOriginal: boolean;
}

/** Hardly to be told from what it was made of. */
const quality = 92;

/**
 * The image in that file as a service takes it: as it is where that is possible, else scaled down, the right way up, as PNG where it is seen
 * through, and as JPEG where it is not. Throws `UnreadableImage`, and the file system's error.
 */
export async function forSending(path: string, rules: SendingRules, codecs: Codecs): Promise<Sendable> {
	return (await asItIs(path, rules)) ?? (await made(path, rules, codecs));
}

async function asItIs(path: string, { formats, maxBytes, maxEdge }: SendingRules): Promise<Sendable | undefined> {
	const measured = await measureImage(path).catch(() => undefined);
	const format = formats.find((known) => known === measured?.format);
	if (!measured || !format || (await stat(path)).size > maxBytes) {
		return undefined;
	}
	const { width, height } = measured;
	const file = await readFile(path);
	if (!isWhole(file, format)) {
		// A service may charge for it all the same.
		throw new UnreadableImage('damaged', { format });
	}
	const { orientation, isAnimated, isCmyk } = metadataOf(file, format);
	const isPlain = orientation === 1 && !isAnimated && !isCmyk && Math.max(width, height) <= maxEdge;
	return isPlain ? { file, format, width, height, isOriginal: true } : undefined;
}

async function made(path: string, { formats, maxBytes, maxEdge }: SendingRules, codecs: Codecs): Promise<Sendable> {
	const image = await readImage(path, codecs);
	const wanted = isTransparent(image.pixels) ? 'png' : 'jpeg';
	const format = formats.includes(wanted) ? wanted : (formats[0] ?? wanted);
	const copy = await copyOf(image, { format, quality, edge: maxEdge, budget: maxBytes }, codecs);
	const { file, width, height } = copy;
	return { file, format, width, height, isOriginal: false };
}

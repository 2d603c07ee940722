/** The formats that services take of images that go along. */
export type SentType = 'png' | 'jpeg' | 'webp';

/** What an image's bytes say that it is; undefined where that is nothing that services take. */
export function sentTypeOf(bytes: Uint8Array): SentType | undefined {
	const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
	return head.startsWith('\x89PNG\r\n')
		? 'png'
		: head.startsWith('\xff\xd8\xff')
			? 'jpeg'
			: head.startsWith('RIFF') && head.endsWith('WEBP')
				? 'webp'
				: undefined;
}

/** The bytes of each `data:` URL, or of base64 alone. What is behind a link is not fetched: then nothing is drawn of it. */
export function bytesIn(...texts: readonly unknown[]): Uint8Array[] {
	return texts
		.flat()
		.filter((text) => typeof text === 'string' && !/^https?:/.test(text))
		.map((text) => Buffer.from(String(text).replace(/^data:[^,]*,/, ''), 'base64'));
}

/** Which of the images, from 1, is none; undefined where all are. */
export function firstBroken(images: readonly Uint8Array[]): number | undefined {
	const at = images.findIndex((bytes) => sentTypeOf(bytes) === undefined);
	return at === -1 ? undefined : at + 1;
}

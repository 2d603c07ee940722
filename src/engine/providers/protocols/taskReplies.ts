import * as v from 'valibot';
import type { DecodedReply } from '../../decode/decodedReply';
import { GenerationError } from '../../failure';
import type { FoundImage } from './protocol';

/** A text, and undefined for anything else. */
export const text = v.fallback(v.optional(v.string()), undefined);

/** The images behind these texts, each a link or a `data:` URL. Throws why there are none. */
export async function imagesAt(
	urls: readonly string[],
	reply: DecodedReply,
	reason?: string,
): Promise<readonly FoundImage[]> {
	const images: FoundImage[] = [];
	for (const url of urls.filter((each) => each.trim() !== '')) {
		const image = url.startsWith('data:') ? await reply.imageIn(url) : undefined;
		images.push(image ? { kind: 'bytes', image } : { kind: 'link', url });
	}
	if (images.length === 0) {
		throw reply.flaw ?? new GenerationError('noImage', { ...(reason !== undefined && { reason }) }, true);
	}
	return images;
}

/** Whether a service's words are of what the prompt or the image shows. */
export function isOfContent(words: string): boolean {
	return /content.?policy|nsfw|moderat|safety|sensitive|flagged/i.test(words);
}

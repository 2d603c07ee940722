import type { DecodedReply } from '../../decode/decodedReply';
import { GenerationError } from '../../failure';
import type { Endpoint } from '../../task';
import { inUrl } from '../baseUrl';
import { familyAt } from '../catalogue';
import type { Fitted } from '../fit';
import { markdownImages } from '../links';
import { listIn, memberOf, objectIn, textIn } from '../members';
import { whyNoImage } from '../noImage';
import { plainLine } from '../plainLine';
import { errorIn } from '../replies';
import type { SentImage } from '../sentImage';
import type { FoundImage, Protocol } from './protocol';

/**
 * Google's own `generateContent`, which most Nano Banana aggregators offer under the same path.
 * Facts: https://ai.google.dev/gemini-api/docs/image-generation and @google/genai 3.1.0.
 */
export const geminiNative: Protocol = {
	ask(image, endpoint, stream = false) {
		const { model } = endpoint;
		return {
			path: `/models/${inUrl(model)}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
			body: {
				contents: [{ role: 'user', parts: [{ text: image.prompt }, ...image.inputs.map(inlineData)] }],
				generationConfig: {
					responseModalities: ['TEXT', 'IMAGE'],
					imageConfig: imageSizing(image, endpoint),
					...(image.seed !== undefined && { seed: image.seed }),
				},
			},
		};
	},

	// Without it Google's front end has been seen to give up at 60 s. https://discuss.ai.google.dev/t/174261
	headers: ({ firstByteMs }) => ({ 'x-server-timeout': String(Math.ceil(firstByteMs / 1000)) }),

	// Drafts are no previews: the last one may have to stand for the image.
	isPreview: () => false,

	async read(reply) {
		const { values } = reply;
		// Streamed, the parts of one answer come over several events, and the last one says why it is finished.
		const candidates = values.flatMap((value) => listIn(value, 'candidates'));
		const parts = candidates.flatMap((candidate) => listIn(objectIn(candidate, 'content'), 'parts'));
		const finished = candidates.findLast((candidate) => reasonIn(candidate) !== undefined);
		const [final, drafts] = await findImages(reply, parts);
		// Thinking models draw drafts first; the last one equals the final image, should that be missing at the end.
		const standIn = drafts.slice(-1).map((draft) => ({ ...draft, place: 'thought' }));
		const images = final.length > 0 || finished === undefined ? final : standIn;
		if (images.length > 0) {
			// Each is better than what was drawn before it, where a model draws more than one.
			return images.toReversed();
		}
		const feedback = values.map((value) => objectIn(value, 'promptFeedback', 'prompt_feedback'));
		const blockReason = feedback.map((one) => textIn(one, 'blockReason', 'block_reason')).find(Boolean);
		if (blockReason !== undefined && !values.some((value) => errorIn(value) !== undefined)) {
			throw new GenerationError('blocked', { stage: 'prompt', reason: blockReason }, true);
		}
		throw whyWithout(reply, parts, finished ?? candidates.at(-1));
	},
};

/** An image as a part of what a person says: without its signature of the time when it was drawn, that is what it has to be. */
function inlineData({ type, bytes }: SentImage): object {
	return { inlineData: { mimeType: type, data: bytes.toString('base64') } };
}

/** Ratio and size by name, as Google has them and others copied them; a model of one size rejects any. */
export function imageSizing(
	{ name, resolution, aspectRatio }: Fitted,
	endpoint: Endpoint,
): { readonly aspectRatio?: string; readonly imageSize?: string } {
	const { by } = familyAt(endpoint).sizes;
	return {
		...(aspectRatio && { aspectRatio }),
		...(by !== 'ratio' && { imageSize: by === 'name' ? name : resolution }),
	};
}

/** The final images and the drafts, each in the reply's order. */
async function findImages(reply: DecodedReply, parts: readonly unknown[]): Promise<[FoundImage[], FoundImage[]]> {
	const final: FoundImage[] = [];
	const drafts: FoundImage[] = [];
	for (const part of parts) {
		const found = memberOf(part, 'thought') === true ? drafts : final;
		// Python's and Google's own REST examples have the one spelling, everybody else the other.
		const data = textIn(objectIn(part, 'inlineData'), 'data') ?? textIn(objectIn(part, 'inline_data'), 'data');
		const file = objectIn(part, 'fileData', 'file_data');
		const image = data === undefined ? undefined : await reply.imageIn(data);
		const link = textIn(file, 'fileUri', 'file_uri');
		// Some gateways put images into a text part, as Markdown images with data URLs or links.
		const text = textIn(part, 'text') ?? '';
		const images = [...(image ? [image] : []), ...(await reply.imagesIn(text))];
		const links = [...(link === undefined ? [] : [link]), ...markdownImages(text)];
		found.push(...images.map((one) => ({ kind: 'bytes', image: one }) as const));
		for (const url of links) {
			found.push({ kind: 'link', url });
		}
	}
	return [final, drafts];
}

function reasonIn(candidate: unknown): string | undefined {
	return textIn(candidate, 'finishReason', 'finish_reason');
}

/** The finish reasons that say the finished image was withheld, or the answer stopped, for its content. */
const contentReasons: ReadonlySet<string> = new Set([
	'IMAGE_SAFETY',
	'IMAGE_PROHIBITED_CONTENT',
	'IMAGE_RECITATION',
	'SAFETY',
	'PROHIBITED_CONTENT',
	'BLOCKLIST',
	'SPII',
	'RECITATION',
]);

function whyWithout(reply: DecodedReply, parts: readonly unknown[], candidate: unknown): GenerationError {
	const answer = parts.map((part) => textIn(part, 'text') ?? '').join(' ');
	const said = plainLine(reply.said(answer)) || textIn(candidate, 'finishMessage', 'finish_message');
	const reason = candidate === undefined ? 'no candidates' : (reasonIn(candidate) ?? 'no finish reason');
	const failure = whyNoImage(reply, { reason, said });
	return GenerationError.is(failure, 'noImage') && contentReasons.has(reason)
		? new GenerationError('blocked', { stage: 'image', reason: said ? `${reason}: ${said}` : reason }, true)
		: failure;
}

import * as v from 'valibot';
import type { DecodedReply } from '../../decode/decodedReply';
import { GenerationError } from '../../failure';
import { familyAt } from '../catalogue';
import type { Protocol, FoundImage } from './protocol';
import { nameErrorInReply } from '../refusal';
import { errorReplySchema, shortened, valuesOf } from '../replies';

/**
 * Google's own `generateContent`, which most Nano Banana aggregators offer under the same path.
 * Facts: https://ai.google.dev/gemini-api/docs/image-generation and @google/genai 3.1.0.
 */
export const geminiNative: Protocol = {
	ask({ prompt, name, aspectRatio }, endpoint, stream = false) {
		const { model } = endpoint;
		const imageConfig = {
			...(aspectRatio && { aspectRatio }),
			...(familyAt(endpoint).sizes.by !== 'ratio' && { imageSize: name }),
		};
		return {
			path: `/models/${encodeURIComponent(model)}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
			body: {
				contents: [{ role: 'user', parts: [{ text: prompt }] }],
				generationConfig: { responseModalities: ['TEXT', 'IMAGE'], imageConfig },
			},
		};
	},

	// Without it Google's front end has been seen to give up at 60 s. https://discuss.ai.google.dev/t/174261
	headers: ({ firstByteMs }) => ({ 'x-server-timeout': String(Math.ceil(firstByteMs / 1000)) }),

	// Drafts are no previews: the last one may have to stand for the image.
	isPreview: () => false,

	async read(reply) {
		const { values, flaw } = valuesOf(reply, replySchema);
		// Streamed, the parts of one answer come over several events, and the last one says why it is finished.
		const candidates = values.flatMap((value) => value.candidates);
		const parts = candidates.flatMap(({ content }) => content?.parts ?? []);
		const finished = candidates.findLast(({ finishReason }) => finishReason);
		const [final, drafts] = await findImages(reply, parts);
		// Thinking models draw drafts first; the last one equals the final image, should that be missing at the end.
		const images = final.length > 0 || !finished ? final : drafts.slice(-1);
		if (images.length > 0) {
			return images;
		}
		const error = values.find((value) => value.error)?.error;
		if (error) {
			throw nameErrorInReply(error);
		}
		const said = shortened(
			parts
				.map(({ text }) => text ?? '')
				.join(' ')
				.trim(),
		);
		const blockReason = values.find(({ promptFeedback }) => promptFeedback?.blockReason)?.promptFeedback?.blockReason;
		if (blockReason) {
			throw new GenerationError('blocked', { stage: 'prompt', reason: blockReason }, true);
		}
		throw flaw ?? whyNoImage(finished ?? candidates.at(-1), said);
	},
};

const partSchema = v.object({
	text: v.optional(v.string()),
	thought: v.optional(v.boolean()),
	inlineData: v.optional(v.object({ data: v.string() })),
	// Some aggregators write it as in Google's REST examples.
	inline_data: v.optional(v.object({ data: v.string() })),
});

const candidateSchema = v.object({
	content: v.nullish(v.object({ parts: v.optional(v.array(partSchema), []) })),
	finishReason: v.nullish(v.string()),
	finishMessage: v.nullish(v.string()),
});

const replySchema = v.object({
	candidates: v.optional(v.array(candidateSchema), []),
	promptFeedback: v.nullish(v.object({ blockReason: v.nullish(v.string()) })),
	...errorReplySchema.entries,
});

type Part = v.InferOutput<typeof partSchema>;
type Candidate = v.InferOutput<typeof candidateSchema>;

/** The final images and the drafts, each in the reply's order. */
async function findImages(reply: DecodedReply, parts: readonly Part[]): Promise<[FoundImage[], FoundImage[]]> {
	const final: FoundImage[] = [];
	const drafts: FoundImage[] = [];
	for (const part of parts) {
		// Some gateways put images into a text part, as Markdown images with data URLs.
		const markdown = Array.from((part.text ?? '').matchAll(/!\[[^\]]*\]\(([^)]*)\)/g), ([, link = '']) => link);
		const data = (part.inlineData ?? part.inline_data)?.data;
		for (const text of data === undefined ? markdown : [data]) {
			const image = await reply.imageIn(text);
			if (image) {
				(part.thought ? drafts : final).push({ kind: 'bytes', image });
			}
		}
	}
	return [final, drafts];
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

function whyNoImage(candidate: Candidate | undefined, said: string): Error {
	const reason = candidate ? (candidate.finishReason ?? 'no finish reason') : 'no candidates';
	const words = said || candidate?.finishMessage;
	if (contentReasons.has(reason)) {
		return new GenerationError('blocked', { stage: 'image', reason: words ? `${reason}: ${words}` : reason }, true);
	}
	return new GenerationError('noImage', { reason, ...(words && { said: words }) }, true);
}

import * as v from 'valibot';
import type { Reply } from '../decode/reply';
import { GenerationError } from '../errors';
import type { Protocol, FoundImage } from './protocol';
import { errorReplySchema, reasonOf, shortened } from './replies';

/**
 * Google's own `generateContent`, which most Nano Banana aggregators offer under the same path.
 * Facts: https://ai.google.dev/gemini-api/docs/image-generation and @google/genai 3.1.0.
 */
export const geminiNative: Protocol = {
	ask({ prompt, size, aspectRatio }, { model }) {
		const imageConfig = {
			...(aspectRatio && { aspectRatio }),
			// The 2.5 model draws 1K only and rejects the field.
			...(!model.startsWith('gemini-2.5-') && { imageSize: size }),
		};
		return {
			path: `/models/${encodeURIComponent(model)}:generateContent`,
			body: {
				contents: [{ role: 'user', parts: [{ text: prompt }] }],
				generationConfig: { responseModalities: ['TEXT', 'IMAGE'], imageConfig },
			},
		};
	},

	async read(reply) {
		const { error, promptFeedback, candidates } = parse(reply);
		if (error) {
			throw new GenerationError('badReply', { detail: reasonOf(error) ?? 'an error in a successful reply' }, true);
		}
		const parts = candidates.flatMap(({ content }) => content?.parts ?? []);
		const [final, drafts] = await findImages(reply, parts);
		// Thinking models draw drafts first; the last one equals the final image, should that be missing.
		const images = final.length > 0 ? final.slice(-1) : drafts.slice(-1);
		if (images.length > 0) {
			return images;
		}
		const said = shortened(
			parts
				.map(({ text }) => text ?? '')
				.join(' ')
				.trim(),
		);
		throw whyNoImage(promptFeedback?.blockReason, candidates[0], said);
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

function parse(reply: Reply): v.InferOutput<typeof replySchema> {
	const parsed = v.safeParse(replySchema, reply.parse());
	if (!parsed.success) {
		throw new GenerationError('badReply', { detail: `not a Gemini reply: ${parsed.issues[0].message}` }, true);
	}
	return parsed.output;
}

/** The final images and the drafts, each in the reply's order. */
async function findImages(reply: Reply, parts: readonly Part[]): Promise<[FoundImage[], FoundImage[]]> {
	const final: FoundImage[] = [];
	const drafts: FoundImage[] = [];
	for (const part of parts) {
		// Some gateways put the picture into a text part, as a Markdown image with a data URL.
		const markdown = /!\[[^\]]*\]\(([^)]*)\)/.exec(part.text ?? '')?.[1];
		const data = (part.inlineData ?? part.inline_data)?.data ?? markdown;
		const image = data === undefined ? undefined : await reply.imageIn(data);
		if (image) {
			(part.thought ? drafts : final).push({ kind: 'bytes', image });
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

function whyNoImage(blockReason: string | null | undefined, candidate: Candidate | undefined, said: string): Error {
	if (blockReason) {
		return new GenerationError('blocked', { stage: 'prompt', reason: blockReason }, true);
	}
	const reason = candidate?.finishReason ?? 'no candidates';
	const words = said || candidate?.finishMessage;
	if (contentReasons.has(reason)) {
		return new GenerationError('blocked', { stage: 'image', reason: words ? `${reason}: ${words}` : reason }, true);
	}
	return new GenerationError('noImage', { reason, ...(words && { said: words }) }, true);
}

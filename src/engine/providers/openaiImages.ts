import * as v from 'valibot';
import { GenerationError } from '../failure';
import type { AspectRatio, Endpoint, ImageRequest, Resolution } from '../task';
import type { FoundImage, Protocol } from './provider';
import { nameErrorInReply } from './refusal';
import { errorReplySchema, reasonOf, valuesOf } from './replies';

/**
 * `POST /images/generations` as OpenAI has it and others copied it.
 * Facts: openai-node 7.57.0 `resources/images`, and Volcengine's and LocalAI's own pages for the compatible servers.
 */
export const openaiImages: Protocol = {
	ask(image, endpoint, stream = false) {
		const { model } = endpoint;
		return {
			path: '/images/generations',
			body: {
				model,
				prompt: image.prompt,
				n: 1,
				...sizing(image, endpoint),
				// The preview breaks the silence half-way; it costs 100 output tokens.
				...(stream && isGptImage(model) && { stream: true, partial_images: 1 }),
			},
		};
	},

	isPreview: (value) => v.is(previewSchema, value),

	async read(reply) {
		const { values, flaw } = valuesOf(reply, replySchema);
		// A reply in one piece lists its images; an event of a stream is one.
		const items = values.flatMap(({ data, ...event }) => [...data, event]);
		const images: FoundImage[] = [];
		for (const { b64_json: base64, url } of items) {
			const image = base64 || url?.startsWith('data:') ? await reply.imageIn(base64 || url || '') : undefined;
			if (image) {
				images.push({ kind: 'bytes', image });
			} else if (url) {
				images.push({ kind: 'link', url });
			}
		}
		if (images.length > 0) {
			return images;
		}
		const error = values.find((value) => value.error)?.error;
		if (error) {
			throw nameErrorInReply(error);
		}
		const reason = reasonOf(items.find((item) => item.error)?.error) ?? 'no image in the reply';
		throw flaw ?? new GenerationError('noImage', { reason }, true);
	},
};

const itemSchema = v.object({
	b64_json: v.nullish(v.string()),
	url: v.nullish(v.string()),
	// Seedream names the failures within a group one by one.
	...errorReplySchema.entries,
});

const replySchema = v.object({ data: v.optional(v.array(itemSchema), []), ...itemSchema.entries });

const previewSchema = v.object({ type: v.picklist(['image_generation.partial_image', 'image_edit.partial_image']) });

/** OpenAI's own models: they can stream. */
function isGptImage(model: string): boolean {
	return /^(gpt-image-|chatgpt-image)/.test(model);
}

/** Size and reply format as each family of models wants them. */
function sizing({ resolution, aspectRatio = '1:1' }: ImageRequest, { model }: Endpoint): object {
	if (/^(doubao-)?seedream-/.test(model)) {
		// 4.5 draws nothing below 3.7 megapixels.
		const offered = /seedream-4-5/.test(model) && resolution === '1K' ? '2K' : resolution;
		// Links are the default there and expire; the watermark is on unless refused.
		return {
			size: aspectRatio === '1:1' ? offered : pixels(offered, aspectRatio),
			response_format: 'b64_json',
			watermark: false,
		};
	}
	if (/^(gpt-image-1-mini|gpt-image-1\.5|chatgpt-image)/.test(model)) {
		return { size: fixedSize(aspectRatio) };
	}
	if (isGptImage(model)) {
		// GPT image models always answer in base64 and reject `response_format`.
		return { size: pixels(resolution, aspectRatio, gptImageLimits) };
	}
	return { size: pixels(resolution, aspectRatio), response_format: 'b64_json' };
}

interface PixelLimits {
	readonly maxEdge: number;
	readonly maxPixels: number;
}

/** What gpt-image-2 and later accept at most. */
const gptImageLimits: PixelLimits = { maxEdge: 3840, maxPixels: 8_294_400 };

/** `WxH` of about size × size pixels in the wanted ratio, both divisible by 16, within the model's limits. */
function pixels(resolution: Resolution, ratio: AspectRatio, limits?: PixelLimits): string {
	const side = { '1K': 1024, '2K': 2048, '4K': 4096 }[resolution];
	const [across = 1, down = 1] = ratio.split(':').map(Number);
	const area = Math.min(side * side, limits?.maxPixels ?? Infinity);
	const scale = Math.min(Math.sqrt(area / (across * down)), (limits?.maxEdge ?? Infinity) / Math.max(across, down));
	const edge = (units: number): number => Math.floor((units * scale) / 16) * 16;
	return `${edge(across)}x${edge(down)}`;
}

/** The three sizes that older GPT image models know. */
function fixedSize(ratio: AspectRatio): string {
	const [across = 1, down = 1] = ratio.split(':').map(Number);
	return across === down ? '1024x1024' : across > down ? '1536x1024' : '1024x1536';
}

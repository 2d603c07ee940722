import * as v from 'valibot';
import { GenerationError } from '../../failure';
import type { AspectRatio, Endpoint, ImageRequest, Resolution } from '../../task';
import { familyOf } from '../models';
import type { FoundImage, Protocol } from './protocol';
import { nameErrorInReply } from '../refusal';
import { errorReplySchema, reasonOf, valuesOf } from '../replies';

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
				...(stream && familyOf(model).streams && { stream: true, partial_images: 1 }),
			},
		};
	},

	headers: () => ({}),

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
		const reason = reasonOf(items.find((item) => item.error)?.error);
		throw flaw ?? new GenerationError('noImage', { ...(reason !== undefined && { reason }) }, true);
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

/** Size and reply format as the model's family wants them. */
function sizing({ resolution, aspectRatio = '1:1' }: ImageRequest, { model }: Endpoint): object {
	const { sizing: by, extra } = familyOf(model);
	switch (by.by) {
		case 'resolution': {
			// What is offered is larger, where it is not the same.
			const offered = by.offers.includes(resolution) ? resolution : (by.offers[0] ?? resolution);
			return { size: aspectRatio === '1:1' ? offered : pixels(offered, aspectRatio), ...extra };
		}
		case 'pixels':
			return { size: pixels(resolution, aspectRatio, by), ...extra };
		case 'shape':
			return { size: by[shapeOf(aspectRatio)], ...extra };
		case 'nothing':
			return { ...extra };
	}
}

interface PixelLimits {
	readonly maxEdge?: number;
	readonly maxPixels?: number;
}

/** `WxH` of about resolution × resolution pixels in the wanted ratio, both divisible by 16, within the model's limits. */
function pixels(resolution: Resolution, ratio: AspectRatio, limits: PixelLimits = {}): string {
	const { maxEdge = Infinity, maxPixels = Infinity } = limits;
	const side = { '1K': 1024, '2K': 2048, '4K': 4096 }[resolution];
	const [across = 1, down = 1] = ratio.split(':').map(Number);
	const area = Math.min(side * side, maxPixels);
	const scale = Math.min(Math.sqrt(area / (across * down)), maxEdge / Math.max(across, down));
	const edge = (units: number): number => Math.floor((units * scale) / 16) * 16;
	return `${edge(across)}x${edge(down)}`;
}

function shapeOf(ratio: AspectRatio): 'square' | 'landscape' | 'portrait' {
	const [across = 1, down = 1] = ratio.split(':').map(Number);
	return across === down ? 'square' : across > down ? 'landscape' : 'portrait';
}

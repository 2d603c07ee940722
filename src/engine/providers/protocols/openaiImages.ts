import * as v from 'valibot';
import { GenerationError } from '../../failure';
import type { Endpoint } from '../../task';
import { familyAt, presetOf } from '../catalogue';
import type { Fitted } from '../fit';
import type { FoundImage, Protocol } from './protocol';
import { nameErrorInReply } from '../refusal';
import { errorReplySchema, reasonOf, valuesOf } from '../replies';

/**
 * `POST /images/generations` as OpenAI has it and others copied it.
 * Facts: openai-node 7.57.0 `resources/images`, and Volcengine's and LocalAI's own pages for the compatible servers.
 */
export const openaiImages: Protocol = {
	ask(image, endpoint, stream = false) {
		const { model, service } = endpoint;
		const { prompt, count, quality, background, format, compression } = image;
		const { path = '/images/generations', count: countField = 'n' } = presetOf(service)?.dialect ?? {};
		return {
			path,
			body: {
				model,
				prompt,
				...(countField !== 'none' && { [countField]: count }),
				...sizing(image, endpoint),
				...(quality && { quality }),
				...(background && { background }),
				...(format && { output_format: format }),
				...(compression !== undefined && { output_compression: compression }),
				// The preview breaks the silence half-way; it costs 100 output tokens.
				...(stream && familyAt(endpoint).streams && { stream: true, partial_images: 1 }),
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

/** Size and reply format as the service wants them, or else the model. */
function sizing({ name, resolution, aspectRatio, width, height }: Fitted, endpoint: Endpoint): object {
	const family = familyAt(endpoint);
	const dialect = presetOf(endpoint.service)?.dialect;
	const extra = dialect?.extra ?? family.extra;
	switch (dialect?.size ?? family.sizeField ?? 'pixels') {
		case 'pixels':
			return { size: `${width}x${height}`, ...extra };
		case 'nameOrPixels':
			return { size: width === height ? name : `${width}x${height}`, ...extra };
		case 'ratioAndResolution':
			return { ...(aspectRatio && { aspect_ratio: aspectRatio }), resolution: resolution.toLowerCase(), ...extra };
		case 'widthAndHeight':
			return { width, height, ...extra };
		case 'imageSize':
			return { image_size: `${width}x${height}`, ...extra };
		case 'none':
			return { ...extra };
	}
}

import { GenerationError } from '../../failure';
import type { Endpoint } from '../../task';
import { familyAt, presetOf } from '../catalogue';
import type { Fitted } from '../fit';
import { firstOf, listIn, memberOf, textIn } from '../members';
import { unknownFamily } from '../models';
import { whyNoImage } from '../noImage';
import { nameErrorInReply } from '../refusal';
import { errorIn } from '../replies';
import { imageSizing } from './geminiNative';
import { withInputs } from './imageInputs';
import type { FoundImage, Protocol } from './protocol';

/**
 * `POST /images/generations` as OpenAI has it and others copied it.
 * Facts: openai-node 7.57.0 `resources/images`, and Volcengine's and LocalAI's own pages for the compatible servers.
 */
export const openaiImages: Protocol = {
	ask(image, endpoint, stream = false) {
		const { model, service } = endpoint;
		const { prompt, count, quality, background, format, compression, seed } = image;
		const dialect = presetOf(service)?.dialect;
		const { path = '/images/generations', previews = true } = dialect ?? {};
		return withInputs(
			{
				path,
				body: {
					model,
					prompt,
					...counting(count, endpoint),
					...sizing(image, endpoint),
					...(quality && { quality }),
					...(background && { background }),
					...(format && { output_format: format }),
					...(compression !== undefined && { output_compression: compression }),
					...(seed !== undefined && { seed }),
					// The preview breaks the silence half-way; it costs 100 output tokens.
					...(stream && { stream: true, ...(previews && familyAt(endpoint).streams && { partial_images: 1 }) }),
				},
			},
			image.inputs,
			dialect,
		);
	},

	headers: () => ({}),

	isPreview: (value) => textIn(value, 'type')?.endsWith('.partial_image') ?? false,

	async read(reply) {
		// A reply in one piece lists its images; an event of a stream is one.
		const items = reply.values.flatMap((value) => [...listIn(value, 'data'), value]);
		const images: FoundImage[] = [];
		for (const item of items) {
			const [base64, url] = [textIn(item, 'b64_json'), textIn(item, 'url')];
			const data = base64 ?? (url?.startsWith('data:') ? url : undefined);
			const image = data === undefined ? undefined : await reply.imageIn(data);
			if (image) {
				images.push({ kind: 'bytes', image });
			} else if (url !== undefined) {
				images.push({ kind: 'link', url });
			}
		}
		if (images.length > 0) {
			return images;
		}
		// xAI withholds an image without a word. https://github.com/vercel/ai/issues/19168
		if (items.some((item) => memberOf(item, 'respect_moderation') === false)) {
			throw new GenerationError('blocked', { stage: 'image', reason: 'moderation' }, true);
		}
		// Seedream names the failures within a group one by one.
		const error = firstOf(items, errorIn);
		throw error === undefined ? whyNoImage(reply) : nameErrorInReply(error);
	},
};

/** How many images, as the service calls that. */
function counting(count: number, { service }: Endpoint): object {
	switch (presetOf(service)?.dialect?.count) {
		case undefined:
			return { n: count };
		case 'batch_size':
			return count > 1 ? { batch_size: count } : {};
		case 'none':
			return {};
	}
}

/** Size and reply format as the service wants them, or else the model. */
function sizing(image: Fitted, endpoint: Endpoint): object {
	const { name, resolution, aspectRatio, width, height } = image;
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
		case 'ratioAndTier': {
			// What has pixels of its own is told those, which count for more there than names.
			if (family.sizes !== unknownFamily.sizes && (family.sizes.by === 'pixels' || family.sizes.by === 'list')) {
				return { size: `${width}x${height}`, ...extra };
			}
			const { imageSize } = imageSizing(image, endpoint);
			return {
				...(aspectRatio && { aspect_ratio: aspectRatio }),
				...(imageSize && { resolution: imageSize }),
				...extra,
			};
		}
		case 'imageConfig':
			return family.sizes.by === 'name' || family.sizes.by === 'ratio'
				? { imageConfig: imageSizing(image, endpoint), ...extra }
				: { size: `${width}x${height}`, ...extra };
		case 'none':
			return { ...extra };
	}
}

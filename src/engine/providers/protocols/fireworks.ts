import { inUrl } from '../baseUrl';
import { whyNoImage } from '../noImage';
import type { Protocol } from './protocol';

/**
 * Fireworks' workflows: FLUX.1, told a ratio, answers with the image's bytes in the format that is accepted.
 * Facts: https://docs.fireworks.ai/api-reference/generate-a-new-image-from-a-text-prompt and @ai-sdk/fireworks.
 */
export const fireworks: Protocol = {
	ask: ({ prompt, aspectRatio, seed }, { model }) => ({
		path: `/workflows/${model.split('/').map(inUrl).join('/')}/text_to_image`,
		body: { prompt, ...(aspectRatio && { aspect_ratio: aspectRatio }), ...(seed !== undefined && { seed }) },
	}),
	headers: () => ({ accept: 'image/jpeg' }),
	isPreview: () => false,
	// A reply that is an image is taken as it is.
	read: (reply) => Promise.reject(whyNoImage(reply)),
};

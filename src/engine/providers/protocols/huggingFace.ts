import { inUrl } from '../baseUrl';
import { whyNoImage } from '../noImage';
import type { Protocol } from './protocol';

/** Hugging Face's own machines, which answer with an image's bytes. Facts: @huggingface/inference and @huggingface/tasks. */
export const huggingFace: Protocol = {
	ask: ({ prompt, width, height, seed }, { model }) => ({
		path: `/models/${model.split('/').map(inUrl).join('/')}`,
		body: { inputs: prompt, parameters: { width, height, ...(seed !== undefined && { seed }) } },
	}),
	headers: () => ({ accept: 'image/png' }),
	isPreview: () => false,
	// A reply that is an image is taken as it is.
	read: (reply) => Promise.reject(whyNoImage(reply)),
};

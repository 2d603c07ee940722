import { listIn } from '../members';
import { whyNoImage } from '../noImage';
import { dataUrl } from '../sentImage';
import type { FoundImage, Protocol } from './protocol';

/** The model that stands for the checkpoint that the server has loaded. */
const loaded = 'loaded';

/**
 * `POST /sdapi/v1/txt2img` and `img2img` of AUTOMATIC1111's web UI, which SD.Next, Forge and stable-diffusion.cpp have as well; started with `--api`.
 * Facts: SD.Next 058a7f0c and AUTOMATIC1111's `modules/api`.
 */
export const sdapi: Protocol = {
	ask: ({ prompt, width, height, count, seed, inputs }, { model }) => ({
		path: inputs.length > 0 ? '/sdapi/v1/img2img' : '/sdapi/v1/txt2img',
		body: {
			prompt,
			width,
			height,
			...(inputs.length > 0 && { init_images: inputs.map(dataUrl) }),
			n_iter: count,
			...(seed !== undefined && { seed }),
			send_images: true,
			save_images: false,
			...(model !== loaded && { override_settings: { sd_model_checkpoint: model } }),
		},
	}),

	headers: () => ({}),

	isPreview: () => false,

	async read(reply) {
		const images: FoundImage[] = [];
		for (const text of reply.values.flatMap((value) => listIn(value, 'images'))) {
			const image = typeof text === 'string' ? await reply.imageIn(text) : undefined;
			if (image) {
				images.push({ kind: 'bytes', image });
			}
		}
		if (images.length === 0) {
			throw whyNoImage(reply);
		}
		return images;
	},
};

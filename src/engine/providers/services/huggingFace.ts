import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/** @huggingface/inference: its own machines (`hf-inference`), which send an image's bytes. Those of others there have shapes of their own. */
export const huggingFace: ServicePreset = {
	id: 'huggingFace',
	label: 'Hugging Face',
	protocol: 'huggingFace',
	baseUrl: 'https://router.huggingface.co/hf-inference',
	models: resold('black-forest-labs/FLUX.1-schnell', 'stabilityai/stable-diffusion-xl-base-1.0'),
	auth: bearer,
	key: 'required',
	keyPage: 'https://huggingface.co/settings/tokens',
	seeds: true,
	modelsPath: false,
};

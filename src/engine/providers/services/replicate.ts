import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/** https://replicate.com/docs and replicate 1.4.0. A result is kept for an hour. */
export const replicate: ServicePreset = {
	id: 'replicate',
	label: 'Replicate',
	protocol: 'replicate',
	baseUrl: 'https://api.replicate.com/v1',
	models: resold(
		'google/nano-banana-pro',
		'black-forest-labs/flux-2-pro',
		'bytedance/seedream-4.5',
		'recraft-ai/recraft-v4-svg',
	),
	// In the request itself; what is larger is to be uploaded first: https://replicate.com/docs/topics/predictions/input-files
	inputLimits: { maxBytes: 190_000 },
	auth: bearer,
	key: 'required',
	keyPage: 'https://replicate.com/account/api-tokens',
	keyCheckPath: '/account',
	// What the pages of the models list: Google's and ByteDance's have none there.
	seeds: /flux|qwen|z-image|stable-diffusion|sana/i,
	modelsPath: false,
	unverified: 'how soon a prediction is in its list',
};

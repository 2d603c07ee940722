import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/** https://docs.fireworks.ai and @ai-sdk/fireworks: FLUX.1, an image's bytes for a ratio. FLUX Kontext takes tasks there, and is not asked. */
export const fireworks: ServicePreset = {
	id: 'fireworks',
	label: 'Fireworks AI',
	protocol: 'fireworks',
	baseUrl: 'https://api.fireworks.ai/inference/v1',
	models: resold('accounts/fireworks/models/flux-1-schnell-fp8', 'accounts/fireworks/models/flux-1-dev-fp8'),
	auth: bearer,
	key: 'required',
	keyPage: 'https://app.fireworks.ai/settings/users/api-keys',
	seeds: true,
	takes: {
		sizes: { by: 'ratio', ratios: ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] },
	},
};

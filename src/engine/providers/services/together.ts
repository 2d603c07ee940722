import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/** together-ai 0.52.0: pixels in `width` and `height`, and replies as `base64` or `url`. */
export const together: ServicePreset = {
	id: 'together',
	label: 'Together AI',
	protocol: 'openaiImages',
	baseUrl: 'https://api.together.xyz/v1',
	models: resold('black-forest-labs/FLUX.1-schnell', 'black-forest-labs/FLUX.2-pro'),
	auth: bearer,
	key: 'required',
	keyPage: 'https://api.together.ai/settings/api-keys',
	dialect: { size: 'widthAndHeight', inputs: 'referenceImages', extra: { response_format: 'base64' } },
	seeds: true,
	takes: { qualities: [], backgrounds: [], formats: ['jpeg', 'png'], compresses: false, streams: false },
};

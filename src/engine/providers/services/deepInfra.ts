import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/** https://deepinfra.com: what OpenAI has, without its newer wishes; always in base64. */
export const deepInfra: ServicePreset = {
	id: 'deepInfra',
	label: 'DeepInfra',
	protocol: 'openaiImages',
	baseUrl: 'https://api.deepinfra.com/v1/openai',
	models: resold('black-forest-labs/FLUX-1-schnell', 'black-forest-labs/FLUX-2-pro', 'Qwen/Qwen-Image-3.0-Pro'),
	auth: bearer,
	key: 'required',
	keyPage: 'https://deepinfra.com/dash/api_keys',
	dialect: { extra: {} },
	seeds: true,
	takes: { qualities: [], backgrounds: [], formats: [], streams: false },
};

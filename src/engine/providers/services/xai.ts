import { bearer, type ServicePreset } from './service';
import { models } from './models';

/** https://docs.x.ai and @ai-sdk/xai. It refuses any request that holds a `size`. */
export const xai: ServicePreset = {
	id: 'xai',
	label: 'xAI (Grok)',
	protocol: 'openaiImages',
	baseUrl: 'https://api.x.ai/v1',
	models: models('grok-imagine-image-2.0'),
	unknownModelsAre: 'grok-imagine-image-2.0',
	auth: bearer,
	key: 'required',
	keyPage: 'https://console.x.ai',
	dialect: { inputs: 'json' },
	modelsPath: '/image-generation-models',
};

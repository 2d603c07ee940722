import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/** https://docs.siliconflow.cn: `image_size`, and links that expire after an hour. */
export const siliconFlow: ServicePreset = {
	id: 'siliconFlow',
	label: 'SiliconFlow',
	protocol: 'openaiImages',
	baseUrl: 'https://api.siliconflow.cn/v1',
	addresses: [
		{ label: 'China', baseUrl: 'https://api.siliconflow.cn/v1' },
		{ label: 'International', baseUrl: 'https://api.siliconflow.com/v1' },
	],
	models: resold('Qwen/Qwen-Image', 'Kwai-Kolors/Kolors'),
	auth: bearer,
	key: 'required',
	keyPage: 'https://cloud.siliconflow.cn/account/ak',
	dialect: { size: 'imageSize', count: 'batch_size', inputs: 'numbered', extra: {} },
	modelsPath: '/models?type=image',
	seeds: true,
	takes: { qualities: [], backgrounds: [], formats: [], streams: false },
};

import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/** https://docs.laozhang.ai. It bills a reply without an image as well. */
export const laozhang: ServicePreset = {
	id: 'laozhang',
	label: 'laozhang.ai',
	protocol: 'geminiNative',
	baseUrl: 'https://api.laozhang.ai/v1beta',
	addresses: [
		{ label: 'Gemini (Nano Banana)', baseUrl: 'https://api.laozhang.ai/v1beta' },
		{
			label: 'OpenAI images (GPT Image, Seedream, FLUX)',
			baseUrl: 'https://api.laozhang.ai/v1',
			protocol: 'openaiImages',
			models: resold('gpt-image-2'),
		},
	],
	models: resold('gemini-3-pro-image-preview'),
	auth: bearer,
	key: 'required',
	keyPage: 'https://api.laozhang.ai/token',
	unverified: 'everything but the path, which is a third party’s word',
};

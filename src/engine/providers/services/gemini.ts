import type { ServicePreset } from './service';
import { models } from './models';

/** https://ai.google.dev/gemini-api/docs/image-generation */
export const gemini: ServicePreset = {
	id: 'gemini',
	label: 'Google Gemini',
	protocol: 'geminiNative',
	baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
	models: models('gemini-3-pro-image', 'gemini-nano-banana-2.1', 'gemini-3.1-flash-lite-image'),
	auth: { header: 'x-goog-api-key' },
	// Its schema has it; whether models that draw heed it is not known.
	seeds: true,
	key: 'required',
	modelsPath: '/models?pageSize=1000',
	keyPage: 'https://aistudio.google.com/apikey',
};

import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/**
 * https://docs.apiyi.com. One price for all sizes, its own. Nano Banana is to be had on Google's path only, all others on OpenAI's. Its port for
 * plain HTTP spares a handshake, and shows the key to everybody on the way.
 */
export const apiyi: ServicePreset = {
	id: 'apiyi',
	label: 'APIYI',
	protocol: 'geminiNative',
	baseUrl: 'https://api.apiyi.com/v1beta',
	addresses: [
		{ label: 'Gemini (Nano Banana)', baseUrl: 'https://api.apiyi.com/v1beta' },
		{
			label: 'OpenAI images (GPT Image, Seedream, FLUX)',
			baseUrl: 'https://api.apiyi.com/v1',
			protocol: 'openaiImages',
			models: resold('gpt-image-2'),
		},
		{ label: 'Gemini over plain HTTP', baseUrl: 'http://api.apiyi.com:16888/v1beta' },
		{
			label: 'OpenAI images over plain HTTP',
			baseUrl: 'http://api.apiyi.com:16888/v1',
			protocol: 'openaiImages',
			models: resold('gpt-image-2'),
		},
	],
	models: resold('gemini-3-pro-image-preview').map((model) => ({
		...model,
		price: { '1K': 0.09, '2K': 0.09, '4K': 0.09 },
	})),
	auth: bearer,
	key: 'required',
	keyPage: 'https://api.apiyi.com/token',
	unverified: 'the native path at the port for plain HTTP',
};

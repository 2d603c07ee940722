import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/** https://docs.apiyi.com. One price for all sizes, its own. */
export const apiyi: ServicePreset = {
	id: 'apiyi',
	label: 'APIYI',
	protocol: 'geminiNative',
	baseUrl: 'https://api.apiyi.com/v1beta',
	models: resold('gemini-3-pro-image-preview').map((model) => ({
		...model,
		price: { '1K': 0.09, '2K': 0.09, '4K': 0.09 },
	})),
	auth: bearer,
	key: 'required',
};

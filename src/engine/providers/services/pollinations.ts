import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/** https://github.com/pollinations/pollinations: what OpenAI had. */
export const pollinations: ServicePreset = {
	id: 'pollinations',
	label: 'Pollinations',
	protocol: 'openaiImages',
	baseUrl: 'https://gen.pollinations.ai/v1',
	models: resold('flux', 'zimage'),
	auth: bearer,
	key: 'required',
	keyPage: 'https://enter.pollinations.ai',
	dialect: { extra: { response_format: 'b64_json' } },
	seeds: true,
	takes: { qualities: [], backgrounds: [], formats: [], maxCount: 1, streams: false },
	unverified: 'wishes for quality, format and number',
};

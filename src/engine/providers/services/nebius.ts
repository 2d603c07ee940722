import { bearer, type ServicePreset } from './service';
import { resold } from './models';

/** https://docs.tokenfactory.nebius.com: pixels in `width` and `height`. */
export const nebius: ServicePreset = {
	id: 'nebius',
	label: 'Nebius Token Factory',
	protocol: 'openaiImages',
	baseUrl: 'https://api.tokenfactory.nebius.com/v1',
	models: resold('black-forest-labs/flux-schnell', 'black-forest-labs/flux-dev'),
	auth: bearer,
	key: 'required',
	keyPage: 'https://tokenfactory.nebius.com',
	dialect: { size: 'widthAndHeight', count: 'none', inputs: 'none', extra: { response_format: 'b64_json' } },
	seeds: true,
	takes: { qualities: [], backgrounds: [], formats: [], maxCount: 1, references: 0, streams: false },
	unverified: 'whether it still draws: third parties’ examples only',
};

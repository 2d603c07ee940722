import { bearer, type ServicePreset } from './service';
import { models } from './models';

/** https://platform.openai.com/docs/api-reference/images. Its streams are silent but for previews. */
export const openai: ServicePreset = {
	id: 'openai',
	label: 'OpenAI',
	protocol: 'openaiImages',
	baseUrl: 'https://api.openai.com/v1',
	models: models('gpt-image-2.5-flare', 'gpt-image-2.5-sunburst', 'gpt-image-2.6-flare', 'gpt-image-1-mini'),
	auth: bearer,
	key: 'required',
	keyPage: 'https://platform.openai.com/api-keys',
};

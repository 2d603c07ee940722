import { bearer, type ServicePreset } from './service';
import { resold } from './models';

const common = {
	baseUrl: 'https://openrouter.ai/api/v1',
	auth: bearer,
	key: 'required',
	keyPage: 'https://openrouter.ai/settings/keys',
	keyCheckPath: '/key',
	// `: OPENROUTER PROCESSING`, and it comes in streams only.
	keepsAlive: true,
} as const;

/** Its Image API, which is not OpenAI's: `POST /images`. Facts: @openrouter/sdk 1.3.19. */
export const openrouter: ServicePreset = {
	id: 'openrouter',
	label: 'OpenRouter',
	protocol: 'openaiImages',
	...common,
	models: resold(
		'google/gemini-3-pro-image',
		'openai/gpt-image-2',
		'bytedance-seed/seedream-4.5',
		'black-forest-labs/flux.2-pro',
		'recraft/recraft-v4-vector',
	),
	dialect: { path: '/images', size: 'ratioAndTier', inputs: 'inputReferences', extra: {}, previews: false },
	seeds: true,
	modelsPath: '/images/models',
};

/** Its chat, which draws with models that write as well. */
export const openrouterChat: ServicePreset = {
	id: 'openrouterChat',
	label: 'OpenRouter (chat)',
	protocol: 'chatCompletions',
	...common,
	models: resold('google/gemini-3-pro-image', 'google/gemini-2.5-flash-image'),
	chat: { modalities: true, imageConfig: true },
	modelsPath: '/models?output_modalities=image',
};

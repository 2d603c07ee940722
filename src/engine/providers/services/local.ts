import { maxInputs } from '../../task';
import { bearer, type ServicePreset } from './service';

/** https://localai.io, `core/http/endpoints/openai/image.go` of 82c191af. What it can't read as pixels becomes 512x512. */
export const localAI: ServicePreset = {
	id: 'localAI',
	label: 'LocalAI',
	protocol: 'openaiImages',
	baseUrl: 'http://localhost:8080/v1',
	models: [],
	auth: bearer,
	key: 'optional',
	free: true,
	dialect: { inputs: 'refImages', extra: { response_format: 'b64_json' } },
	takes: { qualities: [], backgrounds: [], formats: [], maxCount: 10, references: maxInputs, streams: false },
};

/** https://github.com/leejet/stable-diffusion.cpp, `examples/server/api.md` of 97d29908. It draws with what it was started with. */
export const stableDiffusionCpp: ServicePreset = {
	id: 'stableDiffusionCpp',
	label: 'stable-diffusion.cpp',
	protocol: 'openaiImages',
	baseUrl: 'http://localhost:1234/v1',
	models: [{ id: 'sd-cpp-local', label: 'The model it was started with' }],
	auth: bearer,
	key: 'optional',
	free: true,
	dialect: { extra: {} },
	takes: {
		qualities: [],
		backgrounds: [],
		formats: ['png', 'jpeg', 'webp'],
		compresses: true,
		maxCount: 10,
		streams: false,
	},
};

/** AUTOMATIC1111's web UI, and those that took over its API: SD.Next, Forge. Its key is `name:password`. */
export const stableDiffusionWebUI: ServicePreset = {
	id: 'stableDiffusionWebUI',
	label: 'Stable Diffusion web UI (A1111, SD.Next, Forge)',
	protocol: 'sdapi',
	baseUrl: 'http://localhost:7860',
	models: [{ id: 'loaded', label: 'The model that is loaded' }],
	unknownModelsAre: 'stable-diffusion-xl',
	auth: { header: 'authorization', scheme: 'Basic' },
	key: 'optional',
	free: true,
	modelsPath: '/sdapi/v1/sd-models',
	seeds: true,
	takes: { maxCount: 10 },
};

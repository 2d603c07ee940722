import { bearer, square, type ServicePreset } from './service';

/** Any server that has `POST /images/generations`. */
export const openaiCompatible: ServicePreset = {
	id: 'openaiCompatible',
	label: 'OpenAI-compatible',
	protocol: 'openaiImages',
	example: 'https://example.com/v1',
	models: [],
	auth: bearer,
	key: 'optional',
};

/** Any server that has Google's `generateContent`. */
export const geminiCompatible: ServicePreset = {
	id: 'geminiCompatible',
	label: 'Gemini-compatible',
	protocol: 'geminiNative',
	example: 'https://example.com/v1beta',
	models: [],
	auth: bearer,
	key: 'optional',
};

/** Any server whose chat answers with images: New API, LiteLLM, APIYI. Most have no way to be told a size. */
export const chatCompatible: ServicePreset = {
	id: 'chatCompatible',
	label: 'Chat that answers with images',
	protocol: 'chatCompletions',
	example: 'https://example.com/v1',
	models: [],
	auth: bearer,
	key: 'optional',
	takes: { sizes: square },
};

import { bearer, square, type ServicePreset } from './service';
import { resold } from './models';

/** https://developers.cloudflare.com/ai-gateway: whatever it is in front of, at that service's own paths and with its key. */
export const cloudflareGateway: ServicePreset = {
	id: 'cloudflareGateway',
	label: 'Cloudflare AI Gateway',
	protocol: 'geminiNative',
	example: 'https://gateway.ai.cloudflare.com/v1/ACCOUNT/GATEWAY/google-ai-studio/v1beta',
	addresses: [
		{
			label: 'Google Gemini',
			baseUrl: 'https://gateway.ai.cloudflare.com/v1/ACCOUNT/GATEWAY/google-ai-studio/v1beta',
			auth: { header: 'x-goog-api-key' },
		},
		{
			label: 'OpenAI',
			baseUrl: 'https://gateway.ai.cloudflare.com/v1/ACCOUNT/GATEWAY/openai',
			protocol: 'openaiImages',
			models: resold('gpt-image-2.5-flare'),
		},
		{
			label: 'xAI',
			baseUrl: 'https://gateway.ai.cloudflare.com/v1/ACCOUNT/GATEWAY/grok/v1',
			protocol: 'openaiImages',
			models: resold('grok-imagine-image-2.0'),
		},
	],
	models: resold('gemini-3-pro-image'),
	auth: bearer,
	key: 'required',
	passesKeysOn: true,
	modelsPath: false,
	unverified:
		'a gateway that wants `cf-aig-authorization` takes that as the key’s header, and then only keys that it stores itself',
};

/** https://portkey.ai, and `@portkey-ai/gateway` on a machine of one's own. Models are called `@provider/model`, or a header names the provider. */
export const portkey: ServicePreset = {
	id: 'portkey',
	label: 'Portkey',
	protocol: 'openaiImages',
	baseUrl: 'https://api.portkey.ai/v1',
	addresses: [
		{ label: 'Portkey', baseUrl: 'https://api.portkey.ai/v1' },
		{ label: 'A gateway on this machine', baseUrl: 'http://localhost:8787/v1', auth: bearer },
	],
	models: [],
	auth: { header: 'x-portkey-api-key' },
	key: 'required',
	keyPage: 'https://app.portkey.ai/api-keys',
	// Tried with 1.15.2: it has the image drawn, which is paid for, and answers 500 because it can't read a stream of images.
	losesStreams: true,
	unverified: 'which wishes it passes on to which provider',
};

/** https://vercel.com/docs/ai-gateway: images as the answers of a chat. */
export const vercelGateway: ServicePreset = {
	id: 'vercelGateway',
	label: 'Vercel AI Gateway',
	protocol: 'chatCompletions',
	baseUrl: 'https://ai-gateway.vercel.sh/v1',
	models: resold('google/gemini-3-pro-image'),
	auth: bearer,
	key: 'required',
	keyPage: 'https://vercel.com/ai-gateway',
	chat: { modalities: true },
	takes: { sizes: square },
	keyCheckPath: '/credits',
	unverified: 'how a chat is told the size there',
};

/** https://docs.litellm.ai. Its streams send signs of life only where it is set up to. */
export const liteLLM: ServicePreset = {
	id: 'liteLLM',
	label: 'LiteLLM',
	protocol: 'openaiImages',
	example: 'http://localhost:4000/v1',
	models: [],
	auth: bearer,
	key: 'optional',
	dialect: { size: 'imageConfig' },
	unverified: 'how its versions tell Gemini the size',
};

/** https://docs.newapi.pro. Its streams send `: PING`, but for those of Gemini's own path. */
export const newApi: ServicePreset = {
	id: 'newApi',
	label: 'New API',
	protocol: 'openaiImages',
	example: 'https://example.com/v1',
	addresses: [
		{ label: 'OpenAI images', baseUrl: 'https://HOST/v1' },
		{ label: 'Gemini (Nano Banana)', baseUrl: 'https://HOST/v1beta', protocol: 'geminiNative' },
	],
	models: [],
	auth: bearer,
	key: 'required',
	keepsAlive: true,
	unverified: 'its versions differ in what they pass on',
};

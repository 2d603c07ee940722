import type { Call } from '../call';
import { json } from '../reply';
import { error as googleError } from './geminiErrors';
import { geminiNative } from './geminiNative';
import { openaiImages } from './openaiImages';
import { Refusal, type Protocol } from './protocol';
import { hasNoGoodKey } from './service';
import { xai } from './xai';

/** The same call at Google's own address. */
const atGoogle = (call: Call, path: string): Call => ({ ...call, path, service: 'geminiCompatible', googleKey: true });

/** Vertex AI with an express key, which goes in `x-goog-api-key` and nowhere else; with a project in the path, a token as bearer. */
export const vertex: Protocol = {
	services: ['vertex'],
	takes: ({ path }) => /^\/v1(?:beta1)?\/(?:projects\/.*)?publishers\/google\/models\//.test(path),
	answer(call) {
		const [, project, rest] =
			/^\/v1(?:beta1)?\/(projects\/[^/]+\/locations\/[^/]+\/)?publishers\/google(\/models(?:\/[^/]+)?)$/.exec(
				call.path,
			) ?? [];
		const isKnown = project ? !call.googleKey && !hasNoGoodKey(call) : call.googleKey && !hasNoGoodKey(call);
		if (!isKnown) {
			const message =
				'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.';
			throw new Refusal(googleError(401, 'UNAUTHENTICATED', message));
		}
		if (!rest) {
			throw new Refusal(googleError(404, 'NOT_FOUND', `${call.method} ${call.path} was not found.`));
		}
		return geminiNative.answer(atGoogle(call, `/v1${rest}`));
	},
	refuse: (status, message) => geminiNative.refuse(status, message),
};

/** The account and gateway before the paths of Google's, OpenAI's and xAI's; one called `locked` wants its own token as well. */
export const cloudflare: Protocol = {
	services: ['cloudflareGateway'],
	takes: ({ path }) => /^\/v1\/[^/]+\/[^/]+\/(?:google-ai-studio|openai|grok)\//.test(path),
	answer(call) {
		const [, gateway, provider, rest = ''] =
			/^\/v1\/[^/]+\/([^/]+)\/(google-ai-studio|openai|grok)(\/.*)$/.exec(call.path) ?? [];
		const isOpen = gateway !== 'locked' || /^Bearer (?!.*wrong)./.test(call.headers['cf-aig-authorization'] ?? '');
		if (!provider) {
			throw new Refusal(cloudflareError(400, 2019, 'Invalid provider'));
		}
		if (!isOpen) {
			throw new Refusal(cloudflareError(401, 2009, 'Unauthorized'));
		}
		if (provider === 'grok') {
			return xai.answer({ ...call, path: rest, service: 'xai' });
		}
		if (provider === 'openai') {
			return openaiImages.answer({ ...call, path: rest.startsWith('/v1/') ? rest : `/v1${rest}`, service: 'openai' });
		}
		// What is Google's is asked by Google's rules.
		return geminiNative.answer({ ...call, path: rest, service: 'gemini' });
	},
	refuse: (status, message) => geminiNative.refuse(status, message),
};

/** https://developers.cloudflare.com/ai-gateway/configuration/authentication/ */
const cloudflareError = (status: number, code: number, message: string) =>
	json(status, { success: false, result: [], messages: [], error: [{ code, message }] });

/** APIYI and laozhang: a bearer key on Google's paths, where the `-preview` names live on; no Nano Banana on OpenAI's. */
export const apiyi: Protocol = {
	services: ['apiyi', 'laozhang'],
	takes: () => false,
	answer(call) {
		if (hasNoGoodKey(call)) {
			const message = 'Invalid token (request id: 20261125)';
			throw new Refusal(json(401, { error: { message, type: 'shell_api_error', param: '', code: 'invalid_api_key' } }));
		}
		if (call.path.startsWith('/v1beta/')) {
			const path = call.path.replace(/-preview(?=:|$)/, '');
			return geminiNative.answer({ ...atGoogle(call, path), key: '' });
		}
		return openaiImages.answer({ ...call, service: 'openai' });
	},
	refuse: (status, message) => geminiNative.refuse(status, message),
};

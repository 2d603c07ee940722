import * as v from 'valibot';
import { familyOf } from '../../engine/providers/models';
import type { Call } from '../call';
import { imagePlace, json, type Reply } from '../reply';
import { chatFields, chatOrder } from './chat';
import { geminiModels } from './geminiModels';
import { geminiNative } from './geminiNative';
import { gptImageOrder } from './gptImage';
import { openaiIdIn, openaiModels } from './openaiModels';
import { namedSize } from './pixels';
import { pixelsOf } from './sizes';
import { Refusal, type Answer, type Order, type Protocol } from './protocol';
import {
	anyText,
	bodyOf,
	countUpTo,
	drawn,
	hasNoGoodKey,
	jsonWith,
	modelList,
	nowInSeconds,
	type Refused,
	serviceOf,
	told,
} from './service';

const isGemini = (model: string): boolean => geminiModels.some(({ id }) => id === bare(model));
const bare = (model: string): string => model.slice(model.lastIndexOf('/') + 1);

const chatSchema = v.looseObject(chatFields);
const anyModel = v.looseObject({ model: v.string() });

const newApiError = ({ status, message, code }: Refused): Reply =>
	json(status, {
		error: {
			message: `${message} (request id: 2026112512)`,
			type: 'new_api_error',
			param: '',
			code: code ?? 'invalid_request',
		},
	});

/** In streams, but for Google's own: QuantumNous/new-api, `relay/helper/common.go`, `PingData`. */
const ping = { text: ': PING\n\n', everyMs: 10_000 };

const ids = (): readonly { readonly id: string }[] => [
	...geminiModels,
	...openaiModels.filter(({ vendor }) => vendor === 'openai'),
];

/** New API: Google's paths with a bearer key, OpenAI's images for OpenAI's models, and chat that answers in Markdown. */
export const newApi: Protocol = serviceOf({
	services: ['newApi'],
	keyFault: (call) => (hasNoGoodKey(call) ? { status: 401, message: 'Invalid token', code: '' } : undefined),
	error: newApiError,
	routes: [
		{
			method: 'GET',
			path: /^\/v1\/models$/,
			answer: () =>
				told({
					success: true,
					object: 'list',
					data: ids().map(({ id }) => ({ id, object: 'model', owned_by: 'custom' })),
				}),
		},
		{ method: 'GET', path: /^\/v1beta\/models.*$/, answer: native },
		{ method: 'POST', path: /^\/v1(?:beta)?\/models\/.+$/, answer: native },
		{
			method: 'POST',
			path: /^\/v1\/images\/generations$/,
			answer(call) {
				const { model } = bodyOf(call, anyModel, newApiError);
				if (isGemini(model)) {
					const message = 'not supported model for image generation, only imagen models are supported';
					throw new Refusal(newApiError({ status: 500, message, code: 'convert_request_failed' }));
				}
				return drawn(gptOrder(call, model, newApiError, ping));
			},
		},
		{
			method: 'POST',
			path: /^\/v1\/chat\/completions$/,
			answer(call) {
				const request = bodyOf(call, chatSchema, newApiError);
				// Neither a size nor a ratio: it draws a square at 1K.
				const size = namedSize(familyOf(offered(request.model, newApiError)));
				return drawn(chatOrder(request, size, { images: 'markdown', format: 'jpeg', keepAlive: ping }));
			},
		},
	],
});

/** Google's own, without pings; whom a key belongs to is settled by then. */
function native(call: Call): Answer {
	return geminiNative.answer({ ...call, key: '', service: 'geminiCompatible' });
}

function offered(model: string, error: (refused: Refused) => Reply): string {
	if (!ids().some(({ id }) => id === bare(model))) {
		const message = `No available channel for model ${model} under group default (distributor)`;
		throw new Refusal(error({ status: 503, message, code: 'model_not_found' }));
	}
	return model;
}

function gptOrder(call: Call, model: string, error: (refused: Refused) => Reply, keepAlive?: typeof ping): Order {
	offered(model, error);
	const id = openaiIdIn(model) ?? model;
	return { ...gptImageOrder(id, bodyOf(call, v.unknown(), error), keepAlive ? { keepAlive } : {}), model };
}

/** Vercel's AI gateway, and whatever else has a chat alone: https://vercel.com/docs/ai-gateway. Which size it draws, it is not told. */
export const chatRelay: Protocol = serviceOf({
	services: ['vercelGateway', 'chatCompatible'],
	keyFault: (call) => (hasNoGoodKey(call) ? { status: 401, message: 'Invalid API key' } : undefined),
	error: relayError,
	routes: [
		{
			method: 'GET',
			path: /^\/v1\/models$/,
			open: true,
			answer: () => modelList(ids().map(({ id }) => `google/${id}`)),
		},
		{ method: 'GET', path: /^\/v1\/credits$/, answer: () => told({ balance: '1', total_used: '0' }) },
		{
			method: 'POST',
			path: /^\/v1\/chat\/completions$/,
			answer(call) {
				const request = bodyOf(
					call,
					v.strictObject({ ...chatFields, modalities: v.nullish(v.array(v.string())) }),
					relayError,
				);
				const isDrawn = request.modalities?.includes('image') ?? call.service === 'chatCompatible';
				const size = namedSize(familyOf(offered(request.model, relayError)));
				return drawn(chatOrder(request, isDrawn ? size : undefined, { images: 'list', format: 'png' }));
			},
		},
	],
});

function relayError({ status, message, code, param }: Refused): Reply {
	return json(status, { error: { message, type: 'invalid_request_error', param: param ?? null, code: code ?? null } });
}

const liteLlmError = ({ status, message, param }: Refused): Reply =>
	json(status, {
		error: { message: `litellm.BadRequestError: ${message}`, type: null, param: param ?? null, code: String(status) },
	});

/** Which ratio an OpenAI size stands for there: tests of BerriAI/litellm, discussion #44983. Anything else is a square. */
const liteLlmRatios: Readonly<Record<string, string>> = {
	'1024x1024': '1:1',
	'1792x1024': '16:9',
	'1024x1792': '9:16',
	'1280x896': '4:3',
	'896x1280': '3:4',
};

const liteLlmSchema = v.strictObject({
	model: v.string(),
	prompt: v.pipe(v.string(), v.nonEmpty()),
	n: v.nullish(countUpTo(4)),
	size: anyText,
	imageConfig: v.nullish(v.strictObject({ aspectRatio: anyText, imageSize: anyText })),
	response_format: anyText,
	user: anyText,
});

/**
 * What LiteLLM's streams say where the owner of a deployment has set `keepalive_seconds` (its pull request #34423), as it is set here for those
 * that are called `keepalive/…`. The others are silent.
 */
const keepAliveAt = (model: string): typeof ping | undefined =>
	model.startsWith('keepalive/') ? { text: ': ping\n\n', everyMs: 10_000 } : undefined;

/** LiteLLM: Gemini behind OpenAI's path as well, and chat with `message.images`. */
export const liteLlm: Protocol = serviceOf({
	services: ['liteLLM'],
	keyFault: (call) =>
		call.key.includes('wrong')
			? { status: 401, message: 'Authentication Error, Invalid proxy server token passed.' }
			: undefined,
	error: liteLlmError,
	routes: [
		{
			method: 'GET',
			path: /^\/v1\/models$/,
			answer: () => modelList(ids().map(({ id }) => id)),
		},
		{
			method: 'POST',
			path: /^\/(?:gemini\/)?v1(?:beta)?\/models\/.+$/,
			answer: (call) => native({ ...call, path: call.path.replace(/^\/gemini/, '') }),
		},
		{
			method: 'POST',
			path: /^(?:\/v1)?\/images\/generations$/,
			answer(call) {
				const { model } = bodyOf(call, anyModel, liteLlmError);
				return drawn(isGemini(model) ? geminiAsImages(call) : gptOrder(call, model, liteLlmError, keepAliveAt(model)));
			},
		},
		{
			method: 'POST',
			path: /^(?:\/v1)?\/chat\/completions$/,
			answer(call) {
				const request = bodyOf(call, chatSchema, liteLlmError);
				const size = namedSize(familyOf(offered(request.model, liteLlmError)));
				const keepAlive = keepAliveAt(request.model);
				return drawn(chatOrder(request, size, { images: 'list', format: 'png', ...(keepAlive && { keepAlive }) }));
			},
		},
	],
});

function geminiAsImages(call: Call): Order {
	const { model, prompt, n, size, imageConfig } = bodyOf(call, liteLlmSchema, liteLlmError);
	const ratio = imageConfig?.aspectRatio ?? (pixelsOf(size ?? '') ? (liteLlmRatios[size ?? ''] ?? '1:1') : '1:1');
	const found = namedSize(familyOf(model), imageConfig?.imageSize ?? undefined, ratio);
	if (!found) {
		throw new Refusal(
			liteLlmError({ status: 400, message: `imageSize ${imageConfig?.imageSize ?? ''} is not supported` }),
		);
	}
	return {
		model,
		prompt,
		...found,
		format: 'png',
		count: n ?? 1,
		reply: (files) =>
			jsonWith({ created: nowInSeconds(), data: files.map(() => ({ b64_json: imagePlace, url: null })) }, files),
	};
}

import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { Call } from '../call';
import { imagePlace, json, type Reply } from '../reply';
import { checked } from './checked';
import { error, invalid, refusal, refuseFault, unsupported } from './geminiErrors';
import { geminiModels, scales, type GeminiModel, type GeminiSize } from './geminiModels';
import { formOf, meanwhileIn, replyIn, type GeminiAnswer } from './geminiStream';
import { type Order, type Protocol } from './protocol';
import { bytesIn, firstBroken } from './sentImages';

/** Google's `generateContent`, as strict as the service. Facts: its REST reference and @google/genai 3.1.0. */
export const geminiNative: Protocol = {
	services: ['gemini', 'geminiCompatible', 'sandbox'],

	// OpenAI has `/v1/models` too; Google's clients give the key in their own way.
	takes: ({ path, method, googleKey }) =>
		path.startsWith('/v1beta/') || (path.startsWith('/v1/models') && (googleKey || method === 'POST')),

	answer(call) {
		if (call.key.includes('wrong')) {
			throw refusal(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
				{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
			]);
		}
		if (call.service === 'gemini' && !call.googleKey) {
			throw call.key
				? refusal(401, 'UNAUTHENTICATED', wantsToken)
				: refusal(403, 'PERMISSION_DENIED', "Method doesn't allow unregistered callers. Please use API Key.");
		}
		const [, version = '', id, verb] = /^\/(v1|v1beta)\/models(?:\/([^/:]+)(?::(\w+))?)?$/.exec(call.path) ?? [];
		if (call.method === 'GET' && version && !verb) {
			return { kind: 'reply', reply: id ? describe(modelNamed(id, version)) : list() };
		}
		if (call.method === 'POST' && id && (verb === 'generateContent' || verb === 'streamGenerateContent')) {
			return { kind: 'order', order: orderFor(call, id, version, verb) };
		}
		// There is no 405 among Google's codes: a wrong method is a method not found.
		throw refusal(404, 'NOT_FOUND', `${call.method} ${call.path} was not found.`);
	},

	refuse(status, message) {
		return error(status, statusNames[status], message);
	},
};

/** What Google says to an API key that comes as a bearer token: BerriAI/litellm#9975. */
const wantsToken =
	'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.';

/** Google's names for them. https://cloud.google.com/apis/design/errors */
const statusNames = {
	401: 'UNAUTHENTICATED',
	413: 'INVALID_ARGUMENT',
	429: 'RESOURCE_EXHAUSTED',
	500: 'INTERNAL',
	503: 'UNAVAILABLE',
} as const;

const partSchema = v.strictObject({
	text: v.optional(v.string()),
	inlineData: v.optional(
		v.strictObject({ mimeType: v.string(), data: v.pipe(v.string(), v.regex(/^[\w+/-]*={0,2}$/)) }),
	),
	fileData: v.optional(v.strictObject({ mimeType: v.optional(v.string()), fileUri: v.string() })),
	thought: v.optional(v.boolean()),
	thoughtSignature: v.optional(v.string()),
});

const contentSchema = v.strictObject({
	role: v.optional(v.picklist(['user', 'model'])),
	parts: v.array(partSchema),
});

const generationConfigSchema = v.strictObject({
	responseModalities: v.optional(v.array(v.picklist(['TEXT', 'IMAGE', 'AUDIO'])), ['TEXT', 'IMAGE']),
	imageConfig: v.optional(
		v.strictObject({ aspectRatio: v.optional(v.string(), '1:1'), imageSize: v.optional(v.string()) }),
		{},
	),
	thinkingConfig: v.optional(
		v.strictObject({
			thinkingLevel: v.optional(v.picklist(['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'])),
			thinkingBudget: v.optional(v.number()),
			includeThoughts: v.optional(v.boolean()),
		}),
	),
	candidateCount: v.optional(v.literal(1)),
	maxOutputTokens: v.optional(v.number()),
	seed: v.optional(v.number()),
	stopSequences: v.optional(v.array(v.string())),
	temperature: v.optional(v.number()),
	topK: v.optional(v.number()),
	topP: v.optional(v.number()),
});

const requestSchema = v.strictObject({
	contents: v.pipe(v.array(contentSchema), v.nonEmpty()),
	systemInstruction: v.optional(v.object({ parts: v.array(partSchema) })),
	generationConfig: v.optional(generationConfigSchema, {}),
	safetySettings: v.optional(v.array(v.unknown())),
	tools: v.optional(v.array(v.unknown())),
	toolConfig: v.optional(v.unknown()),
	cachedContent: v.optional(v.string()),
	labels: v.optional(v.unknown()),
	serviceTier: v.optional(v.string()),
	store: v.optional(v.boolean()),
});

function orderFor(call: Call, id: string, version: string, verb: string): Order {
	const { contents, generationConfig } = checked(requestSchema, parse(call.body), refuseFault);
	const { responseModalities, imageConfig, thinkingConfig, seed } = generationConfig;
	const model = modelNamed(id, version);
	const size = sizeOf(model, imageConfig.imageSize);
	const pixels = Object.entries(model.pixels).find(([ratio]) => ratio === imageConfig.aspectRatio)?.[1];
	if (!pixels) {
		throw unsupported('aspect_ratio', imageConfig.aspectRatio, Object.keys(model.pixels));
	}
	if (!responseModalities.includes('IMAGE')) {
		const asked = responseModalities.join(', ');
		throw invalid(`The requested combination of response modalities (${asked}) is not supported by the model.`);
	}
	if (thinkingConfig && model.sizes.length === 0) {
		throw invalid('Thinking is not enabled for this model.');
	}
	const inputs = inputsIn(contents.at(-1)?.parts ?? []);
	const prompt = (contents.at(-1)?.parts ?? [])
		.map(({ text }) => text ?? '')
		.join(' ')
		.trim();
	if (prompt === '') {
		throw invalid('Unable to submit request because it must have a text parameter.');
	}
	const [width, height] = [pixels[0] * scales[size], pixels[1] * scales[size]];
	const withText = responseModalities.includes('TEXT');
	const form = formOf(verb, call.query.get('alt'));
	return {
		model: id,
		prompt,
		width,
		height,
		format: model.format,
		...(inputs.length > 0 && { inputs }),
		count: 1,
		...(seed !== undefined && { seed }),
		latencyOf: size === '512' ? '1K' : size,
		...meanwhileIn(form),
		reply: (files) => replyIn(form, files.length > 0 ? drawn(model, prompt, size, withText) : noImage(model), files),
	};
}

/** The types that a picture may have: https://ai.google.dev/gemini-api/docs/image-understanding */
const pictureTypes: ReadonlySet<string> = new Set(
	['png', 'jpeg', 'webp', 'heic', 'heif'].map((format) => `image/${format}`),
);

function inputsIn(parts: readonly v.InferOutput<typeof partSchema>[]): Uint8Array[] {
	const sent = parts.flatMap(({ inlineData }) => inlineData ?? []);
	const wrong = sent.find(({ mimeType }) => !pictureTypes.has(mimeType));
	if (wrong) {
		throw invalid(`Unsupported MIME type: ${wrong.mimeType}`);
	}
	const images = bytesIn(sent.map(({ data }) => data));
	if (firstBroken(images) !== undefined) {
		throw invalid(
			'Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
		);
	}
	return images;
}

function drawn(model: GeminiModel, prompt: string, size: GeminiSize, withText: boolean): GeminiAnswer {
	const thinks = model.sizes.length > 0;
	const signature = (): object => (thinks ? { thoughtSignature: randomBytes(96).toString('base64') } : {});
	const image = { inlineData: { mimeType: `image/${model.format}`, data: imagePlace }, ...signature() };
	const parts = withText ? [{ text: 'Here is the image.', ...signature() }, image] : [image];
	const promptTokenCount = Math.ceil(prompt.length / 4);
	const thoughtsTokenCount = thinks ? 210 : 0;
	const candidatesTokenCount = !thinks ? 1290 : { '512': 747, '1K': 1120, '2K': 1120, '4K': 2000 }[size];
	return {
		candidates: [{ content: { parts, role: 'model' }, finishReason: 'STOP' }],
		usageMetadata: {
			promptTokenCount,
			candidatesTokenCount,
			totalTokenCount: promptTokenCount + candidatesTokenCount + thoughtsTokenCount,
			promptTokensDetails: [{ modality: 'TEXT', tokenCount: promptTokenCount }],
			candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: candidatesTokenCount }],
			...(thinks && { thoughtsTokenCount }),
		},
		modelVersion: model.id,
		responseId: randomBytes(16).toString('base64url'),
	};
}

/** As when the model has thought better of it. */
function noImage(model: GeminiModel): GeminiAnswer {
	const parts = [{ text: 'I could not draw that.' }];
	return {
		candidates: [{ content: { parts, role: 'model' }, finishReason: 'NO_IMAGE' }],
		modelVersion: model.id,
		responseId: randomBytes(16).toString('base64url'),
	};
}

function modelNamed(id: string, version: string): GeminiModel {
	const model = geminiModels.find((known) => known.id === id);
	if (!model) {
		const hint = 'Call ListModels to see the list of available models and their supported methods.';
		const what = `models/${id} is not found for API version ${version}, or is not supported for generateContent.`;
		throw refusal(404, 'NOT_FOUND', `${what} ${hint}`);
	}
	return model;
}

function sizeOf({ sizes }: GeminiModel, wanted: string | undefined): GeminiSize {
	const size = wanted === undefined ? '1K' : sizes.find((known) => known === wanted);
	if (!size) {
		throw unsupported('image_size', wanted ?? '', sizes);
	}
	return size;
}

function describe({ id, label }: GeminiModel): Reply {
	return json(200, listed(id, label));
}

function list(): Reply {
	return json(200, { models: geminiModels.map(({ id, label }) => listed(id, label)) });
}

function listed(id: string, displayName: string): object {
	return {
		name: `models/${id}`,
		version: '1',
		displayName,
		inputTokenLimit: 65_536,
		outputTokenLimit: 32_768,
		supportedGenerationMethods: ['generateContent', 'streamGenerateContent'],
	};
}

function parse(body: string): unknown {
	try {
		return camelCased(JSON.parse(body));
	} catch {
		throw invalid('Invalid JSON payload received. Unexpected token.');
	}
}

/** Protocol buffers take `image_size` as well as `imageSize`. */
function camelCased(value: unknown): unknown {
	if (Array.isArray(value)) {
		return value.map(camelCased);
	}
	if (typeof value !== 'object' || value === null) {
		return value;
	}
	const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camel(key), camelCased(inner)]));
}

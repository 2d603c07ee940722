import * as v from 'valibot';
import { familyOf } from '../../engine/providers/models';
import { imagePlace, json, type Reply } from '../reply';
import { isOfRatio, pixelFault, namedSize, sized, type Size } from './pixels';
import { pixelsOf } from './sizes';
import { Refusal, type Protocol } from './protocol';
import {
	anyNumber,
	anyText,
	bodyOf,
	countUpTo,
	drawn,
	edgeUpTo,
	hasNoGoodKey,
	jsonWith,
	modelList,
	nowInSeconds,
	type Refused,
	serviceOf,
} from './service';

const edge = edgeUpTo(10_000);

/** @ai-sdk/deepinfra 3.0.57; https://deepinfra.com/black-forest-labs/FLUX-1-schnell/api. Fields that it does not know: rejected here, so that none is sent. */
const inferenceSchema = v.strictObject({
	prompt: v.pipe(v.string(), v.nonEmpty()),
	num_images: v.nullish(countUpTo(4)),
	width: edge,
	height: edge,
	aspect_ratio: anyText,
	seed: anyNumber,
	num_inference_steps: anyNumber,
	guidance_scale: anyNumber,
	guidance: anyNumber,
	negative_prompt: anyText,
});

/** https://docs.deepinfra.com/image-generation: OpenAI's fields; base64 is all that it gives. */
const openaiSchema = v.strictObject({
	model: v.string(),
	prompt: v.pipe(v.string(), v.nonEmpty()),
	n: v.nullish(countUpTo(4)),
	size: anyText,
	response_format: v.nullish(v.picklist(['b64_json'])),
	quality: anyText,
	style: anyText,
	user: anyText,
});

const models = [
	'black-forest-labs/FLUX-1-schnell',
	'black-forest-labs/FLUX-1-dev',
	'black-forest-labs/FLUX-1.1-pro',
	'black-forest-labs/FLUX-pro',
	'black-forest-labs/FLUX-2-dev',
	'black-forest-labs/FLUX-2-pro',
	'stabilityai/sd3.5',
	'stabilityai/sd3.5-medium',
	'stabilityai/sdxl-turbo',
	'ByteDance/Seedream-4',
	'Qwen/Qwen-Image',
	'Qwen/Qwen-Image-3.0-Pro',
];

/** Its own API has the words in `detail.error`, the OpenAI-like one in `error.message`. */
const error = ({ status, message }: Refused): Reply => json(status, { detail: { error: message } });
const openaiError = ({ status, message }: Refused): Reply => json(status, { error: { message } });

function known(model: string, refuse: (refused: Refused) => Reply): string {
	if (!models.includes(model)) {
		throw new Refusal(refuse({ status: 404, message: `Model ${model} is not available` }));
	}
	return model;
}

/** DeepInfra: an API of its own, and one like OpenAI's. */
export const deepInfra: Protocol & { sells(model: string): boolean } = {
	sells: (model) => models.includes(model),
	...serviceOf({
		services: ['deepInfra'],
		takes: ({ path }) => path.startsWith('/v1/inference/') || path.startsWith('/v1/openai/'),
		keyFault: (call) => (hasNoGoodKey(call) ? { status: 401, message: 'User is not authenticated' } : undefined),
		error,
		routes: [
			{
				method: 'GET',
				path: /^\/v1\/openai\/models$/,
				answer: () => modelList(models),
			},
			{
				method: 'POST',
				path: /^\/v1\/(?:openai\/)?images\/generations$/,
				answer(call) {
					const { model, prompt, size, n } = bodyOf(call, openaiSchema, openaiError);
					const pixels = pixelsOf(size ?? '1024x1024');
					const wrong = pixels ? pixelFault(familyOf(model), pixels.width, pixels.height) : 'it has to be WIDTHxHEIGHT';
					if (!pixels || wrong) {
						throw new Refusal(openaiError({ status: 400, message: `Invalid size: ${wrong}` }));
					}
					return drawn({
						model: known(model, openaiError),
						prompt,
						...sized(pixels.width, pixels.height),
						format: 'jpeg',
						count: n ?? 1,
						reply: (files) =>
							jsonWith({ created: nowInSeconds(), data: files.map(() => ({ b64_json: imagePlace })) }, files),
					});
				},
			},
			{
				method: 'POST',
				path: /^\/v1\/inference\/(.+)$/,
				answer(call, model = '') {
					const request = bodyOf(call, inferenceSchema, error);
					return drawn({
						model: known(model, error),
						prompt: request.prompt,
						...sizeOf(model, request),
						format: 'png',
						count: request.num_images ?? 1,
						reply(files) {
							const images = files.map(() => `data:image/png;base64,${imagePlace}`);
							const status = { status: 'succeeded', runtime_ms: 900, cost: 0.0005 };
							return jsonWith(
								{
									images,
									nsfw_content_detected: files.map(() => false),
									seed: 1,
									request_id: 'R1',
									inference_status: status,
								},
								files,
							);
						},
					});
				},
			},
		],
	}),
};

function sizeOf(model: string, request: v.InferOutput<typeof inferenceSchema>): Size {
	const { width, height, aspect_ratio: ratio } = request;
	if (width != null || height != null) {
		const size = sized(width ?? 1024, height ?? 1024);
		const isContrary = ratio != null && !isOfRatio([size.width, size.height], ratio);
		const fault = isContrary ? 'aspect_ratio says otherwise' : pixelFault(familyOf(model), size.width, size.height);
		if (fault) {
			throw new Refusal(error({ status: 422, message: `width and height: ${fault}` }));
		}
		return size;
	}
	return namedSize(familyOf(model), '1K', ratio ?? undefined) ?? sized(1024, 1024);
}

import * as v from 'valibot';
import { randomUUID } from 'node:crypto';
import { familyOf } from '../../engine/providers/models';
import { json } from '../reply';
import { pixelFault, sized } from './pixels';
import { Refusal, type Protocol } from './protocol';
import { bytesIn } from './sentImages';
import {
	anyNumber,
	anyText,
	base64Or,
	bodyOf,
	countUpTo,
	drawn,
	hasNoGoodKey,
	jsonWith,
	type Refused,
	serviceOf,
	told,
} from './service';

/**
 * together-ai 0.52.0 `resources/images.d.ts` and https://docs.together.ai/reference/post-images-generations. Whether it rejects fields that it does not
 * know is not known; here it does, so that none is sent.
 */
const requestSchema = v.strictObject({
	model: v.string(),
	prompt: v.pipe(v.string(), v.nonEmpty()),
	width: v.nullish(countUpTo(10_000)),
	height: v.nullish(countUpTo(10_000)),
	n: v.nullish(countUpTo(4)),
	steps: anyNumber,
	seed: anyNumber,
	guidance_scale: anyNumber,
	negative_prompt: anyText,
	image_url: anyText,
	reference_images: v.nullish(v.array(v.string())),
	image_loras: v.nullish(v.array(v.unknown())),
	disable_safety_checker: v.nullish(v.boolean()),
	output_format: v.nullish(v.picklist(['jpeg', 'png'])),
	response_format: v.nullish(v.picklist(['base64', 'url'])),
});

/** https://docs.together.ai/docs/serverless-models#image-models, without those of other vendors' dialects. */
const models = [
	'black-forest-labs/FLUX.1-schnell',
	'black-forest-labs/FLUX.1-schnell-Free',
	'black-forest-labs/FLUX.1-dev',
	'black-forest-labs/FLUX.1.1-pro',
	'black-forest-labs/FLUX.1-krea-dev',
	'black-forest-labs/FLUX.1-kontext-pro',
	'black-forest-labs/FLUX.1-kontext-max',
	'black-forest-labs/FLUX.2-pro',
	'black-forest-labs/FLUX.2-dev',
	'black-forest-labs/FLUX.2-flex',
	'google/gemini-3-pro-image',
	'google/flash-image-2.5',
	'ByteDance-Seed/Seedream-4.0',
	'ByteDance-Seed/Seedream-3.0',
	'Qwen/Qwen-Image',
	'stabilityai/stable-diffusion-xl-base-1.0',
];

const error = ({ status, message, code, param }: Refused) =>
	json(status, {
		id: randomUUID(),
		error: {
			message,
			type: status < 500 ? 'invalid_request_error' : 'server_error',
			param: param ?? null,
			code: code ?? null,
		},
	});

/** Together: width and height, and `base64` where others say `b64_json`. */
export const together: Protocol & { sells(model: string): boolean } = {
	sells: (model) => models.includes(model),
	...serviceOf({
		services: ['together'],
		keyFault: (call) =>
			hasNoGoodKey(call)
				? {
						status: 401,
						message:
							'Invalid API key provided. You can find your API key at https://api.together.ai/settings/api-keys.',
						code: 'invalid_api_key',
					}
				: undefined,
		error,
		routes: [
			{
				method: 'GET',
				path: /^\/v1\/models$/,
				// A bare list, https://docs.together.ai/reference/models-1.
				answer: () => told(models.map((id) => ({ id, object: 'model', type: 'image', display_name: id }))),
			},
			{
				method: 'POST',
				path: /^\/v1\/images\/generations$/,
				answer(call) {
					const request = bodyOf(call, requestSchema, error);
					const { model, prompt, n, width, height } = request;
					if (!models.includes(model)) {
						const message = `Unable to access model ${model}. Please visit https://api.together.ai/models to view the list of supported models.`;
						throw new Refusal(error({ status: 404, message, code: 'model_not_available' }));
					}
					const size = sized(width ?? 1024, height ?? 1024);
					const fault = pixelFault(familyOf(model), size.width, size.height);
					if (fault) {
						throw new Refusal(error({ status: 400, message: `Invalid width or height: ${fault}.`, param: 'width' }));
					}
					const format = request.output_format ?? 'jpeg';
					const isBase64 = request.response_format === 'base64';
					return drawn({
						model,
						prompt,
						...size,
						format,
						inputs: bytesIn(request.image_url, request.reference_images),
						count: n ?? 1,
						reply(files, publish) {
							const data = files.map((file, index) => ({
								index,
								type: isBase64 ? 'b64_json' : 'url',
								...base64Or(isBase64, () => publish(file, format)),
							}));
							return jsonWith({ id: randomUUID(), model, object: 'list', data }, files);
						},
					});
				},
			},
		],
	}),
};

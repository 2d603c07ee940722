import * as v from 'valibot';
import { familyOf } from '../../engine/providers/models';
import { json, type Reply } from '../reply';
import { pixelFault, sized } from './pixels';
import { pixelsOf } from './sizes';
import { Refusal, type Protocol } from './protocol';
import { bytesIn } from './sentImages';
import {
	anyNumber,
	anyText,
	bodyOf,
	countUpTo,
	drawn,
	hasNoGoodKey,
	jsonWith,
	modelList,
	type Refused,
	serviceOf,
} from './service';

/**
 * https://docs.siliconflow.cn/docs/api/images-generations-post. Whether it rejects fields that it does not know is not known; here it does, so
 * that none is sent.
 */
const requestSchema = v.strictObject({
	model: v.string(),
	prompt: v.pipe(v.string(), v.nonEmpty()),
	image_size: anyText,
	batch_size: v.nullish(countUpTo(4)),
	negative_prompt: anyText,
	seed: anyNumber,
	num_inference_steps: anyNumber,
	guidance_scale: anyNumber,
	cfg: anyNumber,
	image: anyText,
	image2: anyText,
	image3: anyText,
});

const models = [
	'Kwai-Kolors/Kolors',
	'Qwen/Qwen-Image',
	'Tongyi-MAI/Z-Image-Turbo',
	'baidu/ERNIE-Image-Turbo',
	'black-forest-labs/FLUX.1-schnell',
	'black-forest-labs/FLUX.2-pro',
	'black-forest-labs/FLUX.2-flex',
];

/** A bare JSON string for a key, a bare text for an address, and else a code with words: as its documentation has them. */
function error({ status, message }: Refused): Reply {
	switch (status) {
		case 401:
			return json(401, 'Invalid token');
		case 404:
			return { status, headers: { 'content-type': 'text/plain' }, body: ['404 page not found'] };
		case 429:
			return json(429, { message, data: null });
		default:
			return json(status, { code: status === 503 ? 50_505 : 20_015, message, data: null });
	}
}

/** SiliconFlow: `image_size` and `batch_size`; links that hold for an hour, and nothing else. */
export const siliconFlow: Protocol & { sells(model: string): boolean } = {
	sells: (model) => models.includes(model),
	...serviceOf({
		services: ['siliconFlow'],
		keyFault: (call) => (hasNoGoodKey(call) ? { status: 401, message: '' } : undefined),
		error,
		routes: [
			{
				method: 'GET',
				path: /^\/v1\/models$/,
				answer: () => modelList(models),
			},
			{
				method: 'POST',
				path: /^\/v1\/images\/generations$/,
				answer(call) {
					const request = bodyOf(call, requestSchema, error);
					const { model, prompt, image_size: size = '1024x1024', batch_size: count } = request;
					if (!models.includes(model)) {
						throw new Refusal(
							json(400, { code: 20_012, message: 'Model does not exist. Please check it carefully.', data: null }),
						);
					}
					const pixels = pixelsOf(size ?? '1024x1024');
					const fault = pixels ? pixelFault(familyOf(model), pixels.width, pixels.height) : 'it has to be WIDTHxHEIGHT';
					if (!pixels || fault) {
						throw new Refusal(error({ status: 400, message: `image_size is invalid: ${fault}.` }));
					}
					return drawn({
						model,
						prompt,
						...sized(pixels.width, pixels.height),
						format: 'png',
						inputs: bytesIn(request.image, request.image2, request.image3),
						count: count ?? 1,
						reply(files, publish) {
							const images = files.map((file) => ({ url: publish(file, 'png') }));
							return jsonWith({ images, timings: { inference: 1.2 }, seed: request.seed ?? 1 }, []);
						},
					});
				},
			},
		],
	}),
};

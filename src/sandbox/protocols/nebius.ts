import * as v from 'valibot';
import { randomUUID } from 'node:crypto';
import { familyOf } from '../../engine/providers/models';
import { json, type Reply } from '../reply';
import { pixelFault, sized } from './pixels';
import { Refusal, type Protocol } from './protocol';
import {
	anyNumber,
	anyText,
	base64Or,
	bodyOf,
	countUpTo,
	drawn,
	hasNoGoodKey,
	jsonWith,
	modelList,
	nowInSeconds,
	type Refused,
	serviceOf,
} from './service';

/** https://docs.tokenfactory.nebius.com (formerly Nebius AI Studio), text to image; its 422s are FastAPI's. */
const requestSchema = v.strictObject({
	model: v.string(),
	prompt: v.pipe(v.string(), v.nonEmpty(), v.maxLength(2000)),
	width: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(2048))),
	height: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(2048))),
	n: v.nullish(countUpTo(4)),
	num_inference_steps: anyNumber,
	negative_prompt: anyText,
	seed: anyNumber,
	guidance_scale: anyNumber,
	loras: v.nullish(v.array(v.unknown())),
	response_extension: v.nullish(v.picklist(['png', 'jpg', 'webp'])),
	response_format: v.nullish(v.picklist(['url', 'b64_json'])),
});

const models = ['black-forest-labs/flux-schnell', 'black-forest-labs/flux-dev', 'stability-ai/sdxl'];

const error = ({ status, message, param, code }: Refused): Reply =>
	json(
		status,
		param === undefined
			? { detail: message }
			: {
					detail: [
						{
							type: code === 'unknown_parameter' ? 'extra_forbidden' : 'value_error',
							loc: ['body', param],
							msg: message,
						},
					],
				},
	);

/** Nebius: width and height, links unless base64 is asked for, and FastAPI's errors. */
export const nebius: Protocol & { sells(model: string): boolean } = {
	sells: (model) => models.includes(model),
	...serviceOf({
		services: ['nebius'],
		keyFault: (call) => (hasNoGoodKey(call) ? { status: 401, message: 'Could not validate credentials' } : undefined),
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
					const request = bodyOf(call, requestSchema, error, ({ kind, path, expected }) => {
						const isUnknown = kind === 'unknown';
						const message = isUnknown
							? 'Extra inputs are not permitted'
							: kind === 'missing'
								? 'Field required'
								: `Input should be ${expected}`;
						return { status: 422, message, param: path.join('.'), code: isUnknown ? 'unknown_parameter' : undefined };
					});
					const { model, prompt, n } = request;
					const size = sized(request.width ?? 1024, request.height ?? 1024);
					const fault = pixelFault(familyOf(model), size.width, size.height);
					if (!models.includes(model) || fault) {
						throw new Refusal(
							error({ status: fault ? 422 : 404, message: fault ?? `The model \`${model}\` does not exist.` }),
						);
					}
					const format = request.response_extension === 'png' ? 'png' : 'jpeg';
					const isBase64 = request.response_format === 'b64_json';
					return drawn({
						model,
						prompt,
						...size,
						format,
						count: n ?? 1,
						reply(files, publish) {
							const data = files.map((file) => base64Or(isBase64, () => publish(file, format)));
							return jsonWith({ id: randomUUID(), created: nowInSeconds(), data }, files);
						},
					});
				},
			},
		],
	}),
};

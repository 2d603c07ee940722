import * as v from 'valibot';
import { familyOf } from '../../engine/providers/models';
import type { Call } from '../call';
import { json, type Reply } from '../reply';
import { pixelFault, sized } from './pixels';
import { pixelsOf } from './sizes';
import { Refusal, type Order, type Protocol } from './protocol';
import {
	anyNumber,
	anyText,
	base64Or,
	bodyOf,
	countUpTo,
	drawn,
	hasNoGoodKey,
	jsonWith,
	nowInSeconds,
	type Refused,
	serviceOf,
	told,
} from './service';

const edge = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(4096)));

/** https://github.com/pollinations/pollinations, `enter.pollinations.ai`, the images route. Fields that it does not know: rejected here, so that none is sent. */
const requestSchema = v.strictObject({
	model: anyText,
	prompt: v.pipe(v.string(), v.nonEmpty()),
	n: v.nullish(countUpTo(1)),
	size: anyText,
	width: edge,
	height: edge,
	seed: anyNumber,
	quality: v.nullish(v.picklist(['low', 'medium', 'high', 'hd', 'standard'])),
	image: v.nullish(v.unknown()),
	nologo: v.nullish(v.boolean()),
	enhance: v.nullish(v.boolean()),
	transparent: v.nullish(v.boolean()),
	response_format: v.nullish(v.picklist(['url', 'b64_json'])),
	user: anyText,
});

const models = [
	'flux',
	'zimage',
	'turbo',
	'gptimage',
	'gptimage-large',
	'kontext',
	'seedream',
	'nanobanana',
	'nanobanana-pro',
];

const codes: Readonly<Record<number, string>> = { 400: 'BAD_REQUEST', 401: 'UNAUTHORIZED', 404: 'NOT_FOUND' };

const error = ({ status, message }: Refused): Reply =>
	json(status, { status, success: false, error: { code: codes[status] ?? 'INTERNAL_ERROR', message } });

/** Pollinations: OpenAI's path, pixels as `size` or as width and height. */
export const pollinations: Protocol = serviceOf({
	services: ['pollinations'],
	keyFault: (call) =>
		hasNoGoodKey(call) ? { status: 401, message: 'Authentication required. Please provide an API key.' } : undefined,
	error,
	routes: [
		{
			method: 'GET',
			path: /^\/(?:v1\/models|image\/models)$/,
			open: true,
			answer: ({ path }) =>
				told(
					path.startsWith('/v1')
						? { object: 'list', data: models.map((id) => ({ id })) }
						: models.map((name) => ({ name })),
				),
		},
		{
			method: 'GET',
			path: /^\/account\/(?:balance|key|profile)$/,
			answer: () => told({ balance: 1, valid: true }),
		},
		{ method: 'POST', path: /^\/v1\/images\/generations$/, answer: (call) => drawn(orderFor(call)) },
	],
});

function orderFor(call: Call): Order {
	const request = bodyOf(call, requestSchema, error);
	const model = request.model ?? 'flux';
	const { width, height } = pixelsOf(request.size ?? '') ?? {
		width: request.width ?? 1024,
		height: request.height ?? 1024,
	};
	const fault = models.includes(model) ? pixelFault(familyOf(model), width, height) : `model ${model} is not known`;
	if (fault) {
		throw new Refusal(error({ status: 400, message: fault }));
	}
	const isBase64 = request.response_format === 'b64_json';
	return {
		model,
		prompt: request.prompt,
		...sized(width, height),
		format: 'jpeg',
		count: 1,
		reply(files, publish) {
			const data = files.map((file) => base64Or(isBase64, () => publish(file, 'jpeg')));
			return jsonWith({ created: nowInSeconds(), data }, files);
		},
	};
}

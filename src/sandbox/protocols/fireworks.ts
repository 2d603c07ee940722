import * as v from 'valibot';
import { familyOf } from '../../engine/providers/models';
import type { Call } from '../call';
import { imagePlace, json, type Reply } from '../reply';
import { namedSize, pixelFault, sized, type Size } from './pixels';
import { Refusal, type Order, type Protocol } from './protocol';
import { rawImage } from './rawBytes';
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
	type Refused,
	serviceOf,
} from './service';

const edge = edgeUpTo(4096);

/** @ai-sdk/fireworks 3.0.62; https://docs.fireworks.ai/api-reference/generate-a-new-image-from-a-text-prompt. */
const requestSchema = v.strictObject({
	prompt: v.pipe(v.string(), v.nonEmpty()),
	aspect_ratio: v.nullish(
		v.picklist(['1:1', '21:9', '16:9', '3:2', '5:4', '4:5', '2:3', '9:16', '9:21', '4:3', '3:4']),
	),
	width: edge,
	height: edge,
	samples: v.nullish(countUpTo(1)),
	seed: anyNumber,
	guidance_scale: anyNumber,
	num_inference_steps: anyNumber,
	negative_prompt: anyText,
	output_format: v.nullish(v.picklist(['jpeg', 'png'])),
});

/** Which of them takes ratios (workflows), and which pixels. */
const workflows = ['flux-1-schnell-fp8', 'flux-1-dev-fp8'];
const bySize = ['playground-v2-5-1024px-aesthetic', 'stable-diffusion-xl-1024-v1-0', 'SSD-1B'];

const error = ({ status, message }: Refused): Reply =>
	json(status, { error: { object: 'error', type: 'invalid_request_error', code: 'invalid_request_error', message } });

const refusal = (status: number, message: string): Refusal => new Refusal(error({ status, message }));

/** Fireworks: the model in the path, and the image itself as the body. */
export const fireworks: Protocol = serviceOf({
	services: ['fireworks'],
	takes: ({ path }) => path.startsWith('/inference/v1/'),
	keyFault: (call) =>
		hasNoGoodKey(call) ? { status: 401, message: 'The API key you provided is invalid.' } : undefined,
	error,
	routes: [
		{
			method: 'GET',
			path: /^\/inference\/v1\/models$/,
			answer: () => modelList([...workflows, ...bySize].map((id) => `accounts/fireworks/models/${id}`)),
		},
		{
			method: 'POST',
			path: /^\/inference\/v1\/workflows\/accounts\/fireworks\/models\/([^/]+)\/text_to_image$/,
			answer: (call, model = '') => drawn(orderFor(call, known(model, workflows), false)),
		},
		{
			method: 'POST',
			path: /^\/inference\/v1\/image_generation\/accounts\/fireworks\/models\/([^/]+)$/,
			answer: (call, model = '') => drawn(orderFor(call, known(model, bySize), true)),
		},
	],
});

function known(model: string, models: readonly string[]): string {
	if (!models.includes(model)) {
		throw refusal(404, `Model not found, inaccessible, and/or not deployed: accounts/fireworks/models/${model}`);
	}
	return model;
}

function orderFor(call: Call, model: string, inPixels: boolean): Order {
	const request = bodyOf(call, requestSchema, error);
	const accepted = call.headers['accept'] ?? '';
	const format = request.output_format ?? (accepted.includes('image/png') ? 'png' : 'jpeg');
	// Asked for it, it puts base64 into JSON.
	const isJson = accepted === 'application/json';
	return {
		model,
		prompt: request.prompt,
		...sizeOf(model, request, inPixels),
		format,
		count: 1,
		reply: (files) =>
			isJson
				? jsonWith({ base64: files.map(() => imagePlace), finishReason: 'SUCCESS', seed: request.seed ?? 0 }, files)
				: rawImage(files, format, { 'finish-reason': 'SUCCESS', seed: String(request.seed ?? 0) }),
	};
}

function sizeOf(model: string, request: v.InferOutput<typeof requestSchema>, inPixels: boolean): Size {
	const { width, height, aspect_ratio: ratio } = request;
	if (!inPixels) {
		const size = width == null && height == null ? namedSize(familyOf(model), '1K', ratio ?? undefined) : undefined;
		if (!size) {
			throw refusal(400, 'Extra inputs are not permitted, field: width');
		}
		return size;
	}
	const size = sized(width ?? 1024, height ?? 1024);
	const fault = ratio == null ? pixelFault(familyOf(model), size.width, size.height) : 'aspect_ratio is not taken';
	if (fault) {
		throw refusal(400, fault);
	}
	return size;
}

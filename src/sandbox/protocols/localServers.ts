import * as v from 'valibot';
import { imagePlace, json, type Reply } from '../reply';
import { pixelFault, sized } from './pixels';
import { pixelsOf } from './sizes';
import { unknownFamily } from '../../engine/providers/models';
import { checked, type Fault } from './checked';
import { Refusal, type Answer, type Protocol } from './protocol';
import { bytesIn, firstBroken } from './sentImages';
import {
	anyNumber,
	anyText,
	bodyOf,
	countUpTo,
	drawn,
	jsonWith,
	modelList,
	nowInSeconds,
	plainWords,
	type Refused,
	serviceOf,
	told,
} from './service';

/** Its errors are texts: leejet/stable-diffusion.cpp 97d29908, `examples/server/api.md`. */
const sdCppError = ({ status, message }: Refused): Reply => json(status, { error: message });

/** `model` and `response_format` are not looked at, nor is what it does not know. */
const sdCppSchema = v.object({
	prompt: v.pipe(v.string(), v.nonEmpty()),
	n: v.nullish(countUpTo(8)),
	size: anyText,
	output_format: v.nullish(v.picklist(['png', 'jpeg', 'webp'])),
});

/** stable-diffusion.cpp's server: any size in pixels, base64 always, no key. */
export const stableDiffusionCpp: Protocol = serviceOf({
	services: ['stableDiffusionCpp'],
	error: sdCppError,
	routes: [
		{
			method: 'GET',
			path: /^\/v1\/models$/,
			answer: () => modelList(['sd-cpp-local']),
		},
		{
			method: 'POST',
			path: /^\/v1\/images\/generations$/,
			answer(call) {
				return sdCppDrawn(bodyOf(call, sdCppSchema, sdCppError));
			},
		},
		{
			method: 'POST',
			path: /^\/v1\/images\/edits$/,
			answer({ form = [] }) {
				const texts = form.flatMap(({ name, value }) => (typeof value === 'string' ? [[name, value] as const] : []));
				const { n, ...fields } = Object.fromEntries(texts);
				const request = { ...fields, ...(n !== undefined && { n: Number(n) }) };
				const inputs = form.flatMap(({ name, value }) =>
					(name === 'image' || name === 'image[]') && typeof value !== 'string' ? [value.bytes] : [],
				);
				if (inputs.length === 0) {
					throw new Refusal(sdCppError({ status: 400, message: 'image is required' }));
				}
				const words = (fault: Fault): Refusal => new Refusal(sdCppError(plainWords(fault)));
				return sdCppDrawn(checked(sdCppSchema, request, words), inputs);
			},
		},
	],
});

function sdCppDrawn(request: v.InferOutput<typeof sdCppSchema>, inputs: readonly Uint8Array[] = []): Answer {
	const { prompt, n, size, output_format: wanted } = request;
	const pixels = pixelsOf(size ?? '512x512');
	const fault = pixels ? tooLarge(pixels.width, pixels.height) : 'invalid size, expected WIDTHxHEIGHT';
	if (!pixels || fault) {
		throw new Refusal(sdCppError({ status: 400, message: fault ?? '' }));
	}
	const format = wanted === 'jpeg' ? 'jpeg' : 'png';
	return drawn({
		model: 'sd-cpp-local',
		prompt,
		...sized(pixels.width, pixels.height),
		format,
		inputs,
		count: n ?? 1,
		reply: (files) =>
			jsonWith(
				{ created: nowInSeconds(), output_format: format, data: files.map(() => ({ b64_json: imagePlace })) },
				files,
			),
	});
}

/** As FastAPI and the web UI word it: vladmandic/sdnext 058a7f0c, `modules/api`. */
const sdapiError = ({ status, message }: Refused): Reply =>
	status === 404 || status === 405
		? json(status, { detail: status === 404 ? 'Not Found' : 'Method Not Allowed' })
		: json(status, {
				error: status === 422 ? 'ValidationError' : 'RuntimeError',
				detail: message,
				body: '',
				errors: message,
			});

const edge = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(8192)));

/** What it does not know it leaves be. */
const sdapiSchema = v.object({
	prompt: v.nullish(v.string()),
	negative_prompt: anyText,
	width: edge,
	height: edge,
	steps: anyNumber,
	cfg_scale: anyNumber,
	seed: anyNumber,
	sampler_name: anyText,
	batch_size: v.nullish(countUpTo(8)),
	n_iter: v.nullish(countUpTo(8)),
	init_images: v.nullish(v.array(v.string())),
	send_images: v.nullish(v.boolean()),
	override_settings: v.nullish(
		v.object({ samples_format: v.nullish(v.picklist(['png', 'jpg', 'webp'])), sd_model_checkpoint: anyText }),
	),
});

const checkpoint = 'v1-5-pruned-emaonly.safetensors [6ce0161689]';

/** AUTOMATIC1111's web UI, SD.Next and Forge; with a name and password (`--api-auth`) where the address says `/as/stableDiffusionWebUILocked`. */
export const sdapi: Protocol = serviceOf({
	services: ['stableDiffusionWebUI', 'stableDiffusionWebUILocked'],
	takes: ({ path }) => path.startsWith('/sdapi/'),
	keyFault: ({ service, headers }) =>
		service === 'stableDiffusionWebUILocked' && !/^Basic (?!$)/.test(headers['authorization'] ?? '')
			? { status: 401, message: 'Incorrect username or password' }
			: undefined,
	error: sdapiError,
	routes: [
		{
			method: 'GET',
			path: /^\/sdapi\/v1\/options$/,
			answer: () => told({ sd_model_checkpoint: checkpoint, samples_format: 'png' }),
		},
		{
			method: 'GET',
			path: /^\/sdapi\/v1\/sd-models$/,
			answer: () => told([{ title: checkpoint, model_name: 'v1-5-pruned-emaonly', hash: '6ce0161689', filename: '' }]),
		},
		{
			method: 'GET',
			path: /^\/sdapi\/v1\/samplers$/,
			answer: () => told([{ name: 'Euler a', aliases: ['k_euler_a'], options: {} }]),
		},
		{
			method: 'GET',
			path: /^\/sdapi\/v1\/progress$/,
			answer: () => told({ progress: 0, eta_relative: 0, state: { job: '', job_count: 0 }, current_image: null }),
		},
		{
			method: 'POST',
			path: /^\/sdapi\/v1\/interrupt$/,
			answer: () => told({}),
		},
		{
			method: 'POST',
			path: /^\/sdapi\/v1\/(?:txt2img|img2img)$/,
			answer(call) {
				const request = bodyOf(call, sdapiSchema, sdapiError, ({ path, expected }) => ({
					status: 422,
					message: `${path.join('.')}: Input should be ${expected}`,
				}));
				const { width, height } = { width: request.width ?? 512, height: request.height ?? 512 };
				const fault = tooLarge(width, height);
				if (fault) {
					throw new Refusal(sdapiError({ status: 500, message: fault }));
				}
				const format = request.override_settings?.samples_format === 'jpg' ? 'jpeg' : 'png';
				const info = JSON.stringify({
					prompt: request.prompt,
					seed: request.seed ?? -1,
					width,
					height,
					steps: request.steps ?? 50,
				});
				return drawn({
					model: request.override_settings?.sd_model_checkpoint ?? checkpoint,
					prompt: request.prompt ?? '',
					...sized(width, height),
					format,
					inputs: initImages(call.path, request.init_images ?? []),
					count: (request.batch_size ?? 1) * (request.n_iter ?? 1),
					reply: (files) => jsonWith({ images: files.map(() => imagePlace), parameters: {}, info }, files),
				});
			},
		},
	],
});

/** What `img2img` begins with: AUTOMATIC1111's `modules/api/api.py`. */
function initImages(path: string, images: readonly string[]): Uint8Array[] {
	if (!path.endsWith('img2img')) {
		return [];
	}
	if (images.length === 0) {
		throw new Refusal(json(404, { detail: 'Init image not found' }));
	}
	const files = bytesIn(images);
	if (firstBroken(files) !== undefined) {
		throw new Refusal(json(500, { detail: 'Invalid encoded image' }));
	}
	return files;
}

/** As when the graphics card's memory does not suffice. */
function tooLarge(width: number, height: number): string | undefined {
	return width * height > 16_777_216 ||
		pixelFault({ ...unknownFamily, sizes: { by: 'pixels', multipleOf: 1 } }, width, height)
		? 'CUDA out of memory. Tried to allocate 64.00 GiB'
		: undefined;
}

import * as v from 'valibot';
import { familyOf } from '../../engine/providers/models';
import type { Call } from '../call';
import { mediaTypeOf } from '../encode';
import { imagePlace, json, withImages, type Piece, type Reply } from '../reply';
import { chatFields, chatOrder } from './chat';
import { listedForAll, listedForImages, routedModels, type RoutedModel } from './openRouterModels';
import { isOfRatio, namedSize, pixelFault, sized, type Size } from './pixels';
import { pixelsOf } from './sizes';
import { Refusal, type Order, type Protocol } from './protocol';
import { bytesIn } from './sentImages';
import {
	anyNumber,
	anyText,
	bodyOf,
	countUpTo,
	drawn,
	jsonWith,
	nowInSeconds,
	serviceOf,
	told,
	type Refused,
} from './service';

const ratios = [
	...['1:1', '1:2', '1:4', '1:8', '2:1', '2:3', '2.35:1', '3:2', '3:4', '4:1', '4:3', '4:5', '5:2', '5:4', '8:1'],
	...['9:16', '16:9', '9:19.5', '19.5:9', '9:20', '20:9', '9:21', '21:9', 'auto'],
];

/** @openrouter/sdk 1.3.19, `models/imagegenerationrequest`. */
const imagesSchema = v.strictObject({
	model: v.string(),
	prompt: v.pipe(v.string(), v.nonEmpty()),
	n: v.nullish(countUpTo(10)),
	aspect_ratio: v.nullish(v.picklist(ratios)),
	resolution: v.nullish(v.picklist(['512', '1K', '2K', '4K'])),
	size: anyText,
	quality: v.nullish(v.picklist(['auto', 'low', 'medium', 'high', 'xhigh', 'max'])),
	background: v.nullish(v.picklist(['auto', 'transparent', 'opaque'])),
	output_format: v.nullish(v.picklist(['png', 'jpeg', 'webp', 'svg'])),
	output_compression: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))),
	input_references: v.nullish(
		v.array(v.object({ type: v.literal('image_url'), image_url: v.object({ url: v.string() }) })),
	),
	stream: v.nullish(v.boolean()),
	seed: anyNumber,
	user: anyText,
	session_id: anyText,
	provider: v.nullish(v.unknown()),
	trace: v.nullish(v.unknown()),
});

type ImagesRequest = v.InferOutput<typeof imagesSchema>;

/** The same, `models/chatrequest`, as far as images go. */
const chatSchema = v.strictObject({
	...chatFields,
	modalities: v.nullish(v.array(v.picklist(['text', 'image', 'audio']))),
	image_config: v.nullish(v.object({ aspect_ratio: anyText, image_size: anyText })),
	provider: v.nullish(v.unknown()),
	reasoning: v.nullish(v.unknown()),
	session_id: anyText,
	trace: v.nullish(v.unknown()),
});

const keepAlive = { text: ': OPENROUTER PROCESSING\n\n', everyMs: 10_000 };

const headers = (): Reply['headers'] => ({ 'x-generation-id': `gen-img-${nowInSeconds()}` });

const error = ({ status, message }: Refused): Reply =>
	json(status, { error: { message, code: status }, user_id: null });

const refusal = (status: number, message: string): Refusal => new Refusal(error({ status, message }));

/** OpenRouter: an images endpoint of its own, and chat with modalities. */
export const openRouter: Protocol = serviceOf({
	services: ['openrouter', 'openrouterChat'],
	takes: ({ path }) => path.startsWith('/api/v1/'),
	keyFault(call) {
		if (call.key === '') {
			return { status: 401, message: 'No auth credentials found' };
		}
		return call.key.includes('wrong') ? { status: 401, message: 'User not found.' } : undefined;
	},
	error,
	routes: [
		{
			method: 'GET',
			path: /^\/api\/v1\/models$/,
			open: true,
			answer: () => told({ data: routedModels.map(listedForAll) }),
		},
		{
			method: 'GET',
			path: /^\/api\/v1\/images\/models$/,
			open: true,
			answer: () => told({ data: routedModels.map(listedForImages) }),
		},
		{
			method: 'GET',
			path: /^\/api\/v1\/(?:auth\/)?key$/,
			answer: () =>
				told({ data: { label: 'sk-or-v1-…', limit: null, limit_remaining: null, usage: 0, is_free_tier: false } }),
		},
		{ method: 'POST', path: /^\/api\/v1\/images$/, answer: (call) => drawn(imagesOrder(call)) },
		{ method: 'POST', path: /^\/api\/v1\/chat\/completions$/, answer: (call) => drawn(chatted(call)) },
	],
});

function imagesOrder(call: Call): Order {
	const request = bodyOf(call, imagesSchema, error);
	const model = modelNamed(request.model);
	const size = sizeOf(model, request);
	const drawsSvg = familyOf(model.id).svg === 'only';
	const format = request.output_format ?? (drawsSvg ? 'svg' : model.id.startsWith('google/') ? 'jpeg' : 'png');
	const count = request.n ?? 1;
	if (count > model.maxCount) {
		throw refusal(400, `${model.id} generates one image per request: n must be 1`);
	}
	if (drawsSvg !== (format === 'svg')) {
		throw refusal(400, `${model.id} does not support output_format ${format}`);
	}
	if (format === 'webp') {
		throw refusal(400, `The sandbox does not draw ${format}; it draws png and jpeg.`);
	}
	const transparent = request.background === 'transparent';
	if (transparent && (format !== 'png' || !familyOf(model.id).backgrounds?.includes('transparent'))) {
		throw refusal(400, `background: transparent is not supported by ${model.id} as ${format}`);
	}
	const usage = { prompt_tokens: 12, completion_tokens: 1120, total_tokens: 1132, cost: 0.039 };
	const drawing = { media_type: mediaTypeOf(format) };
	const isStreamed = request.stream === true && model.streams;
	const events = { 'content-type': 'text/event-stream', ...headers() };
	const event = (value: object, file: Uint8Array): Piece[] => ['data: ', ...withImages(value, [file]), '\n\n'];
	return {
		model: model.id,
		prompt: request.prompt,
		...size,
		format,
		transparent,
		inputs: bytesIn(request.input_references?.map(({ image_url: image }) => image.url)),
		count,
		...(isStreamed && {
			meanwhile: {
				headers: events,
				keepAlive,
				previews: 1,
				preview: (index, file) =>
					event({ type: 'image_generation.partial_image', partial_image_index: index, b64_json: imagePlace }, file),
			},
		}),
		reply(files) {
			const created = nowInSeconds();
			if (isStreamed) {
				const completed = { type: 'image_generation.completed', b64_json: imagePlace, created, ...drawing, usage };
				return { status: 200, headers: events, body: files.flatMap((file) => event(completed, file)) };
			}
			const data = files.map(() => ({ b64_json: imagePlace, ...drawing }));
			return jsonWith({ created, data, usage }, files, headers());
		},
	};
}

function chatted(call: Call): Order {
	const request = bodyOf(call, chatSchema, error);
	const model = modelNamed(request.model);
	const modalities = request.modalities ?? ['text'];
	if (model.imageOnly && modalities.includes('text')) {
		throw refusal(404, `No endpoints found that support the requested output modalities: ${modalities.join(', ')}`);
	}
	const { aspect_ratio: ratio, image_size: tier } = request.image_config ?? {};
	const size = namedSize(familyOf(model.id), tier ?? undefined, ratio ?? undefined);
	if (!size || (tier && tier !== tier.toUpperCase())) {
		throw refusal(400, `image_config.image_size: ${model.id} has no ${tier ?? ''}`);
	}
	return chatOrder(request, modalities.includes('image') ? size : undefined, {
		images: 'list',
		format: model.id.startsWith('google/') ? 'jpeg' : 'png',
		keepAlive,
		headers: headers(),
	});
}

function modelNamed(id: string): RoutedModel {
	const model = routedModels.find((known) => known.id === id);
	if (!model) {
		throw refusal(400, `${id} is not a valid model ID`);
	}
	return model;
}

/** Ratios are brought to the nearest that the model has; sizes that it lacks, and such as contradict one another, are refused. */
function sizeOf({ id }: RoutedModel, request: ImagesRequest): Size {
	const { size, resolution, aspect_ratio: given } = request;
	const ratio = given === 'auto' || given == null ? undefined : given;
	const family = familyOf(id);
	const pixels = pixelsOf(size ?? '');
	if (pixels) {
		const { width, height } = pixels;
		const isContrary = resolution != null || (ratio !== undefined && !isOfRatio([width, height], ratio));
		const fault = isContrary ? 'it contradicts resolution or aspect_ratio' : pixelFault(family, width, height);
		if (fault) {
			throw refusal(400, `size ${size ?? ''} is not supported by ${id}: ${fault}`);
		}
		return sized(width, height);
	}
	if (size != null && resolution != null && size !== resolution) {
		throw refusal(400, 'size and resolution contradict one another');
	}
	const found = namedSize(family, size ?? resolution ?? namelessTier(id), ratio);
	if (!found) {
		throw refusal(400, `resolution ${size ?? resolution ?? ''} is not supported by ${id}`);
	}
	return found;
}

/** The smallest that a model has: what it draws unasked. */
function namelessTier(id: string): string {
	const { sizes } = familyOf(id);
	const tiers = sizes.by === 'name' || sizes.by === 'pixels' ? sizes.tiers : undefined;
	return tiers?.[0]?.resolution ?? '1K';
}

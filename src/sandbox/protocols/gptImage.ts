import * as v from 'valibot';
import type { ModelFamily } from '../../engine/providers/family';
import { familyOf } from '../../engine/providers/models';
import type { PaintedFormat } from '../encode';
import type { KeepAlive, Meanwhile } from '../meanwhile';
import { imagePlace, withImages, type Piece } from '../reply';
import { checked } from './checked';
import { invalidValue, refusal, refuseFault, replyHeaders } from './openaiErrors';
import { pixelFault, sized, type Size } from './pixels';
import { pixelsOf } from './sizes';
import type { Order } from './protocol';

const requestSchema = v.strictObject({
	model: v.optional(v.string()),
	prompt: v.pipe(v.string(), v.nonEmpty(), v.maxLength(32_000)),
	n: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10))),
	size: v.nullish(v.string()),
	quality: v.nullish(v.string()),
	background: v.nullish(v.picklist(['transparent', 'opaque', 'auto'])),
	output_format: v.nullish(v.picklist(['png', 'jpeg', 'webp', 'gif', 'svg'])),
	output_compression: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))),
	svg: v.nullish(
		v.strictObject({ model: v.string(), reasoning: v.nullish(v.object({ effort: v.nullish(v.string()) })) }),
	),
	moderation: v.nullish(v.picklist(['auto', 'low'])),
	complexity: v.nullish(v.picklist(['low', 'medium', 'high'])),
	stream: v.nullish(v.boolean()),
	partial_images: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3))),
	safety_identifier: v.nullish(v.string()),
	user: v.nullish(v.string()),
});

type Request = v.InferOutput<typeof requestSchema>;

/** How somebody other than OpenAI has its models. */
export interface Elsewhere {
	/** Which model a name of their own stands for. */
	readonly family?: ModelFamily;
	/** How their streams say that they are alive; OpenAI's own do not. */
	readonly keepAlive?: KeepAlive;
	/** What its events are called by. */
	readonly stream?: 'image_generation' | 'image_edit';
}

/** What one of OpenAI's own models is asked for. */
export function gptImageOrder(id: string, body: unknown, elsewhere: Elsewhere = {}): Order {
	const { family = familyOf(id), keepAlive, stream = 'image_generation' } = elsewhere;
	const request = checked(requestSchema, body, refuseFault);
	const size = sizeOf(id, family, request.size ?? 'auto');
	const { width, height } = size;
	const format = formatOf(request, family);
	const transparent = request.background === 'transparent';
	const quality = request.quality ?? 'auto';
	const qualities = [...(family.qualities ?? []), 'auto'];
	if (!qualities.includes(quality)) {
		const values = qualities.map((known) => `'${known}'`).join(', ');
		throw invalidValue('quality', `Invalid value: '${quality}'. Supported values are: ${values}.`);
	}
	const shown = {
		background: transparent ? 'transparent' : 'opaque',
		output_format: format,
		quality: quality === 'auto' ? 'high' : quality,
		size: `${width}x${height}`,
	};
	const count = request.n ?? 1;
	const previews = request.stream ? (request.partial_images ?? 0) : 0;
	return {
		model: id,
		prompt: request.prompt,
		...size,
		format,
		transparent,
		count,
		...(request.stream && { meanwhile: meanwhile(stream, shown, { previews, keepAlive }) }),
		reply(files) {
			const now = Math.floor(Date.now() / 1000);
			const facts = { ...shown, usage: usageOf(request.prompt, width * height * count, previews) };
			if (request.stream) {
				const body = files.flatMap((file) => event(`${stream}.completed`, { created_at: now, ...facts }, file));
				return { status: 200, headers: streamHeaders(), body };
			}
			const data = files.map(() => ({ b64_json: imagePlace }));
			return {
				status: 200,
				headers: { 'content-type': 'application/json', ...replyHeaders() },
				body: withImages({ created: now, ...facts, data }, files),
			};
		},
	};
}

/** Previews, and between them nothing: https://github.com/CookSleep/gpt_image_playground/issues/50. Who passes them on may say more. */
function meanwhile(
	stream: string,
	shown: object,
	{ previews, keepAlive }: { readonly previews: number; readonly keepAlive: KeepAlive | undefined },
): Meanwhile {
	return {
		headers: streamHeaders(),
		...(keepAlive && { keepAlive }),
		previews,
		preview: (index, file) => {
			const now = Math.floor(Date.now() / 1000);
			return event(`${stream}.partial_image`, { partial_image_index: index, created_at: now, ...shown }, file);
		},
	};
}

function event(type: string, facts: object, file: Uint8Array): Piece[] {
	return [`event: ${type}\ndata: `, ...withImages({ type, b64_json: imagePlace, ...facts }, [file]), '\n\n'];
}

function streamHeaders(): Record<string, string> {
	return { 'content-type': 'text/event-stream', ...replyHeaders() };
}

function sizeOf(id: string, family: ModelFamily, size: string): Size {
	if (size === 'auto') {
		return sized(1024, 1024);
	}
	const pixels = pixelsOf(size);
	const fault = pixels ? pixelFault(family, pixels.width, pixels.height) : 'it must be WIDTHxHEIGHT or auto';
	if (!pixels || fault) {
		throw invalidValue('size', `Invalid size '${size}' for ${id}: ${fault}.`);
	}
	return sized(pixels.width, pixels.height);
}

function formatOf(request: Request, { backgrounds = [], svg }: ModelFamily): PaintedFormat {
	const format = request.output_format ?? 'png';
	if (format === 'svg') {
		return asSvg(request, svg === 'asked');
	}
	if (request.svg) {
		throw invalidValue('svg', "svg is only supported with output_format 'svg'.");
	}
	if (format !== 'png' && format !== 'jpeg') {
		throw invalidValue('output_format', `The sandbox does not draw ${format}; it draws png and jpeg.`);
	}
	if (request.background === 'transparent' && format === 'jpeg') {
		throw invalidValue('background', "Transparent background is not supported for output format 'jpeg'.");
	}
	if (request.background === 'transparent' && !backgrounds.includes('transparent')) {
		throw invalidValue('background', 'Transparent background is not supported for this model.');
	}
	if (format === 'png' && (request.output_compression ?? 100) !== 100) {
		throw refusal(400, 'Compression less than 100 is not supported for PNG output format.', {
			param: 'output_compression',
			code: 'invalid_png_output_compression',
		});
	}
	return format;
}

/** The rules of openai-node 7.57.0, `ImageGenerateParams.svg`; in which words they are told is from memory. */
function asSvg(
	{ n, stream, partial_images: previews, output_compression: compression, background }: Request,
	can: boolean,
): 'svg' {
	if (!can) {
		throw invalidValue('output_format', "Output format 'svg' is not supported for this model.");
	}
	const faults = [
		...((n ?? 1) === 1 ? [] : ['n']),
		...(stream ? ['stream'] : []),
		...(previews == null ? [] : ['partial_images']),
		...(compression == null ? [] : ['output_compression']),
		...(background === 'transparent' ? ['background'] : []),
	];
	const [fault] = faults;
	if (fault !== undefined) {
		throw invalidValue(fault, `${fault} is not supported with output_format 'svg'.`);
	}
	return 'svg';
}

function usageOf(prompt: string, pixels: number, previews: number): object {
	const text = Math.ceil(prompt.length / 4);
	const image = Math.round(pixels / 252) + 100 * previews;
	return {
		input_tokens: text,
		input_tokens_details: { text_tokens: text, image_tokens: 0 },
		output_tokens: image,
		output_tokens_details: { image_tokens: image, text_tokens: 0 },
		total_tokens: text + image,
	};
}

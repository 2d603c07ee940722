import * as v from 'valibot';
import { imagePlace, withImages } from '../reply';
import { checked } from './checked';
import { invalidValue, refuseFault, replyHeaders } from './openaiErrors';
import { tierEdges, type LocalModel, type SeedreamModel } from './openaiModels';
import type { Order } from './protocol';
import { latencyOf, pixelsOf } from './sizes';

/** These services take fields they do not know and leave them be. */
const requestSchema = v.object({
	prompt: v.pipe(v.string(), v.nonEmpty()),
	size: v.nullish(v.string()),
	response_format: v.nullish(v.picklist(['url', 'b64_json'])),
});

/**
 * What a model is asked for that answers with links unless told otherwise.
 * Facts: Volcengine's `arkruntime/model/images.go` and LocalAI's `endpoints/openai/image.go`.
 */
export function linkingOrder(model: SeedreamModel | LocalModel, body: unknown): Order {
	const request = checked(requestSchema, body, refuseFault);
	const { width, height } =
		model.family === 'seedream' ? tieredSize(model, request.size ?? '2K') : anySize(request.size);
	const format = model.family === 'seedream' ? 'jpeg' : 'png';
	return {
		model: model.id,
		prompt: request.prompt,
		width,
		height,
		format,
		count: 1,
		latencyOf: latencyOf(width, height),
		reply(files, publish) {
			const size = `${width}x${height}`;
			const base64 = request.response_format === 'b64_json';
			const data = files.map((file) => ({
				...(base64 ? { b64_json: imagePlace } : { url: publish(file, format) }),
				size,
			}));
			const tokens = Math.round((width * height) / 256);
			const usage = { generated_images: files.length, output_tokens: tokens, total_tokens: tokens };
			return {
				status: 200,
				headers: { 'content-type': 'application/json', ...replyHeaders() },
				body: withImages({ model: model.id, created: Math.floor(Date.now() / 1000), data, usage }, files),
			};
		},
	};
}

function tieredSize({ tiers, minPixels }: SeedreamModel, size: string): { width: number; height: number } {
	const tier = tiers.find((known) => known === size);
	if (tier) {
		return { width: tierEdges[tier], height: tierEdges[tier] };
	}
	const pixels = pixelsOf(size);
	if (!pixels) {
		throw invalidValue('size', `Invalid size '${size}'. Supported: ${tiers.join(', ')} and WIDTHxHEIGHT.`);
	}
	const area = pixels.width * pixels.height;
	const ratio = pixels.width / pixels.height;
	if (area < minPixels || area > 16_777_216 || ratio < 1 / 16 || ratio > 16) {
		const rule = `between ${minPixels} and 16777216 pixels, and an aspect ratio between 1:16 and 16:1`;
		throw invalidValue('size', `Invalid size '${size}': the image must have ${rule}.`);
	}
	return pixels;
}

/** As LocalAI does it: what is not a size in pixels is 512 × 512, silently. */
function anySize(size: string | null | undefined): { width: number; height: number } {
	const pixels = pixelsOf(size ?? '') ?? { width: 512, height: 512 };
	if (pixels.width * pixels.height > 16_777_216) {
		throw invalidValue('size', 'The image must not have more than 16777216 pixels.');
	}
	return pixels;
}

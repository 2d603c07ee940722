import * as v from 'valibot';
import { familyOf } from '../../engine/providers/models';
import { checked } from './checked';
import { invalidValue, refuseFault, replyHeaders } from './openaiErrors';
import type { OpenaiModel } from './openaiModels';
import { pixelFault, sized, type Size } from './pixels';
import { bytesIn } from './sentImages';
import { pixelsOf } from './sizes';
import type { Order } from './protocol';
import { base64Or, jsonWith } from './service';

/** These services take fields they do not know and leave them be. */
const requestSchema = v.object({
	prompt: v.pipe(v.string(), v.nonEmpty()),
	size: v.nullish(v.string()),
	response_format: v.nullish(v.picklist(['url', 'b64_json'])),
	/** Seedream's, and LocalAI's. */
	image: v.nullish(v.union([v.string(), v.pipe(v.array(v.string()), v.maxLength(14))])),
	ref_images: v.nullish(v.array(v.string())),
});

/**
 * What a model is asked for that answers with links unless told otherwise.
 * Facts: Volcengine's `arkruntime/model/images.go` and LocalAI's `endpoints/openai/image.go`.
 */
export function linkingOrder({ id, vendor }: OpenaiModel, body: unknown): Order {
	const request = checked(requestSchema, body, refuseFault);
	const drawnAt = vendor === 'seedream' ? tieredSize(id, request.size ?? '2K') : anySize(request.size);
	const { width, height } = drawnAt;
	const format = vendor === 'seedream' ? 'jpeg' : 'png';
	return {
		model: id,
		prompt: request.prompt,
		...drawnAt,
		format,
		inputs: vendor === 'seedream' ? sentTo(request.image ?? []) : bytesIn(request.ref_images),
		count: 1,
		reply(files, publish) {
			const size = `${width}x${height}`;
			const base64 = request.response_format === 'b64_json';
			const data = files.map((file) => ({
				...base64Or(base64, () => publish(file, format)),
				size,
			}));
			const tokens = Math.round((width * height) / 256);
			const usage = { generated_images: files.length, output_tokens: tokens, total_tokens: tokens };
			return jsonWith({ model: id, created: Math.floor(Date.now() / 1000), data, usage }, files, replyHeaders());
		},
	};
}

/** As Volcengine words it: what is neither a link nor a `data:` URL is neither read nor drawn. */
function sentTo(image: string | readonly string[]): Uint8Array[] {
	const wrong = [image].flat().find((one) => !/^(?:https?:|data:image\/(?:png|jpeg|webp);base64,)/.test(one));
	if (wrong !== undefined) {
		throw invalidValue('image', 'The parameter `image` in the request is not valid: invalid url or base64 data.');
	}
	return bytesIn(image);
}

function tieredSize(id: string, size: string): Size {
	const family = familyOf(id);
	const tiers = family.sizes.by === 'pixels' ? (family.sizes.tiers ?? []) : [];
	const tier = tiers.find(({ name }) => name.toLowerCase() === size.toLowerCase());
	if (tier) {
		return sized(tier.edge, tier.edge);
	}
	const pixels = pixelsOf(size);
	const names = tiers.map(({ name }) => name).join(', ');
	const fault = pixels ? pixelFault(family, pixels.width, pixels.height) : `it has to be WIDTHxHEIGHT, ${names}`;
	if (!pixels || fault) {
		throw invalidValue('size', `The parameter \`size\` in the request is not valid: ${fault}.`);
	}
	return sized(pixels.width, pixels.height);
}

/** As LocalAI does it: what is not a size in pixels is 512 × 512, silently. */
function anySize(size: string | null | undefined): Size {
	const { width, height } = pixelsOf(size ?? '') ?? { width: 512, height: 512 };
	const fault = pixelFault(familyOf(''), width, height);
	if (fault && width * height > 16_777_216) {
		throw invalidValue('size', fault);
	}
	return sized(width, height);
}

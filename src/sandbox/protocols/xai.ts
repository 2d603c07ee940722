import * as v from 'valibot';
import { familyOf } from '../../engine/providers/models';
import { json } from '../reply';
import { namedSize } from './pixels';
import { Refusal, type Protocol } from './protocol';
import { bytesIn, firstBroken } from './sentImages';
import {
	base64Or,
	bodyOf,
	countUpTo,
	drawn,
	hasNoGoodKey,
	jsonWith,
	plainWords,
	type Refused,
	serviceOf,
	told,
} from './service';

const imageSchema = v.object({ url: v.string(), type: v.nullish(v.literal('image_url')) });

/** @ai-sdk/xai 5.0.12 and https://docs.x.ai/docs/guides/image-generation; `size` refused in rikkahub/rikkahub#1602's words. */
const requestSchema = v.strictObject({
	model: v.string(),
	prompt: v.pipe(v.string(), v.nonEmpty()),
	n: v.nullish(countUpTo(10)),
	aspect_ratio: v.nullish(
		v.picklist([
			'1:1',
			'3:4',
			'4:3',
			'9:16',
			'16:9',
			'2:3',
			'3:2',
			'9:19.5',
			'19.5:9',
			'9:20',
			'20:9',
			'1:2',
			'2:1',
			'auto',
		]),
	),
	resolution: v.nullish(v.picklist(['1k', '2k'])),
	quality: v.nullish(v.picklist(['low', 'medium', 'high'])),
	response_format: v.nullish(v.picklist(['url', 'b64_json'])),
	output_format: v.nullish(v.string()),
	sync_mode: v.nullish(v.boolean()),
	user: v.nullish(v.string()),
	/** At `/images/edits` alone. */
	image: v.nullish(imageSchema),
	images: v.nullish(v.pipe(v.array(imageSchema), v.maxLength(3))),
});

const models = ['grok-imagine-image-2.0', 'grok-imagine-image', 'grok-imagine-image-pro', 'grok-2-image'];

const error = ({ status, message, code }: Refused) =>
	json(status, { code: code ?? 'Client specified an invalid argument', error: message });

/** xAI: a ratio and a resolution, never a size; links unless base64 is asked for. */
export const xai: Protocol & { sells(model: string): boolean } = {
	sells: (model) => model.startsWith('grok-'),
	...serviceOf({
		services: ['xai'],
		keyFault: (call) =>
			hasNoGoodKey(call) ? { status: 400, message: 'Incorrect API key provided: wr***ng.' } : undefined,
		error,
		routes: [
			{
				method: 'GET',
				path: /^\/v1\/(?:models|image-generation-models)$/,
				answer: () => told({ data: models.map((id) => ({ id, object: 'model', owned_by: 'xai' })) }),
			},
			{
				method: 'POST',
				path: /^\/v1\/images\/(?:generations|edits)$/,
				answer(call) {
					const request = bodyOf(call, requestSchema, error, (fault) =>
						fault.kind === 'unknown'
							? { status: 400, message: `Argument not supported: ${fault.path.join('.')}` }
							: plainWords(fault),
					);
					const { model, prompt, n, aspect_ratio: ratio } = request;
					const size = namedSize(familyOf('grok-imagine-image'), request.resolution ?? '1k', ratioIn(ratio));
					if (!models.includes(model) || !size) {
						const message = `The model ${model} does not exist or your team does not have access to it.`;
						throw new Refusal(error({ status: 404, message, code: 'Some requested entity was not found' }));
					}
					const inputs = inputsOf(call.path, request);
					const isBase64 = request.response_format === 'b64_json';
					const order = { model, prompt, ...size, format: 'jpeg', inputs, count: n ?? 1 } as const;
					return drawn({
						...order,
						reply(files, publish) {
							const data = files.map((file) => ({
								...base64Or(isBase64, () => publish(file, 'jpeg')),
								mime_type: 'image/jpeg',
								revised_prompt: '',
								respect_moderation: true,
							}));
							return jsonWith({ data, usage: { cost_in_usd_ticks: 200_000_000 * files.length } }, files);
						},
					});
				},
			},
		],
	}),
};

/** Its words for these are not known. */
function inputsOf(path: string, { image, images }: v.InferOutput<typeof requestSchema>): Uint8Array[] {
	const sent = [...(image ? [image] : []), ...(images ?? [])];
	if (path.endsWith('/edits') !== sent.length > 0) {
		const message = sent.length > 0 ? 'Argument not supported: image' : 'Missing required parameter: image.';
		throw new Refusal(error({ status: 400, message }));
	}
	const files = bytesIn(sent.map(({ url }) => url));
	if (firstBroken(files) !== undefined) {
		throw new Refusal(error({ status: 400, message: 'Invalid image data.' }));
	}
	return files;
}

/** Without one, and with `auto`, it draws a square here. */
function ratioIn(ratio: string | null | undefined): string | undefined {
	return ratio && ratio !== 'auto' ? ratio : undefined;
}

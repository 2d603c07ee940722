import * as v from 'valibot';
import { familyOf } from '../../engine/providers/models';
import { json, type Reply } from '../reply';
import { pixelFault, sized } from './pixels';
import { Refusal, type Protocol } from './protocol';
import { rawImage } from './rawBytes';
import { anyNumber, anyText, bodyOf, drawn, hasNoGoodKey, serviceOf, type Refused } from './service';

const edge = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(4096)));

/** @huggingface/tasks, `tasks/text-to-image/spec/input.json`; what else is in `parameters` is refused here, so that none is sent. */
const requestSchema = v.strictObject({
	inputs: v.pipe(v.string(), v.nonEmpty()),
	parameters: v.nullish(
		v.strictObject({
			width: edge,
			height: edge,
			guidance_scale: anyNumber,
			negative_prompt: anyText,
			num_inference_steps: anyNumber,
			scheduler: anyText,
			seed: anyNumber,
		}),
	),
	options: v.nullish(v.unknown()),
});

const error = ({ status, message }: Refused): Reply => json(status, { error: message });

/** Hugging Face's own inference behind its router: the model in the path, the image itself as the body. */
export const huggingFace: Protocol = serviceOf({
	services: ['huggingFace'],
	takes: ({ path }) => /^\/[\w-]+\/models\/[^/:]+\/[^/:]+$/.test(path),
	keyFault: (call) => (hasNoGoodKey(call) ? { status: 401, message: 'Invalid username or password.' } : undefined),
	error,
	routes: [
		{
			method: 'POST',
			path: /^\/hf-inference\/models\/([^/]+\/[^/]+)$/,
			answer(call, model = '') {
				const { inputs, parameters } = bodyOf(call, requestSchema, error);
				const size = sized(parameters?.width ?? 1024, parameters?.height ?? 1024);
				const fault = pixelFault(familyOf(model), size.width, size.height);
				// Whoever has no owner before the name is nobody's.
				if (fault ?? /nothing|gone/.exec(model)) {
					throw new Refusal(error(fault ? { status: 400, message: fault } : { status: 404, message: 'Not Found' }));
				}
				const order = { model, prompt: inputs, ...size, format: 'jpeg', count: 1 } as const;
				return drawn({ ...order, reply: (files) => rawImage(files, 'jpeg', { 'x-compute-type': 'cache' }) });
			},
		},
	],
});

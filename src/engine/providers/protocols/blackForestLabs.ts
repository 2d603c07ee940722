import * as v from 'valibot';
import { GenerationError } from '../../failure';
import type { Endpoint } from '../../task';
import { inUrl } from '../baseUrl';
import { familyAt } from '../catalogue';
import type { Fitted } from '../fit';
import { plainLine } from '../plainLine';
import { numbered } from './imageInputs';
import { jsonOf, parsedJson } from '../json';
import { imagesAt, text } from './taskReplies';
import type { TaskProtocol, TaskState } from './taskProtocol';

/**
 * Black Forest Labs' own API. Exactly the `polling_url` of the reply is asked, which is another region's. It cannot be asked to stop, and
 * keeps no list.
 * Facts: https://docs.bfl.ai and @ai-sdk/black-forest-labs 2.0.41, November 2026.
 */
export const blackForestLabs: TaskProtocol = {
	// The signed link to it. Whether asking again renews that is not known.
	keptMs: 10 * 60 * 1000,

	create: (image, endpoint) => ({ path: `/${inUrl(endpoint.model)}`, body: bodyOf(image, endpoint) }),

	accepted(reply) {
		const found = v.safeParse(acceptedSchema, parsedJson(reply));
		const id = found.success ? found.output.id : /"id"\s*:\s*"([\w-]{8,100})"/.exec(reply)?.[1];
		const statusUrl = found.success
			? found.output.polling_url
			: /"polling_url"\s*:\s*"(https?:[^"\\\s]{1,2000})"/.exec(reply)?.[1];
		return id === undefined ? undefined : { id, ...(statusUrl && { statusUrl }) };
	},

	statusPath: ({ id }) => `/get_result?id=${inUrl(id)}`,

	state(value): TaskState | undefined {
		const found = v.safeParse(stateSchema, value);
		if (!found.success) {
			return undefined;
		}
		const { status, details } = found.output;
		const failed = (failure: GenerationError): TaskState => ({ is: 'failed', status, failure });
		switch (status) {
			case 'Pending':
				return { is: 'running', status };
			case 'Ready':
				return { is: 'done', status };
			case 'Request Moderated':
				return failed(new GenerationError('blocked', { stage: 'prompt', reason: reasonIn(status, details) }, true));
			case 'Content Moderated':
				return failed(new GenerationError('blocked', { stage: 'image', reason: reasonIn(status, details) }, true));
			case 'Error':
			case 'Failed':
				return failed(new GenerationError('noImage', { reason: reasonIn(status, details) }, true));
			case 'Task not found':
				return { is: 'unknown', status };
			default:
				return undefined;
		}
	},

	read: (reply) => imagesAt(reply.values.flatMap(samplesIn), reply),
};

function bodyOf({ prompt, aspectRatio, width, height, format, seed, inputs }: Fitted, endpoint: Endpoint): object {
	const isByPixels = familyAt(endpoint).sizes.by === 'pixels';
	return {
		prompt,
		...(isByPixels ? { width, height } : aspectRatio && { aspect_ratio: aspectRatio }),
		...(format && { output_format: format }),
		...(seed !== undefined && { seed }),
		...numbered(
			'input_image',
			inputs.map(({ bytes }) => bytes.toString('base64')),
			'_',
		),
	};
}

const acceptedSchema = v.object({ id: v.pipe(v.string(), v.nonEmpty()), polling_url: text });

const stateSchema = v.object({ status: v.string(), details: v.optional(v.unknown()) });

function reasonIn(status: string, details: unknown): string {
	const words = details === undefined || details === null ? '' : `: ${jsonOf(details)}`;
	return plainLine(status + words);
}

const resultSchema = v.object({ result: v.object({ sample: v.string() }) });

function samplesIn(value: unknown): readonly string[] {
	return v.is(resultSchema, value) ? [value.result.sample] : [];
}

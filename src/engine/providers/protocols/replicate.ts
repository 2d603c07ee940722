import * as v from 'valibot';
import { GenerationError } from '../../failure';
import type { Endpoint } from '../../task';
import { inUrl, urlBelow } from '../baseUrl';
import { familyAt } from '../catalogue';
import type { Fitted } from '../fit';
import { plainLine } from '../plainLine';
import { dataUrl } from '../sentImage';
import { parsedJson } from '../json';
import { imagesAt, isOfContent, text } from './taskReplies';
import type { AcceptedTask, TaskProtocol } from './taskProtocol';

/**
 * Replicate's predictions. `Prefer: wait` is never sent: it would make one long silent request of them again.
 * Facts: replicate 1.4.0, https://replicate.com/docs/reference/http and https://replicate.com/docs/topics/predictions, November 2026.
 */
export const replicate: TaskProtocol = {
	// Input, output and files of what the API has made.
	keptMs: 60 * 60 * 1000,

	create(image, endpoint) {
		const { model } = endpoint;
		const input = inputOf(image, endpoint);
		const [name = '', version] = model.split(':');
		return version === undefined
			? { path: `/models/${name.split('/').map(inUrl).join('/')}/predictions`, body: { input } }
			: { path: '/predictions', body: { version, input } };
	},

	accepted(reply) {
		const found = v.safeParse(predictionSchema, parsedJson(reply));
		if (found.success) {
			return taskOf(found.output);
		}
		const id = /"id"\s*:\s*"([a-z0-9]{10,60})"/.exec(reply)?.[1];
		return id === undefined ? undefined : { id };
	},

	statusPath: predictionPath,

	state(value) {
		const found = v.safeParse(predictionSchema, value);
		if (!found.success) {
			return undefined;
		}
		const { status, error, data_removed: isRemoved } = found.output;
		switch (status) {
			case 'starting':
			case 'processing':
				return { is: 'running', status };
			case 'succeeded':
				return isRemoved
					? { is: 'failed', status, failure: new GenerationError('expired', {}, true) }
					: { is: 'done', status };
			case 'failed':
				return { is: 'failed', status, failure: nameFailure(plainLine(error ?? 'no reason was given')) };
			case 'canceled':
				return { is: 'failed', status, failure: new GenerationError('noImage', { reason: status }, true) };
			case 'aborted':
				// Before it was begun.
				return { is: 'failed', status, failure: new GenerationError('noImage', { reason: status }, true, free) };
			case undefined:
			default:
				return undefined;
		}
	},

	read: (reply) => imagesAt(reply.values.flatMap(outputOf), reply),

	cancel: (task) => ({ method: 'POST', path: `${predictionPath(task)}/cancel` }),

	list: {
		// The newest first, a hundred of them.
		at: ({ baseUrl }) => urlBelow(baseUrl, '/predictions').href,
		tasks(value, { model }) {
			const found = v.safeParse(listSchema, value);
			const [name, version] = model.split(':');
			return (found.success ? found.output.results : [])
				.filter((item) => (version === undefined ? (item.model ?? name) === name : item.version === version))
				.map((item) => ({ ...taskOf(item), at: Date.parse(item.created_at ?? ''), prompt: item.input?.prompt }));
		},
	},
};

const free = { atNoCost: true };

function predictionPath({ id }: AcceptedTask): string {
	return `/predictions/${inUrl(id)}`;
}

function inputOf(image: Fitted, endpoint: Endpoint): object {
	const { prompt, quality, background, format, seed } = image;
	return {
		prompt,
		...sizeOf(image, endpoint),
		...(quality && { quality }),
		...(background && { background }),
		// What draws SVG draws nothing else, and can't be told: https://replicate.com/recraft-ai/recraft-v4-svg/api
		...(format && format !== 'svg' && { output_format: format === 'jpeg' ? 'jpg' : format }),
		...(seed !== undefined && { seed }),
		...inputsOf(image, endpoint),
	};
}

/** FLUX.2 has a list of its own; the others have the one of Google's models. */
function inputsOf({ inputs }: Fitted, { model }: Endpoint): object {
	const urls = inputs.map(dataUrl);
	return urls.length === 0 ? {} : /flux-2/.test(model) ? { input_images: urls } : { image_input: urls };
}

function sizeOf({ name, aspectRatio, width, height, format }: Fitted, endpoint: Endpoint): object {
	const { sizes } = familyAt(endpoint);
	const ratio = aspectRatio && { aspect_ratio: aspectRatio };
	switch (sizes.by) {
		case 'name':
			return { ...ratio, resolution: name };
		case 'pixels':
			// Seedream's sizes have names there.
			return sizes.tiers ? { size: 'custom', width, height } : { aspect_ratio: 'custom', width, height };
		case 'list':
			// Recraft's sizes, of which one may be no ratio that it names.
			return format === 'svg' ? { size: `${width}x${height}` } : { ...ratio };
		case 'ratio':
			return { ...ratio };
	}
}

const predictionSchema = v.object({
	id: v.pipe(v.string(), v.nonEmpty()),
	status: text,
	error: v.fallback(v.nullish(v.string()), undefined),
	output: v.optional(v.unknown()),
	data_removed: v.fallback(v.optional(v.boolean()), undefined),
	urls: v.fallback(v.optional(v.object({ get: text, cancel: text })), undefined),
	created_at: text,
	model: text,
	version: text,
	input: v.fallback(v.optional(v.object({ prompt: text })), undefined),
});

const listSchema = v.object({ results: v.array(predictionSchema) });

function taskOf({ id, urls }: v.InferOutput<typeof predictionSchema>): AcceptedTask {
	return { id, ...(urls?.get && { statusUrl: urls.get }), ...(urls?.cancel && { cancelUrl: urls.cancel }) };
}

function nameFailure(words: string): GenerationError {
	return isOfContent(words)
		? new GenerationError('blocked', { stage: 'image', reason: words }, true)
		: new GenerationError('noImage', { reason: 'failed', said: words }, true);
}

/** An address, or several. */
function outputOf(value: unknown): readonly string[] {
	const found = v.safeParse(predictionSchema, value);
	return [found.success ? found.output.output : undefined].flat().filter((item) => typeof item === 'string');
}

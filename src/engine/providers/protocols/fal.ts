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

const day = 24 * 60 * 60 * 1000;

/**
 * fal's queue. The body is the model's own. Facts: @fal-ai/client 1.10.1 `src/queue.js`, https://fal.ai/docs/model-apis/model-endpoints/queue
 * and https://fal.ai/docs/platform-apis/v1/models/requests/by-endpoint, November 2026.
 */
export const fal: TaskProtocol = {
	// The payload, by default; with storage turned off for the account an hour at most.
	keptMs: 30 * day,

	create: (image, endpoint) => ({ path: `/${pathOf(appFor(image, endpoint))}`, body: bodyOf(image, endpoint) }),

	accepted(text) {
		const found = v.safeParse(acceptedSchema, parsedJson(text));
		const id = found.success ? found.output.request_id : /"request_id"\s*:\s*"([\w-]{8,100})"/.exec(text)?.[1];
		if (id === undefined) {
			return undefined;
		}
		const { status_url: statusUrl, response_url: resultUrl, cancel_url: cancelUrl } = found.success ? found.output : {};
		return { id, ...(statusUrl && { statusUrl }), ...(resultUrl && { resultUrl }), ...(cancelUrl && { cancelUrl }) };
	},

	statusPath: (task, endpoint) => `${requestPath(task, endpoint)}/status`,

	state(value) {
		const found = v.safeParse(stateSchema, value);
		if (!found.success) {
			return undefined;
		}
		const { status, queue_position: ahead } = found.output;
		// Also a failure is completed: the result says so.
		return status === 'COMPLETED'
			? { is: 'done', status }
			: { is: 'running', status, ...(status === 'IN_QUEUE' && typeof ahead === 'number' && { ahead }) };
	},

	resultPath: requestPath,

	refusal({ status, headers, value }) {
		const type = headers['x-fal-error-type'];
		const found = v.safeParse(detailSchema, value);
		const { detail } = found.success ? found.output : {};
		const said = detail === undefined ? undefined : wordsOf(detail);
		// The model's answer comes as it is, its status included, and what ended it is in a header; a gateway's own trouble passes.
		const isModels = status === 400 || status === 422;
		if (typeof type !== 'string' && (said === undefined || !isModels || /in progress/i.test(said))) {
			return undefined;
		}
		const words = plainLine(said ?? String(type));
		// Not by all that is said: what it was asked with is repeated there.
		if (isOfContent([words, ...(typeof type === 'string' ? [type] : []), ...codesOf(detail)].join(' '))) {
			return new GenerationError('blocked', { stage: 'prompt', reason: words }, true);
		}
		// What the runners could not do is not billed.
		return status >= 500
			? new GenerationError('serverError', { status, reason: words }, true, { atNoCost: true })
			: new GenerationError('badRequest', { status, reason: words }, true);
	},

	read: (reply) => imagesAt(reply.values.flatMap(urlsIn), reply),

	// A waiting one is removed; a running one may go on, and be billed.
	cancel: (task, endpoint) => ({ method: 'PUT', path: `${requestPath(task, endpoint)}/cancel` }),

	list: {
		at({ baseUrl, model }, since) {
			// The queue has a host of its own; whoever speaks its protocol elsewhere has all of it at one.
			const isVendor = new URL(baseUrl).origin === queueOrigin;
			const url = urlBelow(isVendor ? 'https://api.fal.ai' : baseUrl, '/v1/models/requests/by-endpoint');
			url.search = new URLSearchParams({
				...{ endpoint_id: model, start: new Date(since).toISOString(), expand: 'payloads', limit: '100' },
			}).toString();
			return url.href;
		},
		tasks(value, { model }) {
			const found = v.safeParse(listSchema, value);
			return (found.success ? found.output.items : [])
				.filter(({ endpoint_id: of }) => of === undefined || of === model)
				.map(({ request_id: id, sent_at: at, json_input: input }) => ({
					...{ id, at: Date.parse(at), prompt: input?.prompt },
				}));
		},
	},
};

const queueOrigin = 'https://queue.fal.run';

/** What may stand before an app's owner: `parseEndpointId` in @fal-ai/client 1.10.1. */
const namespaces: ReadonlySet<string> = new Set(['workflows', 'comfy']);

/** Sub-paths of an app are no part of where its requests are found. */
function requestPath({ id }: AcceptedTask, { model }: Endpoint): string {
	const segments = model.split('/');
	const app = segments.slice(0, namespaces.has(segments[0] ?? '') ? 3 : 2);
	return `/${pathOf(app.join('/'))}/requests/${inUrl(id)}`;
}

/** What changes images is an app beside the one that draws from words alone. */
function appFor({ inputs }: Fitted, { model }: Endpoint): string {
	return inputs.length === 0 || /\/edit$/.test(model) ? model : `${model.replace(/\/text-to-image$/, '')}/edit`;
}

function pathOf(model: string): string {
	return model.split('/').map(inUrl).join('/');
}

function bodyOf(image: Fitted, endpoint: Endpoint): object {
	const { prompt, count, quality, background, format, seed } = image;
	return {
		prompt,
		...sizeOf(image, endpoint),
		// What draws SVG draws one, and can't be told: https://fal.ai/models/fal-ai/recraft/v4/text-to-vector/llms.txt
		...(format !== 'svg' && { num_images: count }),
		...(image.inputs.length > 0 && { image_urls: image.inputs.map(dataUrl) }),
		...(quality && { quality }),
		...(background && { background }),
		...(format && format !== 'svg' && { output_format: format }),
		...(seed !== undefined && { seed }),
	};
}

function sizeOf({ name, aspectRatio, width, height, format }: Fitted, endpoint: Endpoint): object {
	const ratio = aspectRatio && { aspect_ratio: aspectRatio };
	switch (familyAt(endpoint).sizes.by) {
		case 'name':
			return { ...ratio, resolution: name };
		case 'ratio':
			return { ...ratio };
		case 'list':
			return { image_size: format === 'svg' ? { width, height } : `${width}x${height}` };
		case 'pixels':
			return { image_size: { width, height } };
	}
}

const acceptedSchema = v.object({
	request_id: v.pipe(v.string(), v.nonEmpty()),
	status_url: text,
	response_url: text,
	cancel_url: text,
});

const stateSchema = v.object({
	status: v.picklist(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
	queue_position: v.fallback(v.optional(v.number()), undefined),
});

const detailSchema = v.object({ detail: v.union([v.string(), v.array(v.looseObject({ msg: text, type: text }))]) });

function wordsOf(detail: v.InferOutput<typeof detailSchema>['detail']): string {
	return typeof detail === 'string' ? detail : detail.flatMap(({ msg }) => msg ?? []).join(' ');
}

/** What it calls the faults. */
function codesOf(detail: v.InferOutput<typeof detailSchema>['detail'] = ''): readonly string[] {
	return typeof detail === 'string' ? [] : detail.flatMap(({ type }) => type ?? []);
}

/** Models that make one image have it under another name. */
const resultSchema = v.object({
	images: v.fallback(v.array(v.unknown()), []),
	image: v.optional(v.unknown()),
});

function urlsIn(value: unknown): readonly string[] {
	const found = v.safeParse(resultSchema, value);
	return (found.success ? [...found.output.images, found.output.image] : []).flatMap((file) =>
		v.is(fileSchema, file) ? [file.url] : [],
	);
}

const fileSchema = v.object({ url: v.string() });

const listSchema = v.object({
	items: v.array(
		v.object({
			request_id: v.string(),
			endpoint_id: text,
			sent_at: v.string(),
			json_input: v.fallback(v.optional(v.object({ prompt: text })), undefined),
		}),
	),
});

import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Call } from '../call';
import { json, type Reply } from '../reply';
import type { Desk, Task, TaskOrder } from '../task';
import { objectIn } from './body';
import { fluxModels, pixelsOf, type FluxModel } from './fluxModels';
import { Refusal, type Protocol } from './protocol';
import { bytesIn } from './sentImages';
import { latencyOf } from './sizes';

const service = 'blackForestLabs';
const minuteMs = 60_000;

/**
 * Black Forest Labs' own API. Facts: https://docs.bfl.ai (quick start, errors, the model pages), November 2026;
 * @ai-sdk/black-forest-labs 2.0.41. That an unknown id is answered with 200, and that fields it does not know are left be, is from memory.
 */
export const blackForestLabs: Protocol = {
	services: [service],

	takes: ({ headers, path }) => headers['x-key'] !== undefined || path === '/v1/get_result',

	answer(call) {
		const { method, path, key, query } = call;
		if (key === '' || key.includes('wrong')) {
			throw refusal(403, 'Not authenticated');
		}
		const route = `${method} ${path}`;
		if (route === 'GET /v1/get_result') {
			const id = query.get('id');
			if (id === null) {
				throw invalid([{ type: 'missing', loc: ['query', 'id'], msg: 'Field required', input: null }]);
			}
			return { kind: 'ask', ask: { service, id, stage: 'poll', reply: (desk) => resultOf(desk, id) } };
		}
		if (route === 'GET /v1/credits') {
			return { kind: 'reply', reply: json(200, { credits: 1000 }) };
		}
		const model = fluxModels.find(({ id }) => path === `/v1/${id}`);
		if (!model) {
			throw refusal(404, 'Not Found');
		}
		if (method !== 'POST') {
			throw refusal(405, 'Method Not Allowed');
		}
		return { kind: 'task', ...orderFor(model, call) };
	},

	refuse: (status, message) => json(status, { detail: message }),
};

function refusal(status: number, detail: string): Refusal {
	return new Refusal(json(status, { detail }));
}

/** As FastAPI says it. */
function invalid(detail: readonly Finding[]): Refusal {
	return new Refusal(json(422, { detail }));
}

interface Finding {
	readonly type: string;
	readonly loc: readonly (string | number)[];
	readonly msg: string;
	readonly input: unknown;
}

const image = v.nullish(v.pipe(v.string(), v.nonEmpty()));
const whole = (min: number, max: number) =>
	v.nullish(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)));

const inputNames = Array.from({ length: 10 }, (_, index) => `input_image${index ? `_${index + 1}` : ''}`);

/** What all of them take; the fields of a size and of a model come on top. */
const common = {
	prompt: v.pipe(v.string(), v.nonEmpty()),
	seed: v.nullish(v.pipe(v.number(), v.integer())),
	output_format: v.nullish(v.picklist(['jpeg', 'png'])),
	safety_tolerance: whole(0, 6),
	prompt_upsampling: v.nullish(v.boolean()),
	webhook_url: v.nullish(v.string()),
	webhook_secret: v.nullish(v.string()),
	...Object.fromEntries(inputNames.map((name) => [name, image])),
};

const own = {
	steps: whole(1, 50),
	guidance: v.nullish(v.pipe(v.number(), v.minValue(1.5), v.maxValue(100))),
	raw: v.nullish(v.boolean()),
	image_prompt: image,
	image_prompt_strength: v.nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
} as const;

const edge = v.nullish(v.pipe(v.number(), v.integer()));
const ratio = v.nullish(v.pipe(v.string(), v.regex(/^[1-9]\d?:[1-9]\d?$/)));

function orderFor(model: FluxModel, call: Call): { readonly order: TaskOrder; readonly ignored: readonly string[] } {
	const body = objectIn(call.body);
	if (!body) {
		throw invalid([{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} }]);
	}
	const entries = {
		...common,
		...Object.fromEntries(model.fields.map((name) => [name, own[name]])),
		...(model.by === 'pixels' ? { width: edge, height: edge } : { aspect_ratio: ratio }),
	};
	const parsed = v.safeParse(v.object(entries), body);
	if (!parsed.success) {
		throw invalid(parsed.issues.map((issue) => findingOf(issue)));
	}
	const { width: across, height: down, aspect_ratio: shape, output_format: format, prompt } = v.parse(readSchema, body);
	const pixels = pixelsOf(model, model.by === 'pixels' ? { width: across, height: down } : { ratio: shape });
	if ('fault' in pixels) {
		const { fault, field } = pixels;
		throw invalid([{ type: 'value_error', loc: ['body', field], msg: `Value error, ${fault}`, input: body[field] }]);
	}
	const { width, height } = pixels;
	const id = randomUUID();
	const order: TaskOrder = {
		...{ model: model.id, prompt, width, height, count: 1, latencyOf: latencyOf(width, height) },
		format: format ?? model.format,
		inputs: bytesIn(inputNames.map((name) => body[name])),
		service,
		id,
		input: body,
		linkMs: 10 * minuteMs,
		// Nobody can ask for it.
		whenCancelled: 'goesOn',
		accepted: ({ base }) => {
			const megapixels = Math.ceil((width * height) / 1_000_000);
			const pollingUrl = `${base}/v1/get_result?id=${id}`;
			return json(200, { id, polling_url: pollingUrl, cost: 3 * megapixels, input_mp: 0, output_mp: megapixels });
		},
		refuse: (status) => json(status, { detail: reasons[status] }),
	};
	return { order, ignored: Object.keys(body).filter((name) => !Object.hasOwn(entries, name)) };
}

const readSchema = v.object({
	prompt: v.string(),
	width: v.fallback(v.nullish(v.number()), undefined),
	height: v.fallback(v.nullish(v.number()), undefined),
	aspect_ratio: v.fallback(v.nullish(v.string()), undefined),
	output_format: v.nullish(v.picklist(['jpeg', 'png'])),
});

const reasons = {
	403: 'Not authenticated',
	429: 'Too many active tasks. Please wait for some to complete.',
	500: 'Internal Server Error',
	503: 'Service Unavailable',
} as const;

function findingOf(issue: v.BaseIssue<unknown>): Finding {
	const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
	const isMissing = issue.received === 'undefined';
	return {
		type: isMissing ? 'missing' : issue.kind === 'schema' ? `${issue.expected ?? 'value'}_type` : 'value_error',
		loc: ['body', ...path],
		msg: isMissing ? 'Field required' : issue.message,
		input: issue.input ?? null,
	};
}

/** https://docs.bfl.ai/api-reference/utility/get-result */
function resultOf(desk: Desk, id: string): Reply {
	const task = desk.find(id);
	const status = task ? statusOf(task) : 'Task not found';
	return json(200, {
		id,
		status,
		result: task && status === 'Ready' ? sampleOf(task) : null,
		progress: null,
		details: status === 'Content Moderated' ? { 'Moderation Reasons': ['Safety Filter'] } : null,
		preview: null,
	});
}

function statusOf({ state, moderated }: Task): string {
	switch (state) {
		case 'waiting':
		case 'running':
			return 'Pending';
		case 'done':
			return 'Ready';
		case 'failed':
		case 'cancelled':
			return moderated ? 'Content Moderated' : 'Error';
	}
}

/** The link is signed, and asking again signs no other. */
function sampleOf({ base, files: [file], order, startedAt = 0, endedAt = 0 }: Task): object | null {
	if (file === undefined) {
		return null;
	}
	const until = encodeURIComponent(new Date(endedAt + order.linkMs).toISOString());
	return {
		sample: `${base}${file}?se=${until}&sp=r&sig=${encodeURIComponent(`${order.id.slice(0, 8)}/+=`)}`,
		prompt: order.prompt,
		seed: 7,
		start_time: startedAt / 1000,
		end_time: endedAt / 1000,
		duration: (endedAt - startedAt) / 1000,
	};
}

import { randomUUID } from 'node:crypto';
import type { Call } from '../call';
import { mediaTypeOf } from '../encode';
import { json, withImages, imagePlace, type Reply } from '../reply';
import type { Ask, Desk, Task, TaskOrder } from '../task';
import { error, found, platformRefusal, refusal, replyHeaders, requestError } from './falErrors';
import { readInput } from './falInput';
import { listOf } from './falList';
import { falModels, type FalModel } from './falModels';
import { objectIn } from './body';
import type { Protocol } from './protocol';

const service = 'fal';
const dayMs = 86_400_000;

/**
 * fal's queue, as strict as the service: a request is taken on whatever it holds, and its model says what is wrong with it.
 * Facts: @fal-ai/client 1.10.1 `src/queue.js`; https://fal.ai/docs/inference-api/queue (submit, status, result, cancel), November 2026.
 * What the queue says of unknown ids, of results that are not there yet and of what was cancelled is from memory.
 */
export const fal: Protocol = {
	services: [service],

	takes: ({ path, headers }) => /^Key /i.test(headers['authorization'] ?? '') || path === listPath,

	answer(call) {
		const { method, path, key } = call;
		if (key.includes('wrong')) {
			throw path.startsWith('/v1/')
				? platformRefusal(401, 'authorization_error', 'Invalid API key')
				: refusal(401, 'No user found for Key ID and Secret');
		}
		if (method === 'GET' && path === listPath) {
			return { kind: 'ask', ask: { service, stage: 'list', reply: (desk) => listOf(call.query, desk, outcomeOf) } };
		}
		if (method === 'GET' && path === '/v1/models') {
			return { kind: 'reply', reply: models() };
		}
		const [, app, id, question] = /^\/([^/]+\/[^/]+)\/requests\/([^/]+)(?:\/(status|cancel))?$/.exec(path) ?? [];
		if (app !== undefined && id !== undefined) {
			return { kind: 'ask', ask: askAfter(call, app, id, question) };
		}
		if (path.includes('/requests/')) {
			// Sub-paths of an app are no part of where its requests are.
			throw refusal(405, 'Method Not Allowed');
		}
		if (method !== 'POST') {
			throw refusal(405, 'Method Not Allowed');
		}
		const model = modelAt(path);
		const { order, ignored } = orderFor(model, call);
		return { kind: 'task', order, ignored };
	},

	refuse: error,
};

/** At another host than the queue, `api.fal.ai`; here at the same. */
const listPath = '/v1/models/requests/by-endpoint';

function modelAt(path: string): FalModel {
	const id = decodeURIComponent(path.slice(1));
	const model = falModels.find((known) => known.id === id);
	if (!model) {
		const app = id.split('/').slice(0, 2).join('/');
		throw falModels.some((known) => `${known.id}/`.startsWith(`${app}/`))
			? refusal(404, `Path /${id.split('/').slice(2).join('/')} not found`)
			: refusal(404, `Application '${app.split('/').at(-1)}' not found`);
	}
	return model;
}

function orderFor(
	model: FalModel,
	{ body, headers }: Call,
): { readonly order: TaskOrder; readonly ignored: readonly string[] } {
	const input = objectIn(body);
	if (!input) {
		throw refusal(422, 'The request body must be a JSON object');
	}
	const { drawing, findings, ignored, inline } = readInput(model, input);
	const id = randomUUID();
	// With payload storage, which is on by default, as long as that; else for an hour. https://fal.ai/docs/inference-api/queue/result
	const keptMs = headers['x-fal-store-io'] === '0' || inline ? dayMs / 24 : 30 * dayMs;
	const order: TaskOrder = {
		...drawing,
		service,
		id,
		input,
		keptMs,
		// At least, says fal's FAQ.
		linkMs: 7 * dayMs,
		// The runner gets a signal, and image models go on. https://fal.ai/docs/inference-api/queue/cancel
		whenCancelled: 'goesOn',
		inlineIn: 'result',
		inline,
		...(findings.length > 0 && { refusal: found(findings, id) }),
		accepted: (task) => json(200, { status: 'IN_QUEUE', ...urlsOf(task), queue_position: 0 }, replyHeaders(id)),
		refuse: (status) => error(status, reasons[status]),
	};
	return { order, ignored };
}

const reasons = {
	403: 'Forbidden',
	429: 'Too many requests. Please try again later.',
	500: 'Internal Server Error',
	503: 'Service Unavailable',
} as const;

/** Without the path below the app. */
function urlsOf({
	base,
	order: { model, id },
}: Task): Record<'request_id' | `${'response' | 'status' | 'cancel'}_url`, string> {
	const url = `${base}/${appOf(model)}/requests/${id}`;
	return { request_id: id, response_url: url, status_url: `${url}/status`, cancel_url: `${url}/cancel` };
}

function appOf(model: string): string {
	return model.split('/').slice(0, 2).join('/');
}

function askAfter({ method, query }: Call, app: string, id: string, question: string | undefined): Ask {
	const stage = question === undefined ? 'result' : question === 'status' ? 'poll' : 'cancel';
	if (method !== (stage === 'cancel' ? 'PUT' : 'GET')) {
		throw refusal(405, 'Method Not Allowed');
	}
	return {
		service,
		id,
		stage,
		reply(desk) {
			const task = desk.find(id);
			const own = task && appOf(task.order.model) === app ? task : undefined;
			switch (stage) {
				case 'poll':
					return own ? statusOf(own, query.get('logs') === '1') : error(404, 'Request not found');
				case 'result':
					return own ? resultOf(own, desk) : error(404, 'Request not found');
				case 'cancel':
					return cancel(own, desk);
			}
		},
	};
}

/** 202 until it is over, whatever the end was. */
function statusOf(task: Task, withLogs: boolean): Reply {
	const { state, startedAt = 0, endedAt = 0, order } = task;
	const urls = urlsOf(task);
	const headers = replyHeaders(order.id);
	const logs = withLogs ? [{ message: 'Drawing', level: 'INFO', source: 'USER', timestamp: isoOf(startedAt) }] : [];
	switch (state) {
		case 'waiting':
			return json(202, { status: 'IN_QUEUE', ...urls, queue_position: 0 }, headers);
		case 'running':
			return json(202, { status: 'IN_PROGRESS', ...urls, logs }, headers);
		case 'done':
		case 'failed':
		case 'cancelled': {
			const metrics = { inference_time: startedAt > 0 ? (endedAt - startedAt) / 1000 : null };
			return json(200, { status: 'COMPLETED', ...urls, logs, metrics, ...troubleOf(task) }, headers);
		}
	}
}

/** What the status says of an end that was no good: of what went wrong around the model, not of what it found wrong itself. */
function troubleOf({ state, moderated, order }: Task): object {
	if (state === 'cancelled') {
		return { error: cancelled, error_type: 'client_cancelled' };
	}
	return state === 'failed' && !moderated && !order.refusal
		? { error: disconnected, error_type: 'runner_disconnected' }
		: {};
}

const cancelled = 'The request was cancelled';
const disconnected = 'Runner disconnected unexpectedly';

/** As the model answered, its status included. */
function resultOf(task: Task, desk: Desk): Reply {
	const { order, state, moderated } = task;
	const { id, prompt } = order;
	switch (state) {
		case 'waiting':
		case 'running':
			return error(400, 'Request is still in progress');
		case 'cancelled':
			return requestError(499, cancelled, 'client_cancelled', id);
		case 'failed':
			if (moderated) {
				const msg = 'The content could not be processed because it was flagged by a content checker.';
				return found([{ type: 'content_policy_violation', loc: ['body', 'prompt'], msg, input: prompt }], id);
			}
			return order.refusal ?? requestError(503, disconnected, 'runner_disconnected', id);
		case 'done':
			return task.expired ? error(404, 'Request not found') : imagesOf(task, desk);
	}
}

function imagesOf(task: Task, desk: Desk): Reply {
	const { order, files, inline, base } = task;
	const kept = files.map((path) => desk.bytesOf(path));
	const type = mediaTypeOf(order.format);
	const images = files.map((path, index) => ({
		url: inline ? `data:${type};base64,${imagePlace}` : base + path,
		content_type: type,
		file_name: path.split('/').at(-1),
		file_size: kept[index]?.length ?? null,
		width: order.width,
		height: order.height,
	}));
	const bytes = inline ? kept.flatMap((file) => file ?? []) : [];
	return {
		status: 200,
		headers: { 'content-type': 'application/json', ...replyHeaders(order.id) },
		body: withImages({ images, ...toldBy(order) }, bytes),
	};
}

function toldBy({ model, prompt, count }: TaskOrder): object {
	const facts = {
		seed: 7,
		prompt,
		timings: { inference: 1 },
		has_nsfw_concepts: Array.from({ length: count }, () => false),
		description: '',
	};
	const tells = falModels.find(({ id }) => id === model)?.tells ?? [];
	return Object.fromEntries(tells.map((name) => [name, facts[name]]));
}

/** What the list of requests says of one. */
function outcomeOf(task: Task, desk: Desk): { readonly status: number; readonly output: unknown } {
	const { status, body } = resultOf(task, desk);
	const text = body.every((piece) => typeof piece === 'string') ? body.join('') : undefined;
	return { status, output: text === undefined ? null : (JSON.parse(text) as unknown) };
}

/** A waiting one is removed; a running one gets a signal. */
function cancel(task: Task | undefined, desk: Desk): Reply {
	if (!task) {
		return json(404, { status: 'NOT_FOUND' }, replyHeaders());
	}
	const isOver = task.endedAt !== undefined;
	desk.cancel(task);
	if (isOver) {
		return json(400, { status: 'ALREADY_COMPLETED' }, replyHeaders(task.order.id));
	}
	return json(202, { status: 'CANCELLATION_REQUESTED' }, replyHeaders(task.order.id));
}

/** https://fal.ai/docs/platform-apis/v1/models */
function models(): Reply {
	const listed = falModels.map(({ id, label, edits }) => ({
		endpoint_id: id,
		metadata: { display_name: label, category: edits ? 'image-to-image' : 'text-to-image', status: 'active' },
	}));
	return json(200, { models: listed, next_cursor: null, has_more: false });
}

function isoOf(time: number): string {
	return new Date(time).toISOString();
}

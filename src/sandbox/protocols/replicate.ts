import { randomInt } from 'node:crypto';
import type { Call } from '../call';
import { mediaTypeOf } from '../encode';
import { imagePlace, json, withImages, type Reply } from '../reply';
import type { Ask, Desk, Task, TaskOrder } from '../task';
import { objectIn } from './body';
import { Refusal, type Protocol } from './protocol';
import { readInput, type InvalidField } from './replicateInput';
import { replicateModels, type ReplicateModel } from './replicateModels';

const service = 'replicate';
const hourMs = 3_600_000;

/**
 * Replicate's predictions. Facts: replicate 1.4.0 (`index.d.ts`, `lib/`); https://replicate.com/docs/reference/http and
 * https://replicate.com/docs/topics/predictions, November 2026. A request that would rather wait (`Prefer: wait`) is answered at once, as
 * the real one does when the time is over. That fields it does not know are left be is from memory.
 */
export const replicate: Protocol = {
	services: [service],

	takes: ({ path }) => /^\/v1\/(?:predictions|account)(?:\/|$)|^\/v1\/models\/[^/]+\/[^/]+\/predictions$/.test(path),

	answer(call) {
		const { method, path, key } = call;
		if (key === '' || key.includes('wrong')) {
			const words = key === '' ? 'an authentication token' : 'a valid authentication token';
			throw refusal(401, 'Unauthenticated', `You did not pass ${words}`);
		}
		const [, id, verb] = /^\/v1\/predictions(?:\/([^/]+)(?:\/(cancel))?)?$/.exec(path) ?? [];
		if (id !== undefined) {
			return { kind: 'ask', ask: askAfter(method, id, verb) };
		}
		const route = `${method} ${path}`;
		if (route === 'GET /v1/predictions') {
			return { kind: 'ask', ask: { service, stage: 'list', reply: (desk) => list(call, desk) } };
		}
		if (route === 'POST /v1/predictions') {
			const body = bodyOf(call);
			return taskFor(versionNamed(body['version']), body);
		}
		if (route === 'GET /v1/account') {
			const account = { type: 'user', username: 'sandbox', name: 'Sandbox', github_url: '' };
			return { kind: 'reply', reply: json(200, account) };
		}
		if (route === 'GET /v1/models') {
			return {
				kind: 'reply',
				reply: json(200, { previous: null, next: null, results: replicateModels.map(described) }),
			};
		}
		const [, name, asked] = /^\/v1\/models\/([^/]+\/[^/]+?)(\/predictions)?$/.exec(path) ?? [];
		const model = replicateModels.find((known) => known.id === name);
		if (model && method === 'GET' && asked === undefined) {
			return { kind: 'reply', reply: json(200, described(model)) };
		}
		if (model && method === 'POST' && asked !== undefined && model.version === undefined) {
			return taskFor(model, bodyOf(call));
		}
		throw refusal(404, 'Not found', 'The requested resource could not be found.');
	},

	refuse: (status, message) => problem(status, titles[status], message),
};

const titles = {
	401: 'Unauthenticated',
	413: 'Payload too large',
	429: 'Too many requests',
	500: 'Internal server error',
	503: 'Service unavailable',
} as const;

/** As https://www.rfc-editor.org/rfc/rfc9457 has it, more or less. */
function problem(status: number, title: string, detail: string, more: object = {}): Reply {
	return json(status, { title, detail, status, ...more }, { 'content-type': 'application/problem+json' });
}

function refusal(status: number, title: string, detail: string, more: object = {}): Refusal {
	return new Refusal(problem(status, title, detail, more));
}

function bodyOf({ body }: Call): Readonly<Record<string, unknown>> {
	const value = objectIn(body);
	if (!value) {
		throw refusal(400, 'Bad request', 'The request body must be a JSON object.');
	}
	return value;
}

/** An official model's own name is taken for its version, too. */
function versionNamed(version: unknown): ReplicateModel {
	if (typeof version !== 'string') {
		throw invalid([{ type: 'required', field: '', description: 'version is required' }]);
	}
	const hash = version.split(':').at(-1);
	const model = replicateModels.find((known) => (known.version === undefined ? known.id : known.version) === hash);
	if (!model) {
		const words = "The specified version does not exist (or perhaps you don't have permission to use it?)";
		throw refusal(422, 'Invalid version or not permitted', words);
	}
	return model;
}

function invalid(fields: readonly InvalidField[]): Refusal {
	return refusal(422, 'Input validation failed', detailOf(fields), { invalid_fields: fields });
}

function detailOf(fields: readonly InvalidField[]): string {
	return fields.map(({ field, description }) => `- ${field ? `${field}: ` : ''}${description}\n`).join('');
}

function taskFor(
	model: ReplicateModel,
	{ input }: Readonly<Record<string, unknown>>,
): { readonly kind: 'task'; readonly order: TaskOrder; readonly ignored: readonly string[] } {
	const { drawing, faults, ignored } = readInput(model, input);
	if (faults.length > 0) {
		throw invalid(faults);
	}
	const order: TaskOrder = {
		...drawing,
		service,
		id: newId(),
		input,
		// Of what the API has made; the prediction itself stays.
		resultMs: hourMs,
		linkMs: hourMs,
		// Public models bill what was begun. https://replicate.com/docs/topics/predictions
		whenCancelled: 'stopsPaid',
		inlineIn: 'poll',
		accepted: (task) => json(201, prediction(task)),
		refuse: (status) => problem(status, status === 403 ? 'Forbidden' : titles[status], reasons[status]),
	};
	return { kind: 'task', order, ignored };
}

const reasons = {
	403: 'You do not have permission to perform this action.',
	429: 'Request was throttled. Your rate limit resets in ~30s.',
	500: 'Internal server error',
	503: 'Service unavailable',
} as const;

/** 26 of them, as theirs are. */
function newId(): string {
	return Array.from({ length: 26 }, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[randomInt(36)]).join('');
}

function askAfter(method: string, id: string, verb: string | undefined): Ask {
	if (method !== (verb === undefined ? 'GET' : 'POST')) {
		throw refusal(405, 'Method not allowed', `Method "${method}" not allowed.`);
	}
	return {
		service,
		id,
		stage: verb === undefined ? 'poll' : 'cancel',
		reply(desk) {
			const task = desk.find(id);
			if (!task) {
				return problem(404, 'Not found', 'The requested resource could not be found.');
			}
			if (verb !== undefined) {
				desk.cancel(task);
			}
			const files = task.inline && !task.expired ? task.files.flatMap((path) => desk.bytesOf(path) ?? []) : [];
			const { status, headers } = json(200, {});
			return { status, headers, body: withImages(prediction(task), files) };
		},
	};
}

const states = {
	waiting: 'starting',
	running: 'processing',
	done: 'succeeded',
	failed: 'failed',
	cancelled: 'canceled',
} as const;

/** https://replicate.com/docs/reference/http#predictions.get */
function prediction(task: Task): object {
	const { order, base, state, createdAt, startedAt, endedAt, expired, moderated } = task;
	const model = replicateModels.find(({ id }) => id === order.model);
	const url = `${base}/v1/predictions/${order.id}`;
	const isRemoved = expired && endedAt !== undefined;
	return {
		id: order.id,
		model: order.model,
		version: model?.version ?? 'hidden',
		input: isRemoved ? {} : order.input,
		logs: '',
		output: isRemoved ? null : outputOf(task, model),
		data_removed: isRemoved,
		error: state === 'failed' ? (moderated ? flagged : interrupted) : null,
		source: 'api',
		status: states[state],
		created_at: isoOf(createdAt),
		...(startedAt !== undefined && { started_at: isoOf(startedAt) }),
		...(endedAt !== undefined && { completed_at: isoOf(endedAt) }),
		...(endedAt !== undefined &&
			startedAt !== undefined && { metrics: { predict_time: (endedAt - startedAt) / 1000 } }),
		urls: { get: url, cancel: `${url}/cancel`, web: `https://replicate.com/p/${order.id}` },
	};
}

const flagged = 'The input or output was flagged as sensitive. Please try again with different inputs. (E005)';
const interrupted = 'Prediction interrupted; please retry (code: PA)';

function outputOf({ state, files, base, inline, order }: Task, model: ReplicateModel | undefined): unknown {
	if (state !== 'done') {
		return null;
	}
	const links = files.map((path) => (inline ? `data:${mediaTypeOf(order.format)};base64,${imagePlace}` : base + path));
	return model?.several ? links : (links[0] ?? null);
}

const pageSize = 100;

/** Newest first, a hundred a page. How soon a prediction is in it is not known: here at once. */
function list({ query, path }: Call, desk: Desk): Reply {
	const from = Number(query.get('cursor') ?? 0);
	if (!Number.isInteger(from) || from < 0) {
		throw refusal(400, 'Bad request', 'Invalid cursor');
	}
	const all = desk.all().toReversed();
	const page = all.slice(from, from + pageSize);
	const base = all[0]?.base ?? '';
	const at = (cursor: number): string => `${base}${path}?cursor=${cursor}`;
	return json(200, {
		previous: from > 0 ? at(Math.max(0, from - pageSize)) : null,
		next: all.length > from + pageSize ? at(from + pageSize) : null,
		results: page.map((task) => prediction({ ...task, inline: false })),
	});
}

function described({ id, description, version }: ReplicateModel): object {
	const [owner, name] = id.split('/');
	const createdAt = '2026-11-01T00:00:00Z';
	return {
		...{ url: `https://replicate.com/${id}`, owner, name, description, visibility: 'public', run_count: 0 },
		latest_version: version && { id: version, created_at: createdAt, cog_version: '0.16.0', openapi_schema: {} },
	};
}

function isoOf(time: number): string {
	return new Date(time).toISOString();
}

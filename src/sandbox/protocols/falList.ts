import { json, type Reply } from '../reply';
import type { Desk, Task } from '../task';
import { platformRefusal } from './falErrors';

const dayMs = 86_400_000;

/**
 * The list of requests, by end time, latest first. https://fal.ai/docs/platform-apis/v1/models/requests/by-endpoint
 * Whether a request stands in it that has not ended is not known: here it does not.
 */
export function listOf(
	query: URLSearchParams,
	desk: Desk,
	outcomeOf: (task: Task, desk: Desk) => { readonly status: number; readonly output: unknown },
): Reply {
	const endpoints = query.getAll('endpoint_id').flatMap((ids) => ids.split(','));
	if (endpoints.length === 0 || endpoints.length > 50) {
		throw invalid('endpoint_id: between 1 and 50 are required');
	}
	const limit = Number(query.get('limit') ?? 50);
	if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
		throw invalid('limit: must be between 1 and 100');
	}
	const status = query.get('status');
	if (status !== null && !['success', 'error', 'user_error'].includes(status)) {
		throw invalid('status: must be success, error or user_error');
	}
	const expand = query.getAll('expand').flatMap((names) => names.split(','));
	if (expand.some((name) => name !== 'payloads')) {
		throw invalid('expand: must be payloads');
	}
	const start = timeOf(query, 'start', Date.now() - dayMs);
	const end = timeOf(query, 'end', Date.now());
	const page = pageOf(query.get('cursor'));
	const listed = desk
		.all()
		.filter(({ order, createdAt }) => endpoints.includes(order.model) && createdAt >= start && createdAt < end)
		.filter(({ endedAt }) => endedAt !== undefined)
		.map((task) => ({ task, ...outcomeOf(task, desk) }))
		.filter((item) => status === null || status === kindOf(item.status))
		.toSorted((a, b) => (b.task.endedAt ?? 0) - (a.task.endedAt ?? 0));
	const items = listed.slice((page - 1) * limit, page * limit).map(({ task, status: code, output }) => ({
		request_id: task.order.id,
		endpoint_id: task.order.model,
		...(task.startedAt !== undefined && { started_at: isoOf(task.startedAt) }),
		sent_at: isoOf(task.createdAt),
		ended_at: isoOf(task.endedAt ?? 0),
		status_code: code,
		duration: ((task.endedAt ?? 0) - (task.startedAt ?? task.createdAt)) / 1000,
		...(expand.length > 0 && { json_input: task.order.input, json_output: output }),
	}));
	const more = listed.length > page * limit;
	const cursor = more ? Buffer.from(String(page + 1)).toString('base64') : null;
	return json(200, { items, next_cursor: cursor, has_more: more });
}

function kindOf(status: number): string {
	return status < 400 ? 'success' : status < 500 ? 'user_error' : 'error';
}

function timeOf(query: URLSearchParams, name: string, usual: number): number {
	const text = query.get(name);
	const time = text === null ? usual : Date.parse(text);
	if (Number.isNaN(time)) {
		throw invalid(`${name}: must be a date in ISO 8601`);
	}
	return time;
}

function pageOf(cursor: string | null): number {
	const page = cursor === null ? 1 : Number(Buffer.from(cursor, 'base64').toString());
	if (!Number.isInteger(page) || page < 1) {
		throw invalid('cursor: is not one of ours');
	}
	return page;
}

function invalid(message: string): Error {
	return platformRefusal(400, 'validation_error', message);
}

function isoOf(time: number): string {
	return new Date(time).toISOString();
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { FormField } from '../../src/engine/providers/formBody';
import type { TaskProtocolId } from '../../src/engine/task';
import { readForm } from '../../src/sandbox/form';
import { noisePng } from './images';
import { httpServer, type TestServer } from './servers';

/** What a request to such a service is about. */
type Matter = 'upload' | 'create' | 'status' | 'result' | 'cancel' | 'list' | 'file';

/** A task that the service has taken on: it costs money from then on. */
interface PaidTask {
	readonly id: string;
	readonly model: string;
	readonly prompt: string;
	readonly at: number;
	readonly body: Record<string, unknown>;
	isStopped: boolean;
	polls: number;
}

export interface Call {
	readonly matter: Matter;
	/** Of this matter, from 1. */
	readonly count: number;
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingMessage['headers'];
	readonly task: PaidTask | undefined;
}

/** Answers in the service's stead; false where the service is to answer itself. A task has been paid for by then. */
export type Interfere = (call: Call, response: ServerResponse) => boolean;

export interface TaskService extends TestServer {
	readonly baseUrl: string;
	readonly calls: Call[];
	/** What it has taken on: each is billed. */
	readonly paid: PaidTask[];
	/** Each form that was sent to it. */
	readonly uploads: (readonly FormField[])[];
}

export interface TaskServiceOptions {
	readonly interfere?: Interfere;
	/** What it sends in the place of what it would say of a task; undefined for that itself. */
	readonly change?: (call: Call, body: unknown) => string | undefined;
	/** How often it is asked before a task is done. */
	readonly polls?: number;
}

/** What it sends. */
export const taskImage = noisePng(64, 48);

/** A small service on loopback that takes tasks on, and counts what it was paid for. */
export async function taskService(
	protocol: TaskProtocolId,
	{ interfere = () => false, change = () => undefined, polls = 1 }: TaskServiceOptions = {},
): Promise<TaskService> {
	const speaker = speakers[protocol];
	const [calls, paid, uploads]: [Call[], PaidTask[], (readonly FormField[])[]] = [[], [], []];
	const server = await httpServer((request, response) => {
		void answer(request, response).catch(() => response.destroy());
	});
	const baseUrl = server.url.origin + speaker.base;
	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const { method = '', url = '', headers } = request;
		const bytes = await buffer(request);
		const matter = matterOf(protocol, method, url);
		if (matter === undefined) {
			json(response, { detail: 'Not Found' }, 404);
			return;
		}
		let task = paid.find(({ id }) => url.includes(id));
		if (matter === 'create') {
			const body = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
			const prompt = String((body['input'] as { prompt?: string } | undefined)?.prompt ?? body['prompt']);
			task = {
				id: randomUUID(),
				model: speaker.modelIn(url),
				prompt,
				at: Date.now(),
				body,
				isStopped: false,
				polls: 0,
			};
			paid.push(task);
		}
		const count = calls.filter((call) => call.matter === matter).length + 1;
		const call: Call = { matter, count, method, url, headers, task };
		calls.push(call);
		if (task && matter === 'status') {
			task.polls++;
		}
		if (task && matter === 'cancel') {
			task.isStopped = true;
		}
		if (interfere(call, response)) {
			return;
		}
		if (matter === 'upload') {
			const form = (await readForm(bytes, headers['content-type'] ?? '')) ?? [];
			uploads.push(form);
			json(response, { name: '', subfolder: '', type: 'input' });
		} else if (matter === 'file') {
			response.writeHead(200, { 'content-type': 'image/png' }).end(taskImage);
		} else if (matter === 'list') {
			json(response, speaker.list(paid, baseUrl));
		} else if (task) {
			const [body, status] = speaker.answer(matter, task, { baseUrl, isDone: task.polls > polls });
			const headers = { 'content-type': 'application/json' };
			response.writeHead(status, headers).end(change(call, body) ?? JSON.stringify(body));
		} else {
			json(response, { detail: 'Not Found' }, 404);
		}
	};
	return { ...server, baseUrl, calls, paid, uploads };
}

export function json(
	response: ServerResponse,
	body: unknown,
	status = 200,
	headers: Record<string, string> = {},
): true {
	response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
	return true;
}

/** The line breaks before the first byte of the reply. */
export function cut(response: ServerResponse): true {
	response.socket?.resetAndDestroy();
	return true;
}

interface Speaker {
	/** The path of the base URL. */
	readonly base: string;
	readonly modelIn: (url: string) => string;
	readonly answer: (
		matter: Matter,
		task: PaidTask,
		about: { readonly baseUrl: string; readonly isDone: boolean },
	) => [body: unknown, status: number];
	readonly list: (tasks: readonly PaidTask[], baseUrl: string) => unknown;
}

function matterOf(protocol: TaskProtocolId, method: string, url: string): Matter | undefined {
	const [path = ''] = url.split('?');
	if (/^\/files\/|^\/view$/.test(path)) {
		return 'file';
	}
	switch (protocol) {
		case 'fal':
			return path.endsWith('/by-endpoint')
				? 'list'
				: path.endsWith('/status')
					? 'status'
					: path.endsWith('/cancel')
						? 'cancel'
						: method === 'POST'
							? 'create'
							: 'result';
		case 'replicate':
			return path.endsWith('/cancel')
				? 'cancel'
				: method === 'POST'
					? 'create'
					: path.endsWith('/predictions')
						? 'list'
						: 'status';
		case 'blackForestLabs':
			return method === 'POST' ? 'create' : path.endsWith('/get_result') ? 'status' : undefined;
		case 'comfyui':
			return path === '/upload/image'
				? 'upload'
				: path === '/prompt'
					? 'create'
					: /^.(queue|interrupt)$/.test(path)
						? 'cancel'
						: 'status';
	}
}

const speakers: Readonly<Record<TaskProtocolId, Speaker>> = {
	fal: {
		base: '',
		modelIn: (url) => url.slice(1),
		answer(matter, { id, model, isStopped }, { baseUrl, isDone }) {
			const at = `${baseUrl}/${model.split('/').slice(0, 2).join('/')}/requests/${id}`;
			const urls = { status_url: `${at}/status`, response_url: at, cancel_url: `${at}/cancel` };
			switch (matter) {
				case 'upload':
				case 'create':
					return [{ request_id: id, status: 'IN_QUEUE', queue_position: 2, ...urls }, 200];
				case 'cancel':
					return [{ status: 'CANCELLATION_REQUESTED' }, 202];
				case 'status':
					return isDone || isStopped
						? [{ status: 'COMPLETED', request_id: id }, 200]
						: [{ status: 'IN_QUEUE', queue_position: 2, request_id: id }, 202];
				case 'result':
				case 'list':
				case 'file':
					return isStopped && !isDone
						? [{ detail: 'Request was cancelled' }, 400]
						: [{ images: [{ url: `${baseUrl}/files/${id}.png`, content_type: 'image/png' }] }, 200];
			}
		},
		list: (tasks) => ({
			items: tasks.map(({ id, model, at, prompt }) => ({
				...{ request_id: id, endpoint_id: model, sent_at: new Date(at).toISOString(), json_input: { prompt } },
			})),
			has_more: false,
		}),
	},
	replicate: {
		base: '/v1',
		modelIn: (url) => /models\/(.+)\/predictions/.exec(url)?.[1] ?? '',
		answer: (matter, task, { baseUrl, isDone }) => [
			prediction(task, baseUrl, matter === 'create' ? false : isDone),
			matter === 'create' ? 201 : 200,
		],
		list: (tasks, baseUrl) => ({
			next: null,
			results: tasks.map((task) => prediction(task, baseUrl, false)).reverse(),
		}),
	},
	blackForestLabs: {
		base: '/v1',
		modelIn: (url) => url.split('/').at(-1) ?? '',
		answer: (matter, { id }, { baseUrl, isDone }) =>
			matter === 'create'
				? [{ id, polling_url: `${baseUrl}/get_result?id=${id}`, cost: 3 }, 200]
				: [
						isDone
							? { id, status: 'Ready', result: { sample: `${new URL(baseUrl).origin}/files/${id}.png?se=1` } }
							: { id, status: 'Pending', result: null },
						200,
					],
		list: () => [],
	},
	comfyui: {
		base: '',
		modelIn: () => '',
		answer(matter, { id }, { isDone }) {
			const images = [{ filename: `${id}.png`, subfolder: 'a b', type: 'output' }];
			const status = { status_str: 'success', completed: true, messages: [] };
			switch (matter) {
				case 'upload':
				case 'create':
					return [{ prompt_id: id, number: 1, node_errors: {} }, 200];
				case 'cancel':
					return [{}, 200];
				case 'status':
				case 'result':
				case 'list':
				case 'file':
					return [isDone ? { [id]: { outputs: { 9: { images } }, status } } : {}, 200];
			}
		},
		list: () => [],
	},
};

function prediction({ id, model, prompt, at, isStopped }: PaidTask, baseUrl: string, isDone: boolean): object {
	const status = isDone ? 'succeeded' : isStopped ? 'canceled' : 'processing';
	const url = `${baseUrl}/predictions/${id}`;
	return {
		...{ id, model, status, input: { prompt }, error: null, created_at: new Date(at).toISOString() },
		output: isDone ? `${new URL(baseUrl).origin}/files/${id}.png` : null,
		urls: { get: url, cancel: `${url}/cancel` },
	};
}

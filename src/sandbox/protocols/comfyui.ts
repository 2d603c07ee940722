import { randomUUID } from 'node:crypto';
import type { Call } from '../call';
import { json, type Reply } from '../reply';
import type { Ask, Desk, Task, TaskOrder } from '../task';
import { objectIn } from './body';
import { readWorkflow } from './comfyWorkflow';
import { Refusal, type Protocol } from './protocol';

const service = 'comfyui';

/**
 * A ComfyUI server, with its own nodes and no others. Facts: `server.py` (routes) and `execution.py` (`validate_prompt`, history) of
 * Comfy-Org/ComfyUI; there is no npm package of theirs to judge by. Every route is there below `/api` too. That the client may choose
 * `prompt_id`, and name the one that `/interrupt` is for, is of newer versions.
 */
export const comfyui: Protocol = {
	services: [service],

	takes: ({ path }) =>
		/^(?:\/api)?\/(?:prompt|history|view|queue|interrupt|system_stats|upload\/image)(?:\/|$)/.test(path),

	answer(call) {
		const path = call.path.replace(/^\/api(?=\/)/, '');
		const [, historyOf] = /^\/history\/([^/]+)$/.exec(path) ?? [];
		if (historyOf !== undefined && call.method === 'GET') {
			return { kind: 'ask', ask: { service, id: historyOf, stage: 'poll', reply: (desk) => history(desk, historyOf) } };
		}
		switch (`${call.method} ${path}`) {
			case 'POST /prompt':
				return { kind: 'task', order: orderFor(call) };
			case 'POST /upload/image':
				return { kind: 'reply', reply: upload(call) };
			case 'GET /prompt':
				return asked((desk) => json(200, { exec_info: { queue_remaining: desk.all().filter(isOpen).length } }));
			case 'GET /history':
				return asked((desk) => history(desk));
			case 'GET /queue':
				return asked((desk) => queue(desk));
			case 'POST /queue':
				return { kind: 'ask', ask: removal(call) };
			case 'POST /interrupt':
				return { kind: 'ask', ask: interruption(call) };
			case 'GET /view':
				return { kind: 'file', file: { service, find: (desk) => fileIn(call.query, desk) } };
			case 'GET /system_stats':
				return { kind: 'reply', reply: json(200, stats) };
			default:
				throw new Refusal(plain(404));
		}
	},

	refuse: (status) => plain(status),
};

const names = {
	400: 'Bad Request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
	413: 'Request Entity Too Large',
	429: 'Too Many Requests',
	500: 'Internal Server Error',
	503: 'Service Unavailable',
} as const;

/** As aiohttp says it. */
function plain(status: keyof typeof names): Reply {
	return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: [`${status}: ${names[status]}`] };
}

const empty: Reply = { status: 200, headers: {}, body: [] };

const stats = {
	system: { os: 'posix', comfyui_version: '0.3.75', python_version: '3.12', embedded_python: false, argv: ['main.py'] },
	devices: [{ name: 'cpu', type: 'cpu', index: null, vram_total: 0, vram_free: 0 }],
};

function asked(reply: (desk: Desk) => Reply): { readonly kind: 'ask'; readonly ask: Ask } {
	return { kind: 'ask', ask: { service, stage: 'list', reply } };
}

/** Keeps an image below the folder of inputs, under the name that it is sent with. */
function upload({ form = [], uploads }: Call): Reply {
	const text = (wanted: string): string => {
		const value = form.find(({ name }) => name === wanted)?.value;
		return typeof value === 'string' ? value : '';
	};
	const image = form.find(({ name }) => name === 'image')?.value;
	const subfolder = text('subfolder');
	if (
		image === undefined ||
		typeof image === 'string' ||
		image.fileName === '' ||
		/(?:^|\/)\.\.(?:\/|$)/.test(subfolder)
	) {
		throw new Refusal(plain(400));
	}
	const { fileName, bytes } = image;
	uploads?.put(subfolder === '' ? fileName : `${subfolder}/${fileName}`, bytes);
	return json(200, { name: fileName, subfolder, type: text('type') || 'input' });
}

function orderFor(call: Call): TaskOrder {
	const body = objectIn(call.body);
	if (!body) {
		throw new Refusal(plain(500));
	}
	if (body['prompt'] === undefined) {
		const error = { type: 'no_prompt', message: 'No prompt provided', details: 'No prompt provided', extra_info: {} };
		throw new Refusal(json(400, { error, node_errors: {} }));
	}
	const { drawing, outputs, prefix } = readWorkflow(body['prompt'], call.uploads);
	const chosen = body['prompt_id'];
	const id = typeof chosen === 'string' && /^[\w-]{1,100}$/.test(chosen) ? chosen : randomUUID();
	return {
		...drawing,
		service,
		id,
		input: { prompt: body['prompt'], outputs, prefix, extra: body['extra_data'] ?? {} },
		// Files stay where they are; the history until the server is started again.
		linkMs: Infinity,
		whenCancelled: 'stopsUnpaid',
		accepted: ({ number }) => json(200, { prompt_id: id, number: number - 1, node_errors: {} }),
		refuse: (status) => plain(status),
	};
}

interface Input {
	readonly prompt: unknown;
	readonly outputs: readonly string[];
	readonly prefix: string;
	readonly extra: unknown;
}

/** What the order was made of. */
function inputOf({ input }: TaskOrder): Input {
	return input as Input;
}

const isOpen = ({ endedAt }: Task): boolean => endedAt === undefined;

/** Those that are over; what was taken from the queue before is in no history. */
function history(desk: Desk, id?: string): Reply {
	const tasks = id === undefined ? desk.all() : [desk.find(id)].flatMap((task) => task ?? []);
	const told = tasks.filter((task) => !isOpen(task) && task.startedAt !== undefined && !task.expired);
	return json(200, Object.fromEntries(told.map((task) => [task.order.id, historyEntry(task)])));
}

function historyEntry(task: Task): object {
	const { order, state, startedAt, endedAt } = task;
	const { outputs } = inputOf(order);
	const [output = ''] = outputs;
	const about = (timestamp: number | undefined): object => ({ prompt_id: order.id, timestamp });
	const node = { node_id: output, node_type: 'SaveImage', executed: [] };
	const end =
		state === 'done'
			? ['execution_success', about(endedAt)]
			: state === 'cancelled'
				? ['execution_interrupted', { ...about(endedAt), ...node }]
				: ['execution_error', { ...about(endedAt), ...node, ...outOfMemory }];
	return {
		prompt: queued(task),
		outputs: state === 'done' ? { [output]: { images: filesOf(task) } } : {},
		status: {
			status_str: state === 'done' ? 'success' : 'error',
			completed: state === 'done',
			messages: [['execution_start', about(startedAt)], ['execution_cached', { ...about(startedAt), nodes: [] }], end],
		},
		meta: { [output]: { node_id: output, display_node: output, parent_node: null, real_node_id: output } },
	};
}

const outOfMemory = {
	exception_message: 'Allocation on device ',
	exception_type: 'torch.OutOfMemoryError',
	traceback: [],
	current_inputs: {},
	current_outputs: [],
};

function queued({ number, order }: Task): readonly unknown[] {
	const { prompt, outputs, extra } = inputOf(order);
	return [number - 1, order.id, prompt, extra, outputs];
}

/** A server draws at most so many images at once. */
const maxImages = 64;

function filesOf({ order, files, number }: Task): readonly { readonly filename: string }[] {
	const { prefix } = inputOf(order);
	const [name = '', ...folders] = prefix.split('/').toReversed();
	return files.map((_, index) => ({
		filename: `${name}_${String((number - 1) * maxImages + index + 1).padStart(5, '0')}_.png`,
		subfolder: folders.toReversed().join('/'),
		type: 'output',
	}));
}

function queue(desk: Desk): Reply {
	const inState = (wanted: Task['state']): unknown[] =>
		desk
			.all()
			.filter(({ state }) => state === wanted)
			.map(queued);
	return json(200, { queue_running: inState('running'), queue_pending: inState('waiting') });
}

/** Takes those away that wait; the one that runs goes on. */
function removal({ body }: Call): Ask {
	const { clear, delete: ids } = objectIn(body) ?? {};
	return {
		service,
		stage: 'cancel',
		reply(desk) {
			const wanted = Array.isArray(ids) ? ids : [];
			const waiting = desk.all().filter(({ state }) => state === 'waiting');
			waiting.filter(({ order }) => clear === true || wanted.includes(order.id)).forEach((task) => desk.cancel(task));
			return empty;
		},
	};
}

/** Stops the one that runs, if it is the one that is meant. */
function interruption({ body }: Call): Ask {
	const id = objectIn(body)?.['prompt_id'];
	return {
		service,
		stage: 'cancel',
		reply(desk) {
			const running = desk.all().filter(({ state }) => state === 'running');
			running.filter(({ order }) => id === undefined || order.id === id).forEach((task) => desk.cancel(task));
			return empty;
		},
	};
}

/** The link behind a file's name. */
function fileIn(query: URLSearchParams, desk: Desk): string | Reply {
	const filename = query.get('filename');
	if (filename === null) {
		return plain(404);
	}
	if (filename.startsWith('/') || filename.includes('..')) {
		return plain(400);
	}
	const folder = query.get('subfolder') ?? '';
	const isOutput = (query.get('type') ?? 'output') === 'output';
	for (const task of isOutput ? desk.all() : []) {
		const index = filesOf(task).findIndex((file) => file.filename === filename && subfolderOf(task) === folder);
		const path = task.expired ? undefined : task.files[index];
		if (path !== undefined && desk.bytesOf(path)) {
			return path;
		}
	}
	return plain(404);
}

function subfolderOf({ order }: Task): string {
	return inputOf(order).prefix.split('/').slice(0, -1).join('/');
}

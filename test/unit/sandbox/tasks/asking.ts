import assert from 'node:assert/strict';
import type { Fault } from '../../../../src/sandbox/faults';
import type { TaskEntry } from '../../../../src/sandbox/ledger';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../../src/sandbox/server';

/** What is read of any service's JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** How a service is asked by hand: what its documents say, and nothing else. */
export interface TaskService {
	readonly id: string;
	readonly headers: Readonly<Record<string, string>>;
	/** The path of the request for an image, and its body. */
	readonly create: readonly [path: string, body: (prompt: string) => object];
	/** Which id it was given. */
	idIn(accepted: Json): string;
	/** Where it is polled; where its result is, where that is elsewhere; how it is asked to stop, where it can be. */
	poll(accepted: Json, base: string): string;
	result?(accepted: Json): string;
	cancel?(accepted: Json, base: string): readonly [method: string, url: string, body?: object];
	/** How it stands, from the reply to a poll; undefined where that says nothing of it. */
	stateIn(polled: Json, id: string): 'running' | 'done' | 'failed' | undefined;
	/** The link to the image, or the image itself as a data URL, from the reply that holds it. */
	imageIn(result: Json, id: string, base: string): string | undefined;
}

/** A workflow in API format. */
export const workflow = (
	text: string,
	size: object = { width: 64, height: 64, batch_size: 1 },
): Record<string, Json> => ({
	'1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sd_xl_base_1.0.safetensors' } },
	'2': { class_type: 'CLIPTextEncode', inputs: { text, clip: ['1', 1] } },
	'3': { class_type: 'CLIPTextEncode', inputs: { text: 'blurry', clip: ['1', 1] } },
	'4': { class_type: 'EmptyLatentImage', inputs: size },
	'5': {
		class_type: 'KSampler',
		inputs: {
			...{ model: ['1', 0], seed: 7, steps: 20, cfg: 7, sampler_name: 'euler', scheduler: 'normal', denoise: 1 },
			...{ positive: ['2', 0], negative: ['3', 0], latent_image: ['4', 0] },
		},
	},
	'6': { class_type: 'VAEDecode', inputs: { samples: ['5', 0], vae: ['1', 2] } },
	'7': { class_type: 'SaveImage', inputs: { images: ['6', 0], filename_prefix: 'docs/fox' } },
});

const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
	path.reduce<unknown>(
		(inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
		value,
	);
const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
	const found = at(value, ...path);
	return typeof found === 'string' ? found : assert.fail(`no text at ${path.join('.')} of ${JSON.stringify(value)}`);
};

export const taskServices: readonly TaskService[] = [
	{
		id: 'fal',
		headers: { authorization: 'Key id:secret' },
		create: ['/fal-ai/flux/dev', (prompt) => ({ prompt, image_size: { width: 256, height: 256 } })],
		idIn: (accepted) => textAt(accepted, 'request_id'),
		poll: (accepted) => textAt(accepted, 'status_url'),
		result: (accepted) => textAt(accepted, 'response_url'),
		cancel: (accepted) => ['PUT', textAt(accepted, 'cancel_url')],
		stateIn: ({ status }) => (status === 'COMPLETED' ? 'done' : typeof status === 'string' ? 'running' : undefined),
		imageIn: (result) => at(result, 'images', 0, 'url') as string | undefined,
	},
	{
		id: 'replicate',
		headers: { authorization: 'Bearer r8_any' },
		create: ['/v1/models/black-forest-labs/flux-schnell/predictions', (prompt) => ({ input: { prompt } })],
		idIn: (accepted) => textAt(accepted, 'id'),
		poll: (accepted) => textAt(accepted, 'urls', 'get'),
		cancel: (accepted) => ['POST', textAt(accepted, 'urls', 'cancel')],
		stateIn: ({ status }) =>
			(
				({
					starting: 'running',
					processing: 'running',
					succeeded: 'done',
					failed: 'failed',
					canceled: 'failed',
				}) as const
			)[String(status)],
		imageIn: (result) => at(result, 'output', 0) as string | undefined,
	},
	{
		id: 'blackForestLabs',
		headers: { 'x-key': 'any' },
		create: ['/v1/flux-2-pro', (prompt) => ({ prompt, width: 256, height: 256 })],
		idIn: (accepted) => textAt(accepted, 'id'),
		poll: (accepted) => textAt(accepted, 'polling_url'),
		stateIn: ({ status }) =>
			(({ Pending: 'running', Ready: 'done', Error: 'failed', 'Content Moderated': 'failed' }) as const)[
				String(status)
			],
		imageIn: (result) => at(result, 'result', 'sample') as string | undefined,
	},
	{
		id: 'comfyui',
		headers: {},
		create: ['/prompt', (prompt) => ({ prompt: workflow(prompt) })],
		idIn: (accepted) => textAt(accepted, 'prompt_id'),
		poll: (accepted, base) => `${base}/history/${textAt(accepted, 'prompt_id')}`,
		cancel: (accepted, base) => ['POST', `${base}/interrupt`, { prompt_id: textAt(accepted, 'prompt_id') }],
		stateIn(polled, id) {
			const status = at(polled, id, 'status', 'status_str');
			const isEmpty = Object.keys(polled).length === 0;
			return status === 'success' ? 'done' : status === 'error' ? 'failed' : isEmpty ? 'running' : undefined;
		},
		imageIn(result, id, base) {
			const file = at(result, id, 'outputs', '7', 'images', 0);
			const query = new URLSearchParams(file as Record<string, string>).toString();
			return file === undefined ? undefined : `${base}/view?${query}`;
		},
	},
];

/** A sandbox whose images are drawn in no time. */
export function quickSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	// A PNG in name alone: nobody here looks into it.
	const paint = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array(300_000).fill(7));
	return startSandbox({ timeScale: 0, latencyMs: () => 0, paint, ...options });
}

/** One answer: its status and JSON, or how there was none. */
export interface Answered {
	readonly status?: number;
	readonly json: Json;
	readonly text: string;
	readonly broken?: string;
}

export async function ask(url: string, init: RequestInit = {}): Promise<Answered> {
	try {
		const reply = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) });
		const text = await reply.text();
		return { status: reply.status, text, json: parsed(text) };
	} catch (error) {
		return { json: {}, text: '', broken: String(error instanceof Error ? (error.cause ?? error) : error) };
	}
}

function parsed(text: string): Json {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return {};
	}
}

/** Asks until the answer is as wished; a guard against asking for ever. */
export async function askUntil(isAnswered: () => Promise<boolean>): Promise<void> {
	const timeout = performance.now() + 15_000;
	while (!(await isAnswered())) {
		assert.ok(performance.now() < timeout, 'asked in vain');
	}
}

/** A task in the hands of who asks for it by hand. */
export interface Task {
	readonly created: Answered;
	poll(): Promise<Answered & { readonly state: ReturnType<TaskService['stateIn']> }>;
	/** Polls until it is over, however often that goes wrong. */
	over(): Promise<'done' | 'failed'>;
	/** The reply that holds the image, or says why there is none. */
	result(): Promise<Answered>;
	/** The image's bytes, or undefined where they did not come whole. */
	image(): Promise<Uint8Array | undefined>;
	cancel(): Promise<Answered>;
	entry(): TaskEntry;
}

/** Asks a service for an image, with a fault on order. */
export async function create(sandbox: Sandbox, service: TaskService, fault: Fault | null = null): Promise<Task> {
	const base = `${sandbox.url}/as/${service.id}`;
	const [path, body] = service.create;
	const { headers } = service;
	sandbox.orderFaults([fault]);
	const created = await ask(base + path, {
		method: 'POST',
		headers,
		body: JSON.stringify(body(`a fox for ${service.id}`)),
	});
	const accepted = created.json;
	const poll: Task['poll'] = async () => {
		const polled = await ask(service.poll(accepted, base), { headers });
		const isFine = (polled.status === 200 || polled.status === 202) && polled.text.startsWith('{');
		return { ...polled, state: isFine ? service.stateIn(polled.json, service.idIn(accepted)) : undefined };
	};
	const result: Task['result'] = () => ask(service.result?.(accepted) ?? service.poll(accepted, base), { headers });
	return {
		created,
		poll,
		result,
		async over() {
			let state: Awaited<ReturnType<Task['poll']>>['state'];
			await askUntil(async () => {
				({ state } = await poll());
				return state === 'done' || state === 'failed';
			});
			return state === 'failed' ? 'failed' : 'done';
		},
		async image() {
			const { json } = await result();
			const link = service.imageIn(json, service.idIn(accepted), base);
			if (link?.startsWith('data:')) {
				return Buffer.from(link.slice(link.indexOf(',') + 1), 'base64');
			}
			const reply = link === undefined ? undefined : await fetch(link).catch(() => undefined);
			const bytes = await reply?.arrayBuffer().catch(() => undefined);
			return reply?.ok && bytes ? new Uint8Array(bytes) : undefined;
		},
		cancel() {
			const [method, url, payload] = service.cancel?.(accepted, base) ?? assert.fail('it cannot be stopped');
			return ask(url, { method, headers, ...(payload && { body: JSON.stringify(payload) }) });
		},
		entry: () => sandbox.ledger().tasks.at(-1) ?? assert.fail('nothing was taken on'),
	};
}

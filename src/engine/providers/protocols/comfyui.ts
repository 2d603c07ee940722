import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { GenerationError } from '../../failure';
import type { Endpoint } from '../../task';
import { inUrl, urlBelow } from '../baseUrl';
import type { Fitted } from '../fit';
import { FormBody, type FormFile } from '../formBody';
import { plainLine } from '../plainLine';
import type { SentImage } from '../sentImage';
import { imageName } from '../workflow';
import { parsedJson } from '../json';
import { imagesAt, text } from './taskReplies';
import type { TaskProtocol } from './taskProtocol';

/**
 * A ComfyUI of one's own, which runs a workflow (`Endpoint.workflow`, as its "Export (API)" writes it). A text of the workflow that is nothing but
 * `{{prompt}}`, `{{width}}`, `{{height}}`, `{{seed}}` or `{{model}}` becomes what is wished, the numbers as numbers; `{{image}}`, `{{image2}}`, …
 * become names of images that go along, as its node `LoadImage` takes them. Within a longer text the words are put in. Facts: ComfyUI's
 * `server.py`, `execution.py` and `nodes.py`, 2026.
 */
export const comfyui: TaskProtocol = {
	// In its memory, until it is started again.
	keptMs: 24 * 60 * 60 * 1000,
	keepsFiles: true,

	uploads: ({ inputs }) =>
		inputs.map((input) => {
			const file: FormFile = { ...input, fileName: fileNameOf(input) };
			const texts = Object.entries({ type: 'input', subfolder: folder, overwrite: 'true' });
			return {
				path: '/upload/image',
				body: new FormBody([{ name: 'image', value: file }, ...texts.map(([name, value]) => ({ name, value }))]),
			};
		}),

	create(image, endpoint, receipt) {
		const { workflow } = endpoint;
		if (!workflow) {
			throw new GenerationError('badRequest', { status: 0, reason: 'no workflow' }, false);
		}
		return { path: '/prompt', body: { prompt: filled(workflow, namesFor(image, endpoint, receipt)) } };
	},

	accepted(reply) {
		const found = v.safeParse(acceptedSchema, parsedJson(reply));
		const id = found.success ? found.output.prompt_id : /"prompt_id"\s*:\s*"([\w-]{8,100})"/.exec(reply)?.[1];
		return id === undefined ? undefined : { id };
	},

	statusPath: ({ id }) => `/history/${inUrl(id)}`,

	state(value, { id }) {
		const entry = entryIn(value, id);
		if (!entry) {
			// Waiting and running ones are in no history.
			return v.is(emptySchema, value) ? { is: 'running', status: 'running' } : undefined;
		}
		const { status_str: status = 'success', completed = true, messages } = entry.status ?? {};
		if (status === 'error') {
			const said = plainLine(exceptionIn(messages) ?? 'no reason was given');
			return { is: 'failed', status, failure: new GenerationError('noImage', { reason: status, said }, true) };
		}
		return completed ? { is: 'done', status } : { is: 'running', status };
	},

	read: (reply, { baseUrl }) =>
		imagesAt(
			reply.values
				.flatMap(filesIn)
				.map((file) => urlBelow(baseUrl, `/view?${new URLSearchParams(file).toString()}`).href),
			reply,
			'the workflow has put out no image',
		),

	// Of one that waits.
	cancel: ({ id }) => ({ method: 'POST', path: '/queue', body: { delete: [id] } }),

	interrupt: {
		path: '/queue',
		// Versions before 0.3.56 stop whatever is at work, whoever is named.
		of(value, { id }) {
			const queue = v.safeParse(queueSchema, value);
			const isOurs = queue.success && queue.output.queue_running.some(([, running]) => running === id);
			return isOurs ? { method: 'POST', path: '/interrupt', body: { prompt_id: id } } : undefined;
		},
	},
};

type Names = Readonly<Record<string, string | number>>;

/** Where it keeps what we send, below its folder of inputs. */
const folder = 'imagegen';

/** The same image has the same name: it is there once, however often it is sent. */
function fileNameOf({ bytes, type }: SentImage): string {
	return `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${type.replace('image/', '')}`;
}

function namesFor({ prompt, width, height, inputs, ...image }: Fitted, endpoint: Endpoint, receipt: string): Names {
	// A ComfyUI runs nothing twice: with the same seed there would be no new image.
	const seed = image.seed ?? createHash('sha256').update(receipt).digest().readUIntBE(0, 6);
	const images = inputs.map((input, index) => [imageName(index), `${folder}/${fileNameOf(input)}`] as const);
	return { ...Object.fromEntries(images), prompt, width, height, seed, model: endpoint.model };
}

/** The value with what the names stand for in its texts, however deep. */
function filled(value: unknown, names: Names): unknown {
	if (typeof value === 'string') {
		const [, name = ''] = /^\{\{(\w{1,20})\}\}$/.exec(value) ?? [];
		return Object.hasOwn(names, name)
			? names[name]
			: value.replace(/\{\{(\w{1,20})\}\}/g, (whole, inner: string) =>
					Object.hasOwn(names, inner) ? String(names[inner]) : whole,
				);
	}
	if (Array.isArray(value)) {
		return value.map((item) => filled(item, names));
	}
	return typeof value === 'object' && value !== null
		? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, names)]))
		: value;
}

const acceptedSchema = v.object({ prompt_id: v.pipe(v.string(), v.nonEmpty()) });
const emptySchema = v.strictObject({});
/** Each with its number, its id, and what it was asked for. */
const queueSchema = v.object({ queue_running: v.array(v.looseTuple([v.unknown(), v.string()])) });

const entrySchema = v.object({
	outputs: v.fallback(v.record(v.string(), v.unknown()), {}),
	status: v.fallback(
		v.optional(
			v.object({
				status_str: text,
				completed: v.fallback(v.optional(v.boolean()), undefined),
				messages: v.optional(v.unknown()),
			}),
		),
		undefined,
	),
});

function entryIn(value: unknown, id: string): v.InferOutput<typeof entrySchema> | undefined {
	const found = v.safeParse(v.record(v.string(), entrySchema), value);
	return found.success && Object.hasOwn(found.output, id) ? found.output[id] : undefined;
}

const messagesSchema = v.array(v.tuple([v.string(), v.looseObject({ exception_message: text })]));

function exceptionIn(messages: unknown): string | undefined {
	const found = v.safeParse(messagesSchema, messages);
	return found.success
		? found.output.find(([, { exception_message: said }]) => said)?.[1].exception_message
		: undefined;
}

const nodeSchema = v.object({ images: v.array(v.unknown()) });
const fileSchema = v.object({
	filename: v.string(),
	subfolder: v.fallback(v.string(), ''),
	type: v.fallback(v.string(), 'output'),
});

/** Previews are `temp` files: they count only where nothing else was put out. */
function filesIn(value: unknown): readonly Record<string, string>[] {
	const entries = v.safeParse(v.record(v.string(), entrySchema), value);
	const nodes = entries.success ? Object.values(entries.output).flatMap(({ outputs }) => Object.values(outputs)) : [];
	const files = nodes
		.flatMap((node) => (v.is(nodeSchema, node) ? node.images : []))
		.map((file) => v.safeParse(fileSchema, file))
		.flatMap((file) => (file.success ? [file.output] : []));
	const final = files.filter(({ type }) => type !== 'temp');
	return final.length > 0 ? final : files;
}

import { imageDimensionsFromData } from 'image-dimensions';
import { json } from '../reply';
import type { Drawing } from '../task';
import type { Uploads } from '../uploads';
import { isObject } from './body';
import { comfyNodes, type NodeInput } from './comfyNodes';
import { Refusal } from './protocol';
import { latencyOf } from './sizes';

interface Node {
	readonly id: string;
	readonly type: string;
	readonly inputs: Readonly<Record<string, unknown>>;
}

interface NodeError {
	readonly type: string;
	readonly message: string;
	readonly details: string;
	readonly extra_info: object;
}

/** What a workflow draws, and under which name. Throws what the server says of one that it cannot run. */
export function readWorkflow(
	value: unknown,
	uploads: Uploads | undefined,
): {
	readonly drawing: Drawing;
	readonly outputs: readonly string[];
	readonly prefix: string;
} {
	const nodes = nodesIn(value);
	const outputs = nodes.filter(({ type }) => comfyNodes[type]?.isOutput);
	if (outputs.length === 0) {
		throw invalid('prompt_no_outputs', 'Prompt has no outputs', '');
	}
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const reached = [...new Set(outputs.flatMap((output) => [...ancestorsOf(output, byId)]))];
	const errors = reached
		.map((node) => [node, errorsIn(node, byId, uploads)] as const)
		.filter(([, found]) => found.length > 0);
	if (errors.length > 0) {
		const dependent = outputs.map(({ id }) => id);
		const told = Object.fromEntries(
			errors.map(([{ id, type }, found]) => [id, { errors: found, dependent_outputs: dependent, class_type: type }]),
		);
		const details = errors.flatMap(([, found]) => found.map((each) => each.details)).join('\n');
		throw invalid('prompt_outputs_failed_validation', 'Prompt outputs failed validation', details, told);
	}
	const latent = reached.find(({ type }) => /^Empty.*Latent/.test(type));
	const number = (name: string, usual: number): number => {
		// A text that is a number is one.
		const found = Number(latent?.inputs[name] ?? usual);
		return Number.isInteger(found) ? found : usual;
	};
	const inputs = reached.flatMap(({ type, inputs: { image } }) =>
		type === 'LoadImage' && typeof image === 'string' ? (uploads?.get(image) ?? []) : [],
	);
	// Without a latent of a size of its own it is the image that is changed which has one.
	const [like] = inputs.flatMap((file) => imageDimensionsFromData(file) ?? []);
	const [width, height] = [number('width', like?.width ?? 512), number('height', like?.height ?? 512)];
	const prefix = outputs.map(({ inputs }) => inputs['filename_prefix']).find((name) => typeof name === 'string');
	const drawing: Drawing = {
		model: modelIn(reached),
		prompt: promptIn(reached, byId),
		width,
		height,
		format: 'png',
		...(inputs.length > 0 && { inputs }),
		count: number('batch_size', 1),
		latencyOf: latencyOf(width, height),
	};
	return { drawing, outputs: outputs.map(({ id }) => id), prefix: prefix ?? 'ComfyUI' };
}

/** The nodes of a workflow in API format: what the editor saves has a list of them instead. */
function nodesIn(value: unknown): readonly Node[] {
	return Object.entries(isObject(value) ? value : {}).map(([id, node]) => {
		if (!isObject(node) || typeof node['class_type'] !== 'string') {
			const message = 'Cannot execute because a node is missing the class_type property.';
			throw invalid('invalid_prompt', message, `Node ID '#${id}'`);
		}
		const type = node['class_type'];
		if (!Object.hasOwn(comfyNodes, type)) {
			throw invalid('invalid_prompt', `Cannot execute because node ${type} does not exist.`, `Node ID '#${id}'`);
		}
		return { id, type, inputs: isObject(node['inputs']) ? node['inputs'] : {} };
	});
}

/** A node and all that it is made from. */
function ancestorsOf(node: Node, byId: ReadonlyMap<string, Node>): ReadonlySet<Node> {
	const found = new Set<Node>([node]);
	for (const each of found) {
		Object.values(each.inputs).forEach((input) => {
			const source = isLink(input) ? byId.get(input[0]) : undefined;
			if (source) {
				found.add(source);
			}
		});
	}
	return found;
}

function isLink(value: unknown): value is readonly [string, number] {
	return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number';
}

function errorsIn({ type, inputs }: Node, byId: ReadonlyMap<string, Node>, uploads: Uploads | undefined): NodeError[] {
	return Object.entries(comfyNodes[type]?.inputs ?? {}).flatMap(([name, wanted]): NodeError[] => {
		const value = inputs[name];
		if (value === undefined) {
			return [errorOf('required_input_missing', 'Required input is missing', name, name)];
		}
		if (isLink(value)) {
			return byId.has(value[0])
				? []
				: [errorOf('exception_during_inner_validation', 'Exception when validating inner node', `'${value[0]}'`, name)];
		}
		if (wanted === 'image') {
			// As `LoadImage.VALIDATE_INPUTS` of `nodes.py` says it.
			const isThere = typeof value === 'string' && uploads?.get(value);
			const details = `${name} - Invalid image file: ${JSON.stringify(value)}`;
			return isThere ? [] : [errorOf('custom_validation_failed', 'Custom validation failed for node', details, name)];
		}
		return against(wanted, name, value);
	});
}

/** The limits of `nodes.py`: an edge from 16 to 16,384, a batch from 1 to 4,096 (of which the sandbox draws 64), a seed of 64 bits. */
const limits = { edge: [16, 16_384], batch: [1, 64], seed: [0, 2 ** 64] } as const;

function against(wanted: Exclude<NodeInput, 'image'>, name: string, value: unknown): NodeError[] {
	if (wanted === 'link') {
		return [
			errorOf('bad_linked_input', 'Bad linked input, must be a length-2 list of [node_id, slot_index]', name, name),
		];
	}
	if (wanted === 'file') {
		// Which files are there is the server's own affair: whatever looks like a model is.
		return typeof value === 'string' && /\.(?:safetensors|ckpt|gguf|pt|pth|sft)$/.test(value)
			? []
			: [errorOf('value_not_in_list', 'Value not in list', `${name}: '${String(value)}' not in []`, name)];
	}
	if (wanted === 'text' || typeof wanted === 'object') {
		return [];
	}
	if (typeof value !== 'number') {
		const isNumber = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
		const details = `${name}, ${String(value)}, invalid literal for int() with base 10: '${String(value)}'`;
		return isNumber
			? []
			: [errorOf('invalid_input_type', 'Failed to convert an input value to a INT value', details, name)];
	}
	const [min, max] = wanted === 'number' ? [-Infinity, Infinity] : limits[wanted];
	if (value < min) {
		return [errorOf('value_smaller_than_min', `Value ${value} smaller than min of ${min}`, name, name)];
	}
	return value > max ? [errorOf('value_bigger_than_max', `Value ${value} bigger than max of ${max}`, name, name)] : [];
}

function errorOf(type: string, message: string, details: string, input: string): NodeError {
	return { type, message, details, extra_info: { input_name: input } };
}

function invalid(type: string, message: string, details: string, nodeErrors: object = {}): Refusal {
	return new Refusal(json(400, { error: { type, message, details, extra_info: {} }, node_errors: nodeErrors }));
}

/** The text behind the sampler's `positive`, or the first there is. */
function promptIn(nodes: readonly Node[], byId: ReadonlyMap<string, Node>): string {
	const positive = nodes.map(({ inputs }) => inputs['positive']).find(isLink);
	const wished = positive && byId.get(positive[0]);
	const texts = [...(wished ? ancestorsOf(wished, byId) : []), ...nodes].map(({ inputs }) => inputs['text']);
	return texts.find((text) => typeof text === 'string') ?? '';
}

function modelIn(nodes: readonly Node[]): string {
	const names = nodes.flatMap(({ inputs }) => [inputs['ckpt_name'], inputs['unet_name']]);
	return names.find((name) => typeof name === 'string') ?? 'workflow';
}

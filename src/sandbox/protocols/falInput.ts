import type { PaintedFormat } from '../encode';
import type { Drawing } from '../task';
import type { Finding } from './falErrors';
import type { FalModel } from './falModels';
import { bytesIn } from './sentImages';
import { latencyOf } from './sizes';

/** What a body comes to: what is drawn, what the model finds wrong with it, and which fields it leaves be. */
export interface FalInput {
	readonly drawing: Drawing;
	readonly findings: readonly Finding[];
	readonly ignored: readonly string[];
	readonly inline: boolean;
}

type Body = Readonly<Record<string, unknown>>;

/** What a field may hold: one of some texts, or a type. */
type Rule = 'string' | 'number' | 'boolean' | readonly string[];

/** Reads a body as a model does: with Pydantic, which knows nothing of other fields and leaves them be. */
export function readInput(model: FalModel, body: Body): FalInput {
	const { size, formats, maxImages, edits, fields, drawsSvg = false } = model;
	const rules: Readonly<Record<string, Rule>> = {
		prompt: 'string',
		seed: 'number',
		sync_mode: 'boolean',
		...(formats.length > 0 && { output_format: formats }),
		...(size.by === 'ratio' && { aspect_ratio: Object.keys(size.ratios) }),
		...(size.by === 'ratio' &&
			Object.keys(size.resolutions).length > 0 && { resolution: Object.keys(size.resolutions) }),
		...fields,
	};
	const known = (name: string): boolean =>
		name in rules ||
		(name === 'image_size' && size.by === 'sides') ||
		(name === 'num_images' && maxImages !== undefined) ||
		(name === 'image_urls' && edits === true);
	const findings: Finding[] = Object.entries(rules).flatMap(([name, rule]) => against(rule, name, body[name]));
	if (body['prompt'] === undefined) {
		findings.push({ type: 'missing', loc: ['body', 'prompt'], msg: 'Field required', input: body });
	} else if (body['prompt'] === '') {
		findings.push(tooShort('prompt', 'String should have at least 1 character', ''));
	}
	if (edits) {
		findings.push(...againstImages(body['image_urls'], body));
	}
	const [width, height] = pixelsOf(model, body, findings);
	const count = countOf(maxImages, body['num_images'], findings);
	const drawing: Drawing = {
		model: model.id,
		prompt: typeof body['prompt'] === 'string' ? body['prompt'] : '',
		width,
		height,
		format: drawsSvg ? 'svg' : formatOf(formats, body['output_format'], findings),
		inputs: edits && findings.length === 0 ? bytesIn(body['image_urls']) : [],
		transparent: body['background'] === 'transparent' && body['output_format'] !== 'jpeg',
		count,
		latencyOf: latencyOf(width, height),
	};
	const ignored = Object.keys(body).filter((name) => !known(name));
	return { drawing, findings, ignored, inline: body['sync_mode'] === true };
}

function against(rule: Rule, name: string, value: unknown): Finding[] {
	if (value === undefined || (value === null && name !== 'prompt')) {
		return [];
	}
	const loc = ['body', name];
	if (typeof rule === 'string') {
		const article = { string: 'string_type', number: 'float_type', boolean: 'bool_type' }[rule];
		const what = { string: 'string', number: 'number', boolean: 'boolean' }[rule];
		return typeof value === rule ? [] : [{ type: article, loc, msg: `Input should be a valid ${what}`, input: value }];
	}
	const quoted = rule.map((each) => `'${each}'`);
	const expected = [quoted.slice(0, -1).join(', '), quoted.at(-1)].filter(Boolean).join(' or ');
	return rule.some((each) => each === value)
		? []
		: [{ type: 'literal_error', loc, msg: `Input should be ${expected}`, input: value, ctx: { expected } }];
}

function againstImages(value: unknown, body: Body): Finding[] {
	const loc = ['body', 'image_urls'];
	if (value === undefined) {
		return [{ type: 'missing', loc, msg: 'Field required', input: body }];
	}
	if (!Array.isArray(value)) {
		return [{ type: 'list_type', loc, msg: 'Input should be a valid list', input: value }];
	}
	return value.flatMap((url: unknown, index) =>
		typeof url === 'string' && /^(?:https?:\/\/|data:image\/)/.test(url)
			? []
			: [{ type: 'file_download_error', loc: [...loc, index], msg: 'Failed to download the file.', input: url }],
	);
}

function pixelsOf({ size }: FalModel, body: Body, findings: Finding[]): readonly [number, number] {
	if (size.by === 'ratio') {
		const [width, height] = entryOf(size.ratios, body['aspect_ratio']) ?? [1024, 1024];
		const scale = entryOf(size.resolutions, body['resolution']) ?? 1;
		return [width * scale, height * scale];
	}
	const wanted: unknown = body['image_size'] ?? size.usual;
	const named = entryOf(size.names, wanted);
	if (named) {
		return named;
	}
	const loc = ['body', 'image_size'];
	if (typeof wanted !== 'object' || wanted === null || !size.edge) {
		findings.push(...against(Object.keys(size.names), 'image_size', wanted));
		return [512, 512];
	}
	const [min, max] = isAreaFine(size.orArea, wanted) ? [1, Infinity] : size.edge;
	const edges = (['width', 'height'] as const).map((name): number => {
		const edge: unknown = name in wanted ? Reflect.get(wanted, name) : 512;
		const at = { loc: [...loc, name], input: edge };
		if (typeof edge !== 'number' || !Number.isInteger(edge)) {
			findings.push({ type: 'int_type', msg: 'Input should be a valid integer', ...at });
		} else if (edge < min) {
			findings.push({ type: 'image_too_small', msg: `The ${name} must be at least ${min} pixels.`, ...at });
		} else if (edge > max) {
			findings.push({ type: 'image_too_large', msg: `The ${name} must be at most ${max} pixels.`, ...at });
		} else {
			return edge;
		}
		return min;
	});
	return [edges[0] ?? min, edges[1] ?? min];
}

function isAreaFine(area: readonly [number, number] | undefined, size: object): boolean {
	const { width, height } = { width: 0, height: 0, ...size };
	const pixels = typeof width === 'number' && typeof height === 'number' ? width * height : 0;
	return area !== undefined && pixels >= area[0] && pixels <= area[1];
}

function countOf(max: number | undefined, value: unknown, findings: Finding[]): number {
	if (max === undefined || value === undefined || value === null) {
		return 1;
	}
	const loc = ['body', 'num_images'];
	if (typeof value !== 'number' || !Number.isInteger(value)) {
		findings.push({ type: 'int_type', loc, msg: 'Input should be a valid integer', input: value });
	} else if (value < 1) {
		findings.push({ type: 'greater_than_equal', loc, msg: 'Input should be greater than or equal to 1', input: value });
	} else if (value > max) {
		findings.push({ type: 'less_than_equal', loc, msg: `Input should be less than or equal to ${max}`, input: value });
	} else {
		return value;
	}
	return 1;
}

/** A model draws PNG unless told otherwise; Seedream's are JPEG, and are not asked. */
function formatOf(formats: readonly string[], value: unknown, findings: Finding[]): PaintedFormat {
	if (value === 'webp' && formats.includes('webp')) {
		const msg = 'The sandbox does not draw webp; it draws jpeg and png.';
		findings.push({ type: 'value_error', loc: ['body', 'output_format'], msg, input: value });
	}
	return value === 'jpeg' || formats.length === 0 ? 'jpeg' : 'png';
}

function tooShort(name: string, msg: string, input: unknown): Finding {
	return { type: 'string_too_short', loc: ['body', name], msg, input };
}

function entryOf<T>(table: Readonly<Record<string, T>>, key: unknown): T | undefined {
	return typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined;
}

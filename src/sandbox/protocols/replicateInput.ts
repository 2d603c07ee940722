import type { PaintedFormat } from '../encode';
import type { Drawing } from '../task';
import { isObject } from './body';
import type { InputRule, ReplicateModel } from './replicateModels';
import { bytesIn } from './sentImages';
import { latencyOf, pixelsOf as exactPixels } from './sizes';

/** One thing that is wrong with an input, as the API lists it under `invalid_fields`. */
export interface InvalidField {
	readonly type: string;
	readonly field: string;
	readonly description: string;
}

/** What an input comes to, and which of its fields are left be. */
export interface ReplicateInput {
	readonly drawing: Drawing;
	readonly faults: readonly InvalidField[];
	readonly ignored: readonly string[];
}

/** Reads `input` as the API does, against the model's schema. */
export function readInput(model: ReplicateModel, value: unknown): ReplicateInput {
	const input = isObject(value) ? value : {};
	const faults = isObject(value)
		? Object.entries(model.input).flatMap(([name, rule]) => against(rule, name, input[name]))
		: [{ type: 'required', field: '', description: 'input is required' }];
	if (input['prompt'] === undefined && isObject(value)) {
		faults.push({ type: 'required', field: 'input', description: 'prompt is required' });
	}
	const [width, height] = pixelsOf(model, input, faults);
	const wanted = input['num_outputs'];
	const drawing: Drawing = {
		model: model.id,
		prompt: typeof input['prompt'] === 'string' ? input['prompt'] : '',
		width,
		height,
		format: formatOf(model, input['output_format'], faults),
		inputs: bytesIn(input['image_input'] ?? input['input_images']),
		count: typeof wanted === 'number' && faults.length === 0 ? wanted : 1,
		latencyOf: latencyOf(width, height),
	};
	return { drawing, faults, ignored: Object.keys(input).filter((name) => !Object.hasOwn(model.input, name)) };
}

function against(rule: InputRule, name: string, value: unknown): InvalidField[] {
	if (value === undefined || value === null) {
		return [];
	}
	const field = `input.${name}`;
	const wrong = (type: string, description: string): InvalidField[] => [{ type, field, description }];
	const invalid = (expected: string): InvalidField[] =>
		wrong('invalid_type', `Invalid type. Expected: ${expected}, given: ${typeNameOf(value)}`);
	if (rule === 'uri[]') {
		if (!Array.isArray(value)) {
			return invalid('array');
		}
		const isUri = (item: unknown): boolean => typeof item === 'string' && /^(?:https?:\/\/|data:)/.test(item);
		return value.every(isUri) ? [] : wrong('format', "Does not match format 'uri'");
	}
	if (typeof rule === 'string') {
		return typeof value === rule ? [] : invalid(rule);
	}
	if ('min' in rule) {
		if (typeof value !== 'number' || !Number.isInteger(value)) {
			return invalid('integer');
		}
		if (value < rule.min) {
			return wrong('number_gte', `Must be greater than or equal to ${rule.min}`);
		}
		return value > rule.max ? wrong('number_lte', `Must be less than or equal to ${rule.max}`) : [];
	}
	const listed = rule.map((each) => `"${each}"`).join(', ');
	return rule.some((each) => each === value) ? [] : wrong('enum', `${name} must be one of the following: ${listed}`);
}

function pixelsOf(
	{ ratios, scales, usual, custom, multipleOf = 1 }: ReplicateModel,
	input: Readonly<Record<string, unknown>>,
	faults: InvalidField[],
): readonly [number, number] {
	const { width, height } = input;
	if (custom && input[custom[0]] === custom[1]) {
		const edges = [width, height].map((edge) => (typeof edge === 'number' ? edge : 1024));
		if (edges.some((edge) => edge % multipleOf !== 0)) {
			const description = `width and height must be multiples of ${multipleOf}`;
			faults.push({ type: 'multiple_of', field: 'input.width', description });
		}
		return [edges[0] ?? 1024, edges[1] ?? 1024];
	}
	const exact = typeof input['size'] === 'string' ? exactPixels(input['size']) : undefined;
	if (exact) {
		return [exact.width, exact.height];
	}
	const named = (table: ReplicateModel['scales'], name: unknown): number | undefined =>
		typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
	const scale = named(scales, input['resolution']) ?? named(scales, input['size']) ?? scales[usual] ?? 1;
	const ratio = input['aspect_ratio'];
	const pixels = (typeof ratio === 'string' && Object.hasOwn(ratios, ratio) && ratios[ratio]) || [1024, 1024];
	return [pixels[0] * scale, pixels[1] * scale];
}

function formatOf(model: ReplicateModel, value: unknown, faults: InvalidField[]): PaintedFormat {
	if (
		value === 'webp' &&
		Array.isArray(model.input['output_format']) &&
		model.input['output_format'].includes('webp')
	) {
		const description = 'The sandbox does not draw webp; it draws jpg and png';
		faults.push({ type: 'enum', field: 'input.output_format', description });
	}
	return value === 'jpg' ? 'jpeg' : value === 'png' ? 'png' : model.format;
}

function typeNameOf(value: unknown): string {
	return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

import type { Endpoint } from '../task';
import { jsonOf, parsedJson } from './json';

/** The workflow in a text, in the API format of ComfyUI's "Export (API)"; undefined where there is none, as in the file that its editor saves. */
export function workflowIn(text: string): Endpoint['workflow'] {
	const value = parsedJson(text.replace(/^\uFEFF/, ''));
	// What is nested too deep to be written can't be sent either.
	if (!isRecord(value) || jsonOf(value) === '') {
		return undefined;
	}
	const nodes = Object.values(value);
	return nodes.length > 0 && nodes.every((node) => isRecord(node) && 'class_type' in node) ? value : undefined;
}

/** How many images a workflow takes: as many as it names, from `{{image}}` over `{{image2}}` without a gap. */
export function imagesNamedIn(workflow: NonNullable<Endpoint['workflow']>): number {
	const text = jsonOf(workflow);
	let count = 0;
	while (text.includes(`{{${imageName(count)}}}`)) {
		count++;
	}
	return count;
}

/** What stands for an image in a workflow; counted from 0. */
export function imageName(index: number): string {
	return index === 0 ? 'image' : `image${index + 1}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

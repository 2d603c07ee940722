import type { Endpoint } from '../task';
import { jsonOf, parsedJson } from './protocols/taskReplies';

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

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

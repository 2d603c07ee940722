import type { FormFile } from '../../engine/providers/formBody';
import type { Call } from '../call';
import { type Elsewhere, gptImageOrder } from './gptImage';
import { refusal } from './openaiErrors';
import type { Order } from './protocol';
import { sentTypeOf } from './sentImages';

/** The fields that are files, and those that are numbers or yes and no. openai-node 7.57.0, `ImageEditParams`. */
const files: ReadonlySet<string> = new Set(['image', 'image[]', 'mask', 'markup']);
const numbers: ReadonlySet<string> = new Set(['n', 'output_compression', 'partial_images']);
const flags: ReadonlySet<string> = new Set(['stream']);

const mostImages = 16;

/** The fields of `POST /images/edits`; the model's name is among them, but where the address says it. */
export function editFields({ form, headers }: Call): Readonly<Record<string, unknown>> {
	const type = headers['content-type'] ?? '';
	if (!/^multipart\/form-data/i.test(type)) {
		const message = `Unsupported content type: '${type}'. This API method only accepts 'multipart/form-data' requests, but you specified the header 'Content-Type: ${type}'. Please try again with a supported content type.`;
		throw refusal(400, message, { code: 'unsupported_content_type' });
	}
	if (!form) {
		throw refusal(400, 'Could not parse multipart form');
	}
	const texts = form.flatMap(({ name, value }) =>
		typeof value === 'string' ? [[name, typed(name, value)] as const] : [],
	);
	return Object.fromEntries(texts);
}

function typed(name: string, value: string): unknown {
	if (numbers.has(name)) {
		return value.trim() === '' ? value : Number(value);
	}
	return flags.has(name) && /^(?:true|false)$/.test(value) ? value === 'true' : value;
}

/** What one of OpenAI's own models is asked to make of images. */
export function gptImageEdit(id: string, call: Call, elsewhere: Elsewhere = {}): Order {
	// Of the earlier models alone: how closely they keep to what they were sent.
	const { input_fidelity: _, ...fields } = editFields(call);
	const inputs = imagesIn(call);
	return { ...gptImageOrder(id, fields, { ...elsewhere, stream: 'image_edit' }), inputs };
}

function imagesIn({ form = [] }: Call): readonly Uint8Array[] {
	const sent = form.flatMap(({ name, value }) => (typeof value === 'string' ? [] : [{ name, value }]));
	const stray = sent.find(({ name }) => !files.has(name));
	if (stray) {
		throw refusal(400, `Unknown parameter: '${stray.name}'.`, { param: stray.name, code: 'unknown_parameter' });
	}
	const images = sent.filter(({ name }) => name === 'image' || name === 'image[]').map(({ value }) => value);
	if (images.length === 0) {
		throw refusal(400, "Missing required parameter: 'image'.", { param: 'image', code: 'missing_required_parameter' });
	}
	if (images.length > mostImages) {
		const message = `Invalid 'image': array too long. Expected an array with maximum length ${mostImages}, but got an array with length ${images.length} instead.`;
		throw refusal(400, message, { param: 'image', code: 'array_above_max_length' });
	}
	images.forEach(check);
	return images.map(({ bytes }) => bytes);
}

function check({ type, bytes }: FormFile, index: number): void {
	if (!['image/jpeg', 'image/png', 'image/webp'].includes(type)) {
		const message = `Invalid file 'image': unsupported mimetype ('${type}'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.`;
		throw refusal(400, message, { param: 'image', code: 'unsupported_file_mimetype' });
	}
	if (sentTypeOf(bytes) === undefined) {
		const message = `Invalid image file or mode for image ${index + 1}, please check your image file.`;
		throw refusal(400, message, { param: 'image', code: 'invalid_image_file' });
	}
}

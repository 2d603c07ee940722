import { json, type Reply } from '../reply';
import type { Fault } from './checked';
import { Refusal } from './protocol';

/** A field that is not what it should be, named as protocol buffers name it. */
export function refuseFault({ kind, path, received }: Fault): Refusal {
	const dotted = (names: Fault['path']): string =>
		names
			.map((name) =>
				typeof name === 'number' ? `[${name}]` : `.${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`,
			)
			.join('')
			.slice(1);
	const field = dotted(path);
	switch (kind) {
		case 'unknown': {
			const name = String(path.at(-1));
			const parent = path.length > 1 ? ` at '${dotted(path.slice(0, -1))}'` : '';
			return invalid(`Invalid JSON payload received. Unknown name "${name}"${parent}: Cannot find field.`, field);
		}
		case 'missing':
			return invalid(`* GenerateContentRequest.${field}: ${field} is not specified`, field);
		case 'invalid':
			return invalid(`Invalid value at '${field || 'request'}': ${received.slice(0, 80)}`, field);
	}
}

/** A value of `imageConfig` that the model does not take. */
export function unsupported(field: string, value: string, supported: readonly string[]): Refusal {
	const path = `generation_config.image_config.${field}`;
	const hint = supported.length > 0 ? `Supported values: ${supported.join(', ')}.` : 'This model does not take it.';
	return invalid(`Invalid value at '${path}': "${value}". ${hint}`, path);
}

/** 400, blaming the field when there is one. */
export function invalid(message: string, field?: string): Refusal {
	const violation = {
		'@type': 'type.googleapis.com/google.rpc.BadRequest',
		fieldViolations: [{ field, description: message }],
	};
	return refusal(400, 'INVALID_ARGUMENT', message, field ? [violation] : undefined);
}

/** Any error, to be thrown. */
export function refusal(code: number, status: string, message: string, details?: readonly object[]): Refusal {
	return new Refusal(error(code, status, message, details));
}

/** Any error, in the form of `google.rpc.Status`. */
export function error(code: number, status: string, message: string, details?: readonly object[]): Reply {
	return json(code, { error: { code, message, status, ...(details && { details }) } });
}

import * as v from 'valibot';

/** Why a request body is not what it should be. */
export interface Fault {
	readonly kind: 'unknown' | 'missing' | 'invalid';
	/** Names and indices from the outermost in. */
	readonly path: readonly (string | number)[];
	readonly received: string;
	readonly expected: string;
}

/** The body when it matches the schema; otherwise throws what `refuse` makes of the first fault. */
export function checked<T extends v.GenericSchema>(
	schema: T,
	body: unknown,
	refuse: (fault: Fault) => Error,
): v.InferOutput<T> {
	const parsed = v.safeParse(schema, body, { abortEarly: true });
	if (parsed.success) {
		return parsed.output;
	}
	const [issue] = parsed.issues;
	const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
	const strict = issue.type === 'strict_object' || issue.type === 'object';
	const kind =
		strict && issue.expected === 'never' ? 'unknown' : issue.received === 'undefined' ? 'missing' : 'invalid';
	throw refuse({ kind, path, received: issue.received, expected: issue.expected ?? issue.message });
}

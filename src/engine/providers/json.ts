/** The value of a JSON text; undefined where it is none. */
export function parsedJson(json: string): unknown {
	try {
		return JSON.parse(json) as unknown;
	} catch {
		return undefined;
	}
}

/** A value as JSON; nothing of what is nested deeper than any service nests what it says, since that can be read but not written. */
export function jsonOf(value: unknown): string {
	try {
		return JSON.stringify(value);
	} catch {
		return '';
	}
}

/*
 * Members of JSON values that nobody vouches for. Services and the gateways before them write `null` for what is not there, a text for
 * a list, one object for a list of one: what is not of the type that is asked for is as if it were missing, and spoils nothing beside it.
 */

/** The object that the first of those members is which is one; undefined where none is. */
export function objectIn(value: unknown, ...names: readonly string[]): object | undefined {
	return membersOf(value, names).find(isObject);
}

/** The text that the first of those members is which is one, and not empty; undefined where none is. */
export function textIn(value: unknown, ...names: readonly string[]): string | undefined {
	return membersOf(value, names).find((member) => typeof member === 'string' && member !== '') as string | undefined;
}

/** What the first of those members lists which is a list; one object alone counts as a list of it. Empty where none does. */
export function listIn(value: unknown, ...names: readonly string[]): readonly unknown[] {
	const found = membersOf(value, names).find((member) => typeof member === 'object' && member !== null);
	return found === undefined ? [] : Array.isArray(found) ? (found as unknown[]) : [found];
}

/** The member of that name, whatever it is; undefined where the value is no object. */
export function memberOf(value: unknown, name: string): unknown {
	return isObject(value) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** What the look at the first of those values finds that holds it; none after that is looked at. */
export function firstOf<T, R>(values: readonly T[], look: (value: T) => R | undefined): R | undefined {
	for (const value of values) {
		const found = look(value);
		if (found !== undefined) {
			return found;
		}
	}
	return undefined;
}

function membersOf(value: unknown, names: readonly string[]): unknown[] {
	return names.map((name) => memberOf(value, name));
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

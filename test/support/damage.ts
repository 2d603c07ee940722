export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What stands in a member's place: `undefined` for nothing, not even the member. */
export const others: readonly (Json | undefined)[] = [undefined, null, '', 'x', 7, true, [], [null], { x: 1 }];

export type Path = readonly (string | number)[];

/** Every member and item of a value, at every depth. */
export function pathsIn(value: Json, path: Path = []): Path[] {
	const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
	const inner = members.flatMap(([name, member]) =>
		pathsIn(member, [...path, Array.isArray(value) ? Number(name) : name]),
	);
	return path.length === 0 ? inner : [path, ...inner];
}

/** The value with something else at that path. */
export function changed(value: Json, [name, ...rest]: Path, other: Json | undefined): Json {
	const next = (member: Json): Json | undefined => (rest.length === 0 ? other : changed(member, rest, other));
	if (Array.isArray(value)) {
		return value.map((item: Json, index) => (index === name ? (next(item) ?? null) : item));
	}
	return Object.fromEntries(
		Object.entries(value as object).flatMap(([key, member]: [string, Json]) => {
			const changedMember = key === name ? next(member) : member;
			return changedMember === undefined ? [] : [[key, changedMember]];
		}),
	);
}

/**
 * What `work` returns; undefined where a text is nested so deep that there is no room left to follow it down. No person writes such a
 * text, but parsers, and what walks through their trees, call themselves for each level.
 */
export function unlessTooDeep<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch (error) {
		if (error instanceof RangeError) {
			return undefined;
		}
		throw error;
	}
}

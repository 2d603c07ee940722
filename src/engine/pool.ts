/** So many files or folders are looked at at once: enough to keep the disk busy. */
const usualWidth = 16;

/** Calls `act` for each of the items, for at most `width` of them at once. Resolves with what it gives, in the items' order. */
export async function mapPooled<T, R>(
	items: readonly T[],
	act: (item: T) => Promise<R>,
	width = usualWidth,
): Promise<R[]> {
	const results: R[] = [];
	const entries = items.entries();
	const work = async (): Promise<void> => {
		for (const [index, item] of entries) {
			results[index] = await act(item);
		}
	};
	await Promise.all(Array.from({ length: width }, work));
	return results;
}

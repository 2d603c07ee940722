/** Resolves as soon as `condition` holds, looking after every turn of the event loop; rejects after five seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
	const timeout = performance.now() + 5_000;
	while (!condition()) {
		if (performance.now() > timeout) {
			throw new Error(`waited in vain: ${what}`);
		}
		await new Promise((resolve) => setImmediate(resolve));
	}
}

/** Resolves as soon as `condition` holds, looking after every turn of the event loop; rejects after fifteen seconds: a guard against waiting for ever, whatever else the machine does. */
export async function until(condition: () => boolean, what: string): Promise<void> {
	const timeout = performance.now() + 15_000;
	while (!condition()) {
		if (performance.now() > timeout) {
			throw new Error(`waited in vain: ${what}`);
		}
		await new Promise((resolve) => setImmediate(resolve));
	}
}

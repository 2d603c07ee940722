/** What `work` gives, unless the signal aborts first: then throws its reason at once, whatever becomes of the work. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	const { promise: aborted, reject } = Promise.withResolvers<never>();
	const abort = (): void => reject(signal.reason as Error);
	signal.addEventListener('abort', abort, { once: true });
	if (signal.aborted) {
		abort();
	}
	try {
		return await Promise.race([work, aborted]);
	} finally {
		signal.removeEventListener('abort', abort);
	}
}

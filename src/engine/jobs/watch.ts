import { type FSWatcher, watch } from 'node:fs';

/** How often a watcher looks by itself. */
const pollMs = 500;

/**
 * Runs `look` at once and after every change in the folder, one at a time, until it returns true or `signal` aborts. Looking every
 * half second is what it relies on; the system's notifications only make it sooner: on network and container file systems there
 * are none, and a system has only so many.
 */
export async function watchFolder(path: string, signal: AbortSignal, look: () => Promise<boolean>): Promise<void> {
	let change = Promise.withResolvers<undefined>();
	const notify = (): void => change.resolve(undefined);
	const watcher = notifications(path, notify);
	const timer = setInterval(notify, pollMs);
	signal.addEventListener('abort', notify, { once: true });
	try {
		while (!signal.aborted && !(await look())) {
			await change.promise;
			change = Promise.withResolvers();
		}
	} finally {
		watcher?.close();
		clearInterval(timer);
		signal.removeEventListener('abort', notify);
	}
}

function notifications(path: string, notify: () => void): FSWatcher | undefined {
	try {
		return watch(path, notify).on('error', () => undefined);
	} catch {
		// The system has no more to give, or the folder is not there.
		return undefined;
	}
}

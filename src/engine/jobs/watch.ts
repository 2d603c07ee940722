import { type FSWatcher, watch } from 'node:fs';

/** How often a watcher looks by itself. */
const pollMs = 500;

/**
 * Runs `look` at once and after every change in the folder, one at a time, until it returns true or `signal` aborts. Looking every
 * half second is what it relies on; the system's notifications only make it sooner: on network and container file systems there
 * are none, and a system has only so many.
 *
 * @param file only changes of this file count: others in the folder may change many times a second. @default all of them
 */
export async function watchFolder(
	path: string,
	signal: AbortSignal,
	look: () => Promise<boolean>,
	file?: string,
): Promise<void> {
	let change = Promise.withResolvers<undefined>();
	const notify = (): void => change.resolve(undefined);
	const watcher = notifications(path, (name) => {
		if (file === undefined || name === null || name === file) {
			notify();
		}
	});
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

/** Tells the names of files that change, or null where the system does not say which. */
function notifications(path: string, onChange: (name: string | null) => void): FSWatcher | undefined {
	try {
		return watch(path, (_event, name) => onChange(name)).on('error', () => undefined);
	} catch {
		// The system has no more to give, or the folder is not there.
		return undefined;
	}
}

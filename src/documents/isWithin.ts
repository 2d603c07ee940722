import { posix } from 'node:path';

/** Whether a path leads to something in that folder, at whatever depth. Both are absolute, with slashes. */
export function isWithin(folder: string, path: string): boolean {
	const steps = posix.relative(folder, path);
	return steps !== '' && steps !== '..' && !steps.startsWith('../');
}

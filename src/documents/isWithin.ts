import { posix } from 'node:path';

/** Whether a path leads to something in that folder, at whatever depth. Both are absolute, with slashes. */
export function isWithin(folder: string, path: string): boolean {
	const steps = posix.relative(folder, path);
	return steps !== '' && steps !== '..' && !steps.startsWith('../');
}

/** Whether images may go to a path in that folder: not to what git keeps for itself, wherever that is. */
export function mayTake(folder: string, path: string): boolean {
	const isGits = posix
		.relative(folder, path)
		.split('/')
		.some((step) => step.toLowerCase() === '.git');
	return isWithin(folder, path) && !isGits;
}

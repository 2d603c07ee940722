import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { workflowIn } from '../../engine/providers/workflow';
import type { Endpoint } from '../../engine/task';

/** Why a path leads to no workflow. */
export type NoWorkflow = 'unset' | 'relative' | 'unreadable' | 'other';

/** Nobody connects more nodes. */
const maxBytes = 8 * 2 ** 20;

/** The workflow that a ComfyUI is to run, in the person's own file: at an absolute path, or one below `~`. */
export async function workflowAt(path: string): Promise<NonNullable<Endpoint['workflow']> | NoWorkflow> {
	if (path === '') {
		return 'unset';
	}
	const full = /^~[\\/]/.test(path) ? join(homedir(), path.slice(2)) : path;
	if (!isAbsolute(full)) {
		return 'relative';
	}
	try {
		const file = await stat(full);
		// A pipe or a device may never end.
		return file.isFile() && file.size <= maxBytes ? (workflowIn(await readFile(full, 'utf8')) ?? 'other') : 'other';
	} catch {
		return 'unreadable';
	}
}

import { stat } from 'node:fs/promises';
import { type JobFolder, jobFolder, readTaskIfAny, runLock } from '../engine/jobs/layout';
import { acquire } from '../engine/jobs/lock';
import { apply } from '../engine/jobs/state';
import { networkSetup } from '../engine/network/choices';
import { keyOrigin } from '../engine/providers/catalogue';
import { inspectJob, leftAt } from '../engine/run/inspect';
import { bringLeft } from './bringLeft';
import { keyFrom, lacksKey, requireKey } from './endpoint';
import { ProgressLine } from './progressLine';
import type { LastStep } from './recordJob';
import { CommandError } from './usage';

/**
 * Goes on asking the service that has taken a job on, or may have, until its image is in the job's folder. Costs nothing. Undefined where there
 * is no such service, or the folder has all that it has, or has images and nobody gives a key.
 */
export async function askOn(
	path: string,
	values: { readonly 'key-stdin'?: boolean | undefined },
): Promise<{ readonly last: LastStep; readonly service: string } | undefined> {
	if (!(await stat(path)).isDirectory()) {
		return undefined;
	}
	const folder: JobFolder = jobFolder(path);
	const task = await readTaskIfAny(folder);
	if (task?.type !== 'generate') {
		return undefined;
	}
	const left = await inspectJob(folder);
	const { state: told, images, events } = left;
	const endpoint = leftAt(task, left);
	if (!endpoint || told === 'delivered') {
		return undefined;
	}
	const lock = told === 'running' ? undefined : await acquire(folder.path, runLock);
	if (!lock) {
		throw new CommandError('Another process works on this job.');
	}
	const progress = new ProgressLine(process.stderr, undefined);
	let state = events;
	try {
		const key = await keyFrom(values);
		if (images.length > 0 && lacksKey(endpoint, key)) {
			return undefined;
		}
		requireKey(endpoint, key);
		const { network, proxyAuthorization } = networkSetup({}, process.env);
		const keys = new Map(key === undefined ? [] : [[keyOrigin(endpoint), key]]);
		const last = await bringLeft({ ...task, network }, left, {
			...{ folder, lock, secrets: { keys, ...(proxyAuthorization && { proxyAuthorization }) } },
			signal: new AbortController().signal,
			onEvent: (event) => {
				state = apply(state, event);
				progress.show(state);
			},
		});
		return { last, service: endpoint.service };
	} finally {
		progress.end();
		await lock.release();
	}
}

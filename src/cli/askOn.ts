import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type JobFolder, jobFolder, readTaskIfAny, runLock } from '../engine/jobs/layout';
import { acquire } from '../engine/jobs/lock';
import { apply } from '../engine/jobs/state';
import { networkSetup } from '../engine/network/choices';
import { keyOrigin, presetOf } from '../engine/providers/catalogue';
import { askedFor, inspectJob, leftAt } from '../engine/run/inspect';
import type { Endpoint } from '../engine/task';
import { bringLeft } from './bringLeft';
import { type EndpointValues, originNamed, requirePrivacy } from './endpoint';
import { jobsPath } from './jobsPath';
import { keyFrom, lacksKey, requireKey } from './keys';
import { complain } from './output';
import { ProgressLine } from './progressLine';
import type { LastStep } from './recordJob';
import { t } from './translate';
import { CommandError, UsageError } from './usage';

/**
 * Goes on asking the service that has taken a job on, or may have, until its image is in the job's folder. Costs nothing. Undefined where there
 * is no such service, or the folder has all that it has, or has images and nobody gives a key.
 */
export async function askOn(
	path: string,
	values: EndpointValues,
): Promise<{ readonly last: LastStep; readonly service: string } | undefined> {
	if (!(await stat(path)).isDirectory()) {
		return undefined;
	}
	const folder: JobFolder = jobFolder(path);
	const left = await inspectJob(folder);
	const { state: told, images, events } = left;
	const task = askedFor(await readTaskIfAny(folder), events);
	const endpoint = leftAt(task, left);
	if (!task || !endpoint || told === 'delivered') {
		return undefined;
	}
	try {
		await requireMeant(endpoint, path, values);
		requirePrivacy(endpoint, values);
	} catch (error) {
		// The images that are there are brought all the same.
		if (images.length === 0 || !(error instanceof UsageError)) {
			throw error;
		}
		complain(error.message);
		return undefined;
	}
	const lock = told === 'running' ? undefined : await acquire(folder.path, runLock);
	if (!lock) {
		throw new CommandError(t('Another process works on this job.'));
	}
	const progress = new ProgressLine(process.stderr, undefined);
	let state = events;
	try {
		const key = await keyFrom(values, endpoint);
		if (images.length > 0 && lacksKey(endpoint, key)) {
			return undefined;
		}
		requireKey(endpoint, key);
		complain(t('Asking {0} for it.', new URL(endpoint.baseUrl).host));
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

/**
 * Throws a `UsageError` where nobody but the folder says that the key is for who is there. Folders come along with repositories and reports: only
 * those of this command line's own jobs are believed, and the service's own address.
 */
async function requireMeant(endpoint: Endpoint, path: string, values: EndpointValues): Promise<void> {
	const { service } = endpoint;
	const origin = keyOrigin(endpoint);
	const named = originNamed(values, service);
	const { baseUrl: own } = presetOf(service) ?? {};
	const isOwn = own !== undefined && keyOrigin({ baseUrl: own }) === origin;
	if (named === undefined ? !isOwn && !(await isOwnJob(path)) : named !== origin) {
		throw new UsageError(
			t(
				'Nobody was asked: the job in {0} is at {1}. If that is where your key is meant to go, add --base-url {1}.',
				path,
				origin,
			),
		);
	}
}

/** Whether the folder is one of the jobs of this command line. */
async function isOwnJob(path: string): Promise<boolean> {
	const [folder, jobs] = await Promise.all([realpath(path), realpath(jobsPath()).catch(() => undefined)]);
	return dirname(folder) === jobs;
}
